// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_deflate_calls.h"

#include <gtest/gtest.h>
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
using hostlib::sample;
using hostlib::StreamTest;
using hostlib::StreamTwins;
using hostlib::TestMemory;

class DeflateCallsTest : public StreamTest
{
};

Bytes unpacked(const Bytes &bytes, int window_bits, size_t length)
{
    z_stream stream = {};
    Bytes result(length + 1);
    EXPECT_EQ(inflateInit2(&stream, window_bits), Z_OK);
    stream.next_in = const_cast<Bytef *>(bytes.data()); // NOLINT
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = result.data();
    stream.avail_out = static_cast<uInt>(result.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    result.resize(stream.total_out);
    inflateEnd(&stream);
    return result;
}

// Compress in steps of @input_step bytes into rooms of @output_step.
void deflate_in_steps(StreamTwins *twins, const Bytes &plain, size_t input_step,
                      size_t output_step, int flush)
{
    size_t given = 0;
    int status = Z_OK;
    for (int calls = 0; status != Z_STREAM_END; calls++) {
        ASSERT_LT(calls, 100000);
        if (twins->native.avail_in == 0) {
            const size_t step = std::min(input_step, plain.size() - given);
            twins->give(plain.data() + given, step);
            given += step;
        }
        twins->give_room(output_step);
        status = twins->deflate(given == plain.size() ? Z_FINISH : flush);
        ASSERT_TRUE(status == Z_OK || status == Z_STREAM_END ||
                    status == Z_BUF_ERROR);
        if (testing::Test::HasFailure()) {
            return;
        }
    }
}

TEST_F(DeflateCallsTest, GivesZlibsBytesInSmallSteps)
{
    const Bytes plain = sample(1500);
    for (size_t step = 1; step <= 20; step++) {
        for (size_t room : {1, 2, 3, 7, 100}) {
            StreamTwins twins;
            ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
            deflate_in_steps(&twins, plain, step, room, Z_NO_FLUSH);
            EXPECT_EQ(unpacked(twins.output(), 15, plain.size()), plain);
            EXPECT_EQ(twins.end_deflate(), Z_OK);
            ASSERT_FALSE(HasFailure()) << step << " " << room;
        }
    }
}

TEST_F(DeflateCallsTest, KnowsAllFlushesAndWindows)
{
    const Bytes plain = sample(3000);
    for (int flush : {Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH,
                      Z_BLOCK, Z_FINISH}) {
        for (int window_bits : {15, 9, -15, -9, 31, 25}) {
            StreamTwins twins;
            ASSERT_EQ(twins.deflate_init(6, window_bits, 8, 0), Z_OK);
            deflate_in_steps(&twins, plain, flush == Z_FINISH ? 3000 : 500, 64,
                             flush);
            EXPECT_EQ(unpacked(twins.output(), window_bits, plain.size()),
                      plain);
            EXPECT_EQ(twins.end_deflate(), Z_OK);
            ASSERT_FALSE(HasFailure()) << flush << " " << window_bits;
        }
    }
}

TEST_F(DeflateCallsTest, KnowsAllLevelsAndStrategies)
{
    const Bytes plain = sample(100000);
    for (int level = -1; level <= 9; level++) {
        for (int strategy = 0; strategy <= Z_FIXED; strategy++) {
            StreamTwins twins;
            ASSERT_EQ(twins.deflate_init(level, 15, 9, strategy), Z_OK);
            deflate_in_steps(&twins, plain, 40000, 30000, Z_NO_FLUSH);
            EXPECT_EQ(twins.end_deflate(), Z_OK);
            ASSERT_FALSE(HasFailure()) << level << " " << strategy;
        }
    }
}

TEST_F(DeflateCallsTest, BeginsWithNothingThatZlibRefuses)
{
    StreamTwins twins;
    twins.guest.stream.handle = 1;
    EXPECT_EQ(twins.deflate_init(10, 15, 8, 0), Z_STREAM_ERROR);
    EXPECT_EQ(twins.guest.stream.handle, 0U);
    EXPECT_EQ(twins.deflate_init(6, 16, 8, 0), Z_STREAM_ERROR);
    EXPECT_EQ(twins.deflate_init(6, 15, 10, 0), Z_STREAM_ERROR);
    EXPECT_EQ(twins.deflate_init(6, 15, 0, 0), Z_STREAM_ERROR);
    EXPECT_EQ(twins.deflate_init(6, 15, 8, 5), Z_STREAM_ERROR);
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE), Z_STREAM_ERROR);
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(DeflateCallsTest, LeavesNullToZlib)
{
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
    twins.give(nullptr, 10);
    twins.give_room(100);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_STREAM_ERROR);
    EXPECT_EQ(hostlib::text_of(twins.guest.zlib.msg), "stream error");
    twins.give(nullptr, 0);
    Bytef *output = twins.native.next_out;
    Bytef *guest_output = twins.guest.zlib.next_out;
    twins.native.next_out = twins.guest.zlib.next_out = nullptr;
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE, Z_FINISH), Z_STREAM_ERROR);
    EXPECT_EQ(twins.guest.zlib.next_out, nullptr);
    twins.native.next_out = output;
    twins.guest.zlib.next_out = guest_output;
    EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_STREAM_ERROR);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, TellsOfStreamsThatAreNotOver)
{
    StreamTwins twins;
    const Bytes plain = sample(100);
    ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
    twins.give(plain);
    twins.give_room(1);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_OK);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_BUF_ERROR);
    EXPECT_EQ(hostlib::text_of(twins.guest.zlib.msg), "buffer error");
    EXPECT_EQ(twins.end_deflate(), Z_DATA_ERROR);
}

TEST_F(DeflateCallsTest, LogsEachStreamOnce)
{
    StreamTwins twins;
    const Bytes plain = sample(1000);
    ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
    deflate_in_steps(&twins, plain, 100, 5000, Z_NO_FLUSH);
    EXPECT_STREQ(fake_qemu_log(), "");
    EXPECT_EQ(twins.end_deflate(), Z_OK);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: deflate stream: 10 calls, 1000 guest bytes to " +
                  std::to_string(twins.output().size()) + " host bytes\n");
}

TEST_F(DeflateCallsTest, Resets)
{
    const Bytes plain = sample(5000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
    for (int i = 0; i < 3; i++) {
        deflate_in_steps(&twins, plain, 700, 100, Z_NO_FLUSH);
        EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
        EXPECT_EQ(twins.guest.zlib.total_in, 0U);
    }
    twins.give(plain);
    twins.give_room(10);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_OK);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET_KEEP, deflateResetKeep),
              Z_OK);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, KeepsWhatTheProgramCounts)
{
    const Bytes plain = sample(1000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, 31, 8, 0), Z_OK);
    twins.give(plain);
    twins.give_room(100);
    EXPECT_EQ(twins.deflate(Z_SYNC_FLUSH), Z_OK);
    twins.guest.zlib.total_in = twins.native.total_in = 5;
    twins.guest.zlib.total_out = twins.native.total_out = UINT64_MAX;
    twins.give_room(5000);
    EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, SetsAndGetsDictionaries)
{
    const Bytes dictionary = sample(2000, 2);
    const Bytes plain = sample(4000, 2);
    for (int window_bits : {15, -15}) {
        StreamTwins twins;
        ASSERT_EQ(twins.deflate_init(6, window_bits, 8, 0), Z_OK);
        auto set = [&](z_stream *z) {
            return deflateSetDictionary(z, dictionary.data(), 2000);
        };
        EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_SET_DICTIONARY,
                             guest_address(dictionary.data()), 2000, set),
                  Z_OK);
        deflate_in_steps(&twins, plain, 4000, 3000, Z_NO_FLUSH);
        uint32_t length = 0;
        uInt expected_length = 0;
        Bytes guests(32768);
        Bytes expected(32768);
        EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
                             guest_address(guests.data()),
                             guest_address(&length),
                             [&](z_stream *z) {
                                 return deflateGetDictionary(z, expected.data(),
                                                             &expected_length);
                             }),
                  Z_OK);
        EXPECT_EQ(length, expected_length);
        EXPECT_EQ(guests, expected);
        EXPECT_EQ(twins.end_deflate(), Z_OK);
    }
    StreamTwins gzip;
    ASSERT_EQ(gzip.deflate_init(6, 31, 8, 0), Z_OK);
    EXPECT_EQ(gzip.both(HOSTLIB_OP_DEFLATE_SET_DICTIONARY,
                        guest_address(dictionary.data()), 2000,
                        [&](z_stream *z) {
                            return deflateSetDictionary(z, dictionary.data(),
                                                        2000);
                        }),
              Z_STREAM_ERROR);
    EXPECT_EQ(gzip.both(HOSTLIB_OP_DEFLATE_SET_DICTIONARY, 0, 10,
                        [](z_stream *z) {
                            return deflateSetDictionary(z, nullptr, 10);
                        }),
              Z_STREAM_ERROR);
    EXPECT_EQ(gzip.end_deflate(), Z_OK);
}

// No more of the dictionary's place is touched than there is to write.
TEST_F(DeflateCallsTest, GetsDictionariesWhereTheyFit)
{
    GuestStream guest;
    TestMemory memory;
    const Bytes plain = sample(1000);
    Bytes output(5000);
    uint32_t length = 0;
    ASSERT_EQ(guest.deflate_init(), Z_OK);
    guest.give(plain.data(), plain.size());
    guest.give_room(output.data(), output.size());
    ASSERT_EQ(guest.call(HOSTLIB_OP_DEFLATE, Z_SYNC_FLUSH), Z_OK);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
                         guest_address(memory.end()) - 1000,
                         guest_address(&length)),
              Z_OK);
    EXPECT_EQ(length, 1000U);
    EXPECT_EQ(memcmp(memory.end() - 1000, plain.data(), 1000), 0);
    length = 0;
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_GET_DICTIONARY, 0,
                         guest_address(&length)),
              Z_OK);
    EXPECT_EQ(length, 1000U);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_GET_DICTIONARY, 0, 0), Z_OK);

    // One that does not fit: the stream is none the worse.
    HostlibFrame frame;
    guest.begin(&frame, HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
                guest_address(memory.end()) - 999, guest_address(&length));
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE);
    hostlib::drop_call(&frame);
    guest.begin(&frame, HOSTLIB_OP_DEFLATE_GET_DICTIONARY, 0,
                guest_address(memory.end()));
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE);
    EXPECT_EQ(frame.fault_address, guest_address(memory.end()));
    hostlib::drop_call(&frame);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE, Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

TEST_F(DeflateCallsTest, ChangesParameters)
{
    const Bytes plain = sample(60000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(1, 15, 8, 0), Z_OK);
    for (int level : {9, 0, 6, 1}) {
        for (int strategy : {0, 2, 3}) {
            twins.give(plain.data(), 5000);
            twins.give_room(20000);
            EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_OK);
            twins.give_room(20000);
            EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_PARAMS,
                                 static_cast<uint64_t>(level),
                                 static_cast<uint64_t>(strategy),
                                 [=](z_stream *z) {
                                     return deflateParams(z, level, strategy);
                                 }),
                      Z_OK);
        }
    }
    twins.give(plain);
    twins.give_room(1);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_PARAMS, 9, 0,
                         [](z_stream *z) { return deflateParams(z, 9, 0); }),
              Z_BUF_ERROR);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_PARAMS, 10, 0,
                         [](z_stream *z) { return deflateParams(z, 10, 0); }),
              Z_STREAM_ERROR);
    twins.give_room(100000);
    EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, Tunes)
{
    const Bytes plain = sample(60000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(9, 15, 8, 0), Z_OK);
    EXPECT_EQ(
        twins.both(HOSTLIB_OP_DEFLATE_TUNE, 4 | 5ULL << 32, 16 | 8ULL << 32,
                   [](z_stream *z) { return deflateTune(z, 4, 5, 16, 8); }),
        Z_OK);
    deflate_in_steps(&twins, plain, 10000, 30000, Z_NO_FLUSH);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
    StreamTwins other;
    ASSERT_EQ(other.deflate_init(9, 15, 8, 0), Z_OK);
    deflate_in_steps(&other, plain, 10000, 30000, Z_NO_FLUSH);
    EXPECT_NE(other.output(), twins.output());
    EXPECT_EQ(other.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, Bounds)
{
    for (int window_bits : {15, 9, -15, 31}) {
        StreamTwins twins;
        ASSERT_EQ(twins.deflate_init(6, window_bits, 8, 0), Z_OK);
        for (uint64_t length :
             {uint64_t{0}, uint64_t{1}, uint64_t{1000000}, uint64_t{1} << 40}) {
            uint64_t bound = length;
            EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE_BOUND,
                                       guest_address(&bound)),
                      Z_OK);
            EXPECT_EQ(bound, deflateBound(&twins.native, length));
        }
        EXPECT_EQ(twins.end_deflate(), Z_OK);
    }
}

TEST_F(DeflateCallsTest, TellsWhatIsPending)
{
    const Bytes plain = sample(1000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, -15, 8, 0), Z_OK);
    twins.give(plain);
    twins.give_room(10);
    EXPECT_EQ(twins.deflate(Z_BLOCK), Z_OK);
    uint32_t pending = 0;
    int32_t bits = 0;
    unsigned expected = 0;
    int expected_bits = 0;
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_PENDING, guest_address(&pending),
                         guest_address(&bits),
                         [&](z_stream *z) {
                             return deflatePending(z, &expected,
                                                   &expected_bits);
                         }),
              Z_OK);
    EXPECT_NE(pending, 0U);
    EXPECT_EQ(pending, expected);
    EXPECT_EQ(bits, expected_bits);
    for (uint64_t pending_place : {uint64_t{0}, guest_address(&pending)}) {
        pending = 0;
        EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE_PENDING, pending_place),
                  Z_OK);
        EXPECT_EQ(pending, pending_place == 0 ? 0 : expected);
    }
    bits = -1;
    EXPECT_EQ(
        twins.guest.call(HOSTLIB_OP_DEFLATE_PENDING, 0, guest_address(&bits)),
        Z_OK);
    EXPECT_EQ(bits, expected_bits);
    EXPECT_EQ(twins.end_deflate(), Z_DATA_ERROR);
}

TEST_F(DeflateCallsTest, Primes)
{
    const Bytes plain = sample(1000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, -15, 8, 0), Z_OK);
    auto prime = [&](int bits, int value) {
        return twins.both(HOSTLIB_OP_DEFLATE_PRIME, static_cast<uint64_t>(bits),
                          static_cast<uint64_t>(value), [=](z_stream *z) {
                              return deflatePrime(z, bits, value);
                          });
    };
    EXPECT_EQ(prime(5, 0x15), Z_OK);
    EXPECT_EQ(prime(16, 0x1234), Z_OK);
    EXPECT_EQ(prime(17, 0), Z_BUF_ERROR);
    EXPECT_EQ(prime(-1, 0), Z_BUF_ERROR);
    deflate_in_steps(&twins, plain, 1000, 2000, Z_NO_FLUSH);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

// Both ends go on by themselves, and neither needs the other's memory.
TEST_F(DeflateCallsTest, Copies)
{
    const Bytes plain = sample(50000);
    const Bytes other = sample(50000, 3);
    StreamTwins twins;
    StreamTwins copies;
    ASSERT_EQ(twins.deflate_init(6, 15, 8, 0), Z_OK);
    twins.give(plain);
    twins.give_room(1000);
    EXPECT_EQ(twins.deflate(Z_SYNC_FLUSH), Z_OK);
    EXPECT_EQ(twins.deflate(Z_SYNC_FLUSH), Z_BUF_ERROR);

    // What the thunk does before: natively, deflateCopy() does it.
    const Bytes so_far = twins.output();
    Bytef *const guest_out = copies.guest.zlib.next_out;
    Bytef *const native_out = copies.native.next_out;
    copies.guest.zlib = twins.guest.zlib;
    EXPECT_EQ(copies.guest.call(HOSTLIB_OP_DEFLATE_COPY,
                                guest_address(&twins.guest.stream)),
              Z_OK);
    EXPECT_EQ(deflateCopy(&copies.native, &twins.native), Z_OK);
    EXPECT_NE(copies.guest.stream.handle, twins.guest.stream.handle);
    copies.guest.zlib.next_out = guest_out;
    copies.native.next_out = native_out;
    copies.compare();
    EXPECT_STREQ(copies.guest.zlib.msg, "buffer error");

    copies.give(other);
    copies.give_room(60000);
    EXPECT_EQ(copies.deflate(Z_NO_FLUSH), Z_OK);
    twins.give_room(60000);
    EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
    // Somebody gets the memory of the first, and writes to all of it.
    StreamTwins third;
    ASSERT_EQ(third.deflate_init(9, 15, 9, 0), Z_OK);
    third.give(sample(50000, 4));
    copies.give(other);
    copies.give_room(60000);
    EXPECT_EQ(copies.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(copies.end_deflate(), Z_OK);
    EXPECT_EQ(third.end_deflate(), Z_OK);
}

TEST_F(DeflateCallsTest, CopiesOnlyWhatIsThere)
{
    GuestStream guest;
    GuestStream copy;
    copy.stream.handle = 1;
    EXPECT_EQ(copy.call(HOSTLIB_OP_DEFLATE_COPY, guest_address(&guest.stream)),
              Z_STREAM_ERROR);
    ASSERT_EQ(guest.deflate_init(), Z_OK);
    EXPECT_EQ(copy.call(HOSTLIB_OP_INFLATE_COPY, guest_address(&guest.stream)),
              Z_STREAM_ERROR);
    // A copy that is dropped before the guest has it; the source is well.
    TestMemory memory;
    HostlibFrame frame;
    hostlib::begin_call(&frame, HOSTLIB_OP_DEFLATE_COPY,
                        guest_address(memory.end()), guest_address(&copy.zlib),
                        guest_address(&guest.stream));
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE);
    hostlib::drop_call(&frame);
    EXPECT_STREQ(fake_qemu_log(), "");
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_RESET), Z_OK);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

// Lengths of z_stream say more than there is.
TEST_F(DeflateCallsTest, TouchesNoMoreThanItNeeds)
{
    GuestStream guest;
    TestMemory memory;
    const Bytes plain = sample(1000);
    ASSERT_EQ(guest.deflate_init(), Z_OK);
    guest.give(plain.data(), plain.size());
    guest.give_room(memory.end() - 1500, UINT32_MAX);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE, Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(guest.zlib.avail_out, UINT32_MAX - guest.zlib.total_out);
    EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

} // namespace
