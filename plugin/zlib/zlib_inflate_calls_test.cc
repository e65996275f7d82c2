// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_inflate_calls.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "plugin/zlib/testing/stream_twins.h"

namespace
{

using hostlib::Bytes;
using hostlib::guest_address;
using hostlib::GuestStream;
using hostlib::packed;
using hostlib::sample;
using hostlib::StreamTest;
using hostlib::StreamTwins;
using hostlib::TestMemory;

class InflateCallsTest : public StreamTest
{
};

// Decompress in steps of @input_step bytes into rooms of @output_step. Returns
// the first status that is not Z_OK.
int inflate_in_steps(StreamTwins *twins, const Bytes &bytes, size_t input_step,
                     size_t output_step, int flush = Z_NO_FLUSH)
{
    size_t given = 0;
    int status = Z_OK;
    while (status == Z_OK && !testing::Test::HasFailure()) {
        if (twins->native.avail_in == 0) {
            const size_t step = std::min(input_step, bytes.size() - given);
            twins->give(bytes.data() + given, step);
            given += step;
        }
        twins->give_room(output_step);
        status = twins->inflate(flush);
    }
    return status;
}

TEST_F(InflateCallsTest, GivesZlibsBytesInSmallSteps)
{
    const Bytes plain = sample(1500);
    const Bytes bytes = packed(plain);
    for (size_t step = 1; step <= 20; step++) {
        for (size_t room : {1, 2, 3, 7, 100, 300}) {
            StreamTwins twins;
            ASSERT_EQ(twins.inflate_init(15), Z_OK);
            EXPECT_EQ(inflate_in_steps(&twins, bytes, step, room),
                      Z_STREAM_END);
            EXPECT_EQ(twins.output(), plain);
            EXPECT_EQ(twins.end_inflate(), Z_OK);
            ASSERT_FALSE(HasFailure()) << step << " " << room;
        }
    }
}

TEST_F(InflateCallsTest, KnowsAllFlushesAndWindows)
{
    const Bytes plain = sample(70000);
    for (int window_bits : {15, -15, 31}) {
        const Bytes bytes = packed(plain, window_bits);
        for (int flush : {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_BLOCK, Z_TREES}) {
            StreamTwins twins;
            ASSERT_EQ(twins.inflate_init(window_bits), Z_OK);
            EXPECT_EQ(inflate_in_steps(&twins, bytes, 999, 5000, flush),
                      Z_STREAM_END);
            EXPECT_EQ(twins.output(), plain);
            EXPECT_EQ(twins.end_inflate(), Z_OK);
            ASSERT_FALSE(HasFailure()) << flush << " " << window_bits;
        }
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(window_bits < 0 ? window_bits : 47), Z_OK);
        EXPECT_EQ(
            inflate_in_steps(&twins, bytes, bytes.size(), 70000, Z_FINISH),
            Z_STREAM_END);
        EXPECT_EQ(twins.end_inflate(), Z_OK);
    }
}

TEST_F(InflateCallsTest, BeginsWithNothingThatZlibRefuses)
{
    StreamTwins twins;
    for (int window_bits : {17, 7, -16, 64, -7}) {
        twins.guest.stream.handle = 1;
        EXPECT_EQ(twins.inflate_init(window_bits), Z_STREAM_ERROR);
        EXPECT_EQ(twins.guest.stream.handle, 0U);
    }
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_INFLATE_END), Z_STREAM_ERROR);
}

TEST_F(InflateCallsTest, TellsWhatIsWrong)
{
    const Bytes plain = sample(1000);
    Bytes bytes = packed(plain);
    for (size_t place :
         {size_t{0}, size_t{1}, size_t{2}, size_t{100}, bytes.size() - 1}) {
        Bytes bad = bytes;
        bad[place] ^= 0xff;
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(15), Z_OK);
        twins.give(bad);
        twins.give_room(100000);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_DATA_ERROR) << place;
        EXPECT_EQ(twins.guest.zlib.msg, twins.guest.stream.message);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_DATA_ERROR);
        // The message goes, and comes again.
        EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET, inflateReset), Z_OK);
        EXPECT_EQ(twins.guest.zlib.msg, nullptr);
        EXPECT_EQ(twins.end_inflate(), Z_OK);
    }
}

TEST_F(InflateCallsTest, LeavesNullToZlib)
{
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    twins.give(nullptr, 10);
    twins.give_room(10);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_STREAM_ERROR);
    twins.give(nullptr, 0);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_BUF_ERROR);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

// Where zlib itself follows a NULL, the guest has to get the fault.
TEST_F(InflateCallsTest, FaultsWhereZlibFollowsNull)
{
    GuestStream guest;
    HostlibFrame frame;
    ASSERT_EQ(guest.inflate_init(-15), Z_OK);
    guest.begin(&frame, HOSTLIB_OP_INFLATE_SET_DICTIONARY, 0, 10);
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_LT(frame.fault_address, 10U);
    hostlib::drop_call(&frame);
    EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);

    ASSERT_EQ(guest.inflate_init(), Z_OK);
    guest.give(nullptr, 10);
    guest.begin(&frame, HOSTLIB_OP_INFLATE_SYNC);
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_LT(frame.fault_address, 10U);
    hostlib::drop_call(&frame);
    EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

// zlib begins with the last bytes of a dictionary, which may lie where the
// guest can have none.
TEST_F(InflateCallsTest, FaultsWhereADictionaryCannotBe)
{
    for (uint64_t bad : {uint64_t{1} << 63, (uint64_t{1} << 47) - 5000}) {
        for (uint32_t length : {100000U, UINT32_MAX}) {
            GuestStream guest;
            HostlibFrame frame;
            ASSERT_EQ(guest.inflate_init(-15), Z_OK);
            guest.begin(&frame, HOSTLIB_OP_INFLATE_SET_DICTIONARY, bad, length);
            EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ);
            hostlib::drop_call(&frame);
            EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);

            ASSERT_EQ(guest.deflate_init(6, -15), Z_OK);
            guest.begin(&frame, HOSTLIB_OP_DEFLATE_SET_DICTIONARY, bad, length);
            EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ);
            hostlib::drop_call(&frame);
            EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_DATA_ERROR);
        }
    }
}

TEST_F(InflateCallsTest, LogsEachStreamOnce)
{
    const Bytes plain = sample(1000);
    const Bytes bytes = packed(plain);
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    twins.give(bytes);
    twins.give_room(2000);
    EXPECT_EQ(twins.inflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: inflate stream: 1 calls, " + std::to_string(bytes.size()) +
                  " guest bytes to 1000 host bytes\n");
}

TEST_F(InflateCallsTest, Resets)
{
    const Bytes plain = sample(40000);
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ(inflate_in_steps(&twins, packed(plain), 1000, 2000),
                  Z_STREAM_END);
        EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET, inflateReset), Z_OK);
    }
    for (int window_bits : {-15, 31, 15, 47}) {
        EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET2,
                             static_cast<uint64_t>(window_bits), 0,
                             [=](z_stream *z) {
                                 return inflateReset2(z, window_bits);
                             }),
                  Z_OK);
        EXPECT_EQ(inflate_in_steps(
                      &twins,
                      packed(plain, window_bits == 47 ? 31 : window_bits), 1000,
                      2000),
                  Z_STREAM_END);
    }
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET2, 17, 0,
                         [](z_stream *z) { return inflateReset2(z, 17); }),
              Z_STREAM_ERROR);
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET_KEEP, inflateResetKeep),
              Z_OK);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

TEST_F(InflateCallsTest, SetsAndGetsDictionaries)
{
    const Bytes dictionary = sample(2000, 2);
    const Bytes plain = sample(4000, 2);
    const auto size = static_cast<uInt>(dictionary.size());
    auto set = [&](StreamTwins *twins, const Bytes &bytes) {
        return twins->both(HOSTLIB_OP_INFLATE_SET_DICTIONARY,
                           guest_address(bytes.data()), size, [&](z_stream *z) {
                               return inflateSetDictionary(z, bytes.data(),
                                                           size);
                           });
    };
    for (int window_bits : {15, -15}) {
        const Bytes bytes = packed(plain, window_bits, 6, dictionary);
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(window_bits), Z_OK);
        if (window_bits > 0) {
            EXPECT_EQ(set(&twins, dictionary), Z_STREAM_ERROR);
            twins.give(bytes);
            twins.give_room(5000);
            EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_NEED_DICT);
            EXPECT_EQ(set(&twins, sample(2000, 3)), Z_DATA_ERROR);
            EXPECT_EQ(set(&twins, dictionary), Z_OK);
        } else {
            EXPECT_EQ(set(&twins, dictionary), Z_OK);
            twins.give(bytes);
        }
        twins.give_room(5000);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_STREAM_END);
        EXPECT_EQ(twins.output(), plain);
        uint32_t length = 0;
        uInt expected_length = 0;
        Bytes guests(32768);
        Bytes expected(32768);
        EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_GET_DICTIONARY,
                             guest_address(guests.data()),
                             guest_address(&length),
                             [&](z_stream *z) {
                                 return inflateGetDictionary(z, expected.data(),
                                                             &expected_length);
                             }),
                  Z_OK);
        EXPECT_EQ(length, expected_length);
        EXPECT_EQ(guests, expected);
        length = 0;
        EXPECT_EQ(twins.guest.call(HOSTLIB_OP_INFLATE_GET_DICTIONARY, 0,
                                   guest_address(&length)),
                  Z_OK);
        EXPECT_EQ(length, expected_length);
        EXPECT_EQ(twins.guest.call(HOSTLIB_OP_INFLATE_GET_DICTIONARY), Z_OK);
        EXPECT_EQ(twins.end_inflate(), Z_OK);
    }
}

TEST_F(InflateCallsTest, Copies)
{
    const Bytes plain = sample(90000);
    const Bytes bytes = packed(plain);
    StreamTwins twins;
    StreamTwins copies;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    twins.give(bytes);
    twins.give_room(50000);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_OK);

    // What the thunk does before: natively, inflateCopy() does it.
    Bytef *const guest_out = copies.guest.zlib.next_out;
    Bytef *const native_out = copies.native.next_out;
    copies.guest.zlib = twins.guest.zlib;
    EXPECT_EQ(copies.guest.call(HOSTLIB_OP_INFLATE_COPY,
                                guest_address(&twins.guest.stream)),
              Z_OK);
    EXPECT_EQ(inflateCopy(&copies.native, &twins.native), Z_OK);
    copies.guest.zlib.next_out = guest_out;
    copies.native.next_out = native_out;
    copies.compare();

    twins.give_room(100);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_OK);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
    StreamTwins third;
    ASSERT_EQ(third.inflate_init(15), Z_OK);
    EXPECT_EQ(inflate_in_steps(&third, packed(sample(90000, 4)), 9999, 9999),
              Z_STREAM_END);
    copies.give_room(50000);
    EXPECT_EQ(copies.inflate(Z_NO_FLUSH), Z_STREAM_END);
    EXPECT_EQ(copies.output(), Bytes(plain.begin() + 50000, plain.end()));
    EXPECT_EQ(copies.end_inflate(), Z_OK);
    EXPECT_EQ(third.end_inflate(), Z_OK);
}

// A stream in two blocks, of which the first is spoiled.
TEST_F(InflateCallsTest, Syncs)
{
    const Bytes plain = sample(2000);
    z_stream stream = {};
    Bytes bytes(5000);
    ASSERT_EQ(deflateInit(&stream, 6), Z_OK);
    stream.next_in = const_cast<Bytef *>(plain.data()); // NOLINT
    stream.avail_in = 1000;
    stream.next_out = bytes.data();
    stream.avail_out = 5000;
    ASSERT_EQ(deflate(&stream, Z_FULL_FLUSH), Z_OK);
    stream.avail_in = 1000;
    ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    bytes.resize(stream.total_out);
    deflateEnd(&stream);
    bytes[2] ^= 0xff;

    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_SYNC, inflateSync), Z_BUF_ERROR);
    twins.give(bytes);
    twins.give_room(5000);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_DATA_ERROR);
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_SYNC, inflateSync), Z_OK);
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_SYNC_POINT, inflateSyncPoint), 0);
    twins.inflate(Z_NO_FLUSH);
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_SYNC, inflateSync), Z_BUF_ERROR);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

TEST_F(InflateCallsTest, KnowsSyncPoints)
{
    // Headers of a stored block, of which the length has yet to come.
    const Bytes bytes = {0x00, 0x00, 0x00, 0xff, 0xff};
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(-15), Z_OK);
    for (uint8_t byte : bytes) {
        twins.give(&byte, 1);
        twins.give_room(10);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_OK);
        twins.both(HOSTLIB_OP_INFLATE_SYNC_POINT, inflateSyncPoint);
    }
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

TEST_F(InflateCallsTest, PrimesAndMarks)
{
    const Bytes plain = sample(3000);
    const Bytes bytes = packed(plain, -15);
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(-15), Z_OK);
    auto prime = [&](int bits, int value) {
        return twins.both(HOSTLIB_OP_INFLATE_PRIME, static_cast<uint64_t>(bits),
                          static_cast<uint64_t>(value), [=](z_stream *z) {
                              return inflatePrime(z, bits, value);
                          });
    };
    EXPECT_EQ(prime(17, 0), Z_STREAM_ERROR);
    EXPECT_EQ(prime(3, bytes[0]), Z_OK);
    EXPECT_EQ(prime(-1, 0), Z_OK);
    EXPECT_EQ(prime(8, bytes[0]), Z_OK);
    size_t given = 1;
    for (int status = Z_OK; status != Z_STREAM_END && !HasFailure();) {
        int64_t mark = 77;
        uint64_t codes = 77;
        EXPECT_EQ(
            twins.guest.call(HOSTLIB_OP_INFLATE_MARK, guest_address(&mark)),
            Z_OK);
        EXPECT_EQ(mark, inflateMark(&twins.native));
        EXPECT_EQ(twins.guest.call(HOSTLIB_OP_INFLATE_CODES_USED,
                                   guest_address(&codes)),
                  Z_OK);
        EXPECT_EQ(codes, inflateCodesUsed(&twins.native));
        if (twins.native.avail_in == 0) {
            twins.give(&bytes[given++], 1);
        }
        twins.give_room(5);
        status = twins.inflate(Z_NO_FLUSH);
    }
    EXPECT_EQ(twins.output(), plain);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

TEST_F(InflateCallsTest, UnderminesAndValidates)
{
    const Bytes plain = sample(1000);
    Bytes bytes = packed(plain);
    bytes.back() ^= 1;
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(15), Z_OK);
    for (int on : {1, 0}) {
        twins.both(HOSTLIB_OP_INFLATE_UNDERMINE, static_cast<uint64_t>(on), 0,
                   [=](z_stream *z) { return inflateUndermine(z, on); });
    }
    for (int check : {0, 1}) {
        EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_RESET, inflateReset), Z_OK);
        EXPECT_EQ(
            twins.both(HOSTLIB_OP_INFLATE_VALIDATE,
                       static_cast<uint64_t>(check), 0,
                       [=](z_stream *z) { return inflateValidate(z, check); }),
            Z_OK);
        twins.give(bytes);
        twins.give_room(2000);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH),
                  check == 0 ? Z_STREAM_END : Z_DATA_ERROR);
    }
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

// What the host has allocated, in bytes.
size_t allocated()
{
    const struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

TEST_F(InflateCallsTest, UsesTheMemoryOfWindowsAgain)
{
    const Bytes plain = sample(100);
    const Bytes bytes = packed(plain, -9);
    Bytes output(1000);
    GuestStream guest;
    ASSERT_EQ(guest.inflate_init(), Z_OK);
    const size_t before = allocated();
    for (int i = 0; i < 2000; i++) {
        ASSERT_EQ(guest.call(HOSTLIB_OP_INFLATE_RESET2,
                             static_cast<uint64_t>(-14 - i % 2)),
                  Z_OK);
        guest.give(bytes.data(), bytes.size());
        guest.give_room(output.data(), 50);
        ASSERT_EQ(guest.call(HOSTLIB_OP_INFLATE), Z_OK);
    }
    EXPECT_LT(allocated(), before + 1000000);
    EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

// Lengths of z_stream say more than there is.
TEST_F(InflateCallsTest, TouchesNoMoreThanItNeeds)
{
    const Bytes plain = sample(1000);
    const size_t length = packed(plain).size();
    // inflate() may read ahead, by no more than what its bit buffer takes.
    Bytes bytes = packed(plain);
    bytes.resize(length + sizeof(unsigned long));
    TestMemory input;
    TestMemory output;
    GuestStream guest;
    ASSERT_EQ(guest.inflate_init(), Z_OK);
    guest.give(input.put_at_end(bytes.data(), bytes.size()), UINT32_MAX);
    guest.give_room(output.end() - plain.size(), UINT32_MAX);
    EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE), Z_STREAM_END);
    EXPECT_EQ(guest.zlib.avail_in, UINT32_MAX - length);
    EXPECT_EQ(guest.zlib.avail_out, UINT32_MAX - plain.size());
    EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

} // namespace
