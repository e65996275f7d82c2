// SPDX-License-Identifier: GPL-2.0-or-later
//
// Headers of gzip's, as a guest that calls has them. Natively zlib gets another
// gz_header with the same in it, so that the guest's can be taken away.
#include "plugin/zlib/zlib_header.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "plugin/zlib/testing/stream_twins.h"
#include "plugin/zlib/zlib_backend.h"

namespace
{

using hostlib::Bytes;
using hostlib::guest_address;
using hostlib::GuestStream;
using hostlib::sample;
using hostlib::StreamTest;
using hostlib::StreamTwins;
using hostlib::TestMemory;

// A header with all that it points at, in pages of its own.
struct TestHeader {
    gz_header header = {};
    uint8_t extra[70000] = {};
    char name[2000] = {};
    char comment[2000] = {};

    void fill(size_t extra_length, size_t name_length, size_t comment_length,
              bool has_crc)
    {
        header = {};
        header.text = 1;
        header.time = 0x12345678;
        header.os = 7;
        header.xflags = 5;
        header.hcrc = has_crc ? 1 : 0;
        header.extra_len = static_cast<uInt>(extra_length);
        memset(extra, 'e', extra_length);
        memset(name, 'n', sizeof(name));
        name[name_length] = '\0';
        memset(comment, 'c', sizeof(comment));
        comment[comment_length] = '\0';
        header.extra = extra_length > 0 ? extra : nullptr;
        header.name =
            name_length > 0 ? reinterpret_cast<Bytef *>(name) : nullptr;
        header.comment =
            comment_length > 0 ? reinterpret_cast<Bytef *>(comment) : nullptr;
    }

    // Room for as much, and nothing in it.
    void empty(uInt extra_room, uInt name_room, uInt comment_room)
    {
        memset(extra, 'x', sizeof(extra));
        memset(name, 'x', sizeof(name));
        memset(comment, 'x', sizeof(comment));
        memset(&header, 0x55, sizeof(header));
        header.extra = extra_room > 0 ? extra : nullptr;
        header.extra_max = extra_room;
        header.name = name_room > 0 ? reinterpret_cast<Bytef *>(name) : nullptr;
        header.name_max = name_room;
        header.comment =
            comment_room > 0 ? reinterpret_cast<Bytef *>(comment) : nullptr;
        header.comm_max = comment_room;
    }
};

void expect_equal(const TestHeader &is, const TestHeader &should)
{
    EXPECT_EQ(is.header.text, should.header.text);
    EXPECT_EQ(is.header.time, should.header.time);
    EXPECT_EQ(is.header.xflags, should.header.xflags);
    EXPECT_EQ(is.header.os, should.header.os);
    EXPECT_EQ(is.header.extra == nullptr, should.header.extra == nullptr);
    EXPECT_EQ(is.header.extra_len, should.header.extra_len);
    EXPECT_EQ(is.header.extra_max, should.header.extra_max);
    EXPECT_EQ(is.header.name == nullptr, should.header.name == nullptr);
    EXPECT_EQ(is.header.name_max, should.header.name_max);
    EXPECT_EQ(is.header.comment == nullptr, should.header.comment == nullptr);
    EXPECT_EQ(is.header.comm_max, should.header.comm_max);
    EXPECT_EQ(is.header.hcrc, should.header.hcrc);
    EXPECT_EQ(is.header.done, should.header.done);
    EXPECT_EQ(memcmp(is.extra, should.extra, sizeof(is.extra)), 0);
    EXPECT_EQ(memcmp(is.name, should.name, sizeof(is.name)), 0);
    EXPECT_EQ(memcmp(is.comment, should.comment, sizeof(is.comment)), 0);
}

class HeaderTest : public StreamTest
{
  protected:
    static_assert(sizeof(TestHeader) < 20 * 4096, "it fits");

    TestHeader &guests()
    {
        return *reinterpret_cast<TestHeader *>(memory_.start());
    }

    void fill(size_t extra_length, size_t name_length, size_t comment_length,
              bool has_crc)
    {
        guests().fill(extra_length, name_length, comment_length, has_crc);
        native_.fill(extra_length, name_length, comment_length, has_crc);
    }
    void empty(uInt extra_room, uInt name_room, uInt comment_room)
    {
        guests().empty(extra_room, name_room, comment_room);
        native_.empty(extra_room, name_room, comment_room);
    }

    int set(StreamTwins *twins)
    {
        return twins->both(
            HOSTLIB_OP_DEFLATE_SET_HEADER, guest_address(&guests().header), 0,
            [&](z_stream *z) { return deflateSetHeader(z, &native_.header); });
    }
    int set_none(StreamTwins *twins)
    {
        return twins->both(
            HOSTLIB_OP_DEFLATE_SET_HEADER, 0, 0,
            [](z_stream *z) { return deflateSetHeader(z, nullptr); });
    }
    int get(StreamTwins *twins)
    {
        return twins->both(
            HOSTLIB_OP_INFLATE_GET_HEADER, guest_address(&guests().header), 0,
            [&](z_stream *z) { return inflateGetHeader(z, &native_.header); });
    }

    // What the guest must not be asked for any more.
    void take_away()
    {
        memory_.protect(PROT_NONE);
    }
    void give_back()
    {
        memory_.protect(PROT_READ | PROT_WRITE);
    }

    static void expect_equal_bounds(StreamTwins *twins)
    {
        uint64_t bound = 1000;
        EXPECT_EQ(
            twins->guest.call(HOSTLIB_OP_DEFLATE_BOUND, guest_address(&bound)),
            Z_OK);
        EXPECT_EQ(bound, deflateBound(&twins->native, 1000));
    }

    // Until the header's end, for which there has to be some input. Without
    // the guest's header from then on.
    void deflate_in_steps(StreamTwins *twins, const Bytes &plain, size_t room)
    {
        twins->give(plain);
        int status = Z_OK;
        for (int calls = 0; status != Z_STREAM_END; calls++) {
            ASSERT_LT(calls, 100000);
            twins->give_room(room);
            status = twins->deflate(Z_FINISH);
            if (twins->native.avail_in != plain.size()) {
                take_away();
            }
            ASSERT_TRUE(status == Z_OK || status == Z_STREAM_END);
            ASSERT_FALSE(HasFailure());
        }
        give_back();
    }

    TestMemory memory_{20};
    TestHeader native_;
};

TEST_F(HeaderTest, IsWrittenAsZlibDoesIt)
{
    const Bytes plain = sample(500);
    for (const size_t extra : {0, 1, 300, 65535, 65536, 66000}) {
        for (const size_t name : {0, 1, 700}) {
            for (const size_t comment : {0, 1, 1500}) {
                for (const size_t room : {1, 9, 100, 70000}) {
                    if (extra > 300 && room < 100) {
                        continue;
                    }
                    SCOPED_TRACE(testing::Message()
                                 << extra << " " << name << " " << comment
                                 << " " << room);
                    StreamTwins twins;
                    // The smallest buffer of zlib's.
                    ASSERT_EQ(twins.deflate_init(6, 31, 1, 0), Z_OK);
                    fill(extra, name, comment, name % 2 == 0);
                    EXPECT_EQ(set(&twins), Z_OK);
                    expect_equal_bounds(&twins);
                    deflate_in_steps(&twins, plain, room);
                    EXPECT_EQ(twins.end_deflate(), Z_OK);
                    ASSERT_FALSE(HasFailure());
                }
            }
        }
    }
}

TEST_F(HeaderTest, IsLookedAtWhenItIsNeeded)
{
    const Bytes plain = sample(500);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, 31, 8, 0), Z_OK);
    fill(10, 10, 10, true);
    take_away();
    EXPECT_EQ(set(&twins), Z_OK);
    // Nothing that begins with it.
    twins.give_room(0);
    EXPECT_EQ(twins.deflate(Z_NO_FLUSH), Z_BUF_ERROR);
    twins.give_room(100);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_PARAMS, 1, 2,
                         [](z_stream *z) { return deflateParams(z, 1, 2); }),
              Z_OK);
    EXPECT_EQ(twins.deflate(77), Z_STREAM_ERROR);
    give_back();
    // As it is by then, and by the second time.
    fill(20, 30, 40, false);
    expect_equal_bounds(&twins);
    fill(0, 50, 7, true);
    expect_equal_bounds(&twins);
    deflate_in_steps(&twins, plain, 1000);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
    fill(7, 0, 100, true);
    expect_equal_bounds(&twins);
    deflate_in_steps(&twins, plain, 1000);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET_KEEP, deflateResetKeep),
              Z_OK);
    deflate_in_steps(&twins, plain, 1000);
    // The end of a stream has come: none but zlib's own.
    take_away();
    uint64_t bound = 1000;
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE_BOUND, guest_address(&bound)),
              Z_OK);
    EXPECT_EQ(bound, deflateBound(&twins.native, 1000));
    EXPECT_EQ(set_none(&twins), Z_STREAM_ERROR);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
    EXPECT_EQ(set_none(&twins), Z_OK);
    expect_equal_bounds(&twins);
    deflate_in_steps(&twins, plain, 1000);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

TEST_F(HeaderTest, CanBeSetTooLate)
{
    const Bytes plain = sample(50000);
    StreamTwins twins;
    ASSERT_EQ(twins.deflate_init(6, 31, 8, 0), Z_OK);
    twins.give(plain.data(), 30000);
    twins.give_room(100000);
    EXPECT_EQ(twins.deflate(Z_SYNC_FLUSH), Z_OK);
    fill(100, 100, 100, true);
    EXPECT_EQ(set(&twins), Z_OK);
    expect_equal_bounds(&twins);
    take_away();
    twins.give(plain.data() + 30000, 20000);
    EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
    give_back();
    deflate_in_steps(&twins, plain, 100);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
}

// Natively zlib would go on with what is no header.
TEST_F(HeaderTest, GoesOnWithTheOneThatItHasBegun)
{
    const Bytes plain = sample(500);
    for (const bool is_none : {false, true}) {
        StreamTwins twins;
        ASSERT_EQ(twins.deflate_init(6, 31, 1, 0), Z_OK);
        fill(1000, 1000, 1000, true);
        EXPECT_EQ(set(&twins), Z_OK);
        twins.give(plain);
        twins.give_room(1200);
        EXPECT_EQ(twins.deflate(Z_FINISH), Z_OK);
        guests().fill(1, 1, 1, false);
        EXPECT_EQ(
            twins.guest.call(HOSTLIB_OP_DEFLATE_SET_HEADER,
                             is_none ? 0 : guest_address(&guests().header)),
            Z_OK);
        twins.give_room(20000);
        EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
        // It is the next one's turn after a reset.
        EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
        native_.fill(1, 1, 1, false);
        EXPECT_EQ(deflateSetHeader(&twins.native,
                                   is_none ? nullptr : &native_.header),
                  Z_OK);
        expect_equal_bounds(&twins);
        deflate_in_steps(&twins, plain, 1000);
        EXPECT_EQ(twins.end_deflate(), Z_OK);
    }
}

TEST_F(HeaderTest, GoesToCopiesOfItsStream)
{
    const Bytes plain = sample(500);
    // Before it, in the middle of it, behind it.
    for (const size_t room : {0, 1200, 4000}) {
        StreamTwins twins;
        StreamTwins copies;
        ASSERT_EQ(twins.deflate_init(6, 31, 1, 0), Z_OK);
        fill(1000, 1000, 1000, true);
        EXPECT_EQ(set(&twins), Z_OK);
        twins.give(plain);
        twins.give_room(room);
        EXPECT_EQ(twins.deflate(Z_SYNC_FLUSH), room == 0 ? Z_BUF_ERROR : Z_OK);
        Bytef *const guest_out = copies.guest.zlib.next_out;
        Bytef *const native_out = copies.native.next_out;
        copies.guest.zlib = twins.guest.zlib;
        EXPECT_EQ(copies.guest.call(HOSTLIB_OP_DEFLATE_COPY,
                                    guest_address(&twins.guest.stream)),
                  Z_OK);
        EXPECT_EQ(deflateCopy(&copies.native, &twins.native), Z_OK);
        copies.guest.zlib.next_out = guest_out;
        copies.native.next_out = native_out;
        // The copy does without the other.
        twins.give_room(20000);
        EXPECT_EQ(twins.deflate(Z_FINISH), Z_STREAM_END);
        EXPECT_EQ(twins.end_deflate(), Z_OK);
        copies.give_room(20000);
        EXPECT_EQ(copies.deflate(Z_FINISH), Z_STREAM_END);
        EXPECT_EQ(copies.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
        expect_equal_bounds(&copies);
        deflate_in_steps(&copies, plain, 1000);
        EXPECT_EQ(copies.end_deflate(), Z_OK);
    }
}

TEST_F(HeaderTest, FaultsWhereItIsNotThere)
{
    const Bytes plain = sample(500);
    const TestMemory text{2};
    constexpr uint64_t kNoAddress = uint64_t{1} << 62;
    memset(text.start(), 'a', text.size());
    for (const uint64_t bad :
         {guest_address(text.end()), kNoAddress, UINT64_MAX,
          // Without an end.
          guest_address(text.end() - 100)}) {
        for (int part = 0; part < 4; part++) {
            GuestStream guest;
            HostlibFrame frame;
            Bytes output(20000);
            uint64_t address = guest_address(&guests().header);
            guests().fill(200, 10, 10, false);
            ASSERT_EQ(guest.deflate_init(6, 31), Z_OK);
            if (part == 0) {
                address = bad;
            } else if (part == 1) {
                memcpy(&guests().header.extra, &bad, sizeof(bad));
            } else if (part == 2) {
                memcpy(&guests().header.name, &bad, sizeof(bad));
            } else {
                memcpy(&guests().header.comment, &bad, sizeof(bad));
            }
            // A gz_header that is there, though it is none.
            if (part == 0 && bad == guest_address(text.end() - 100)) {
                continue;
            }
            EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_SET_HEADER, address), Z_OK);
            for (const uint32_t operation :
                 {HOSTLIB_OP_DEFLATE_BOUND, HOSTLIB_OP_DEFLATE}) {
                uint64_t length = 1;
                if (part == 1 && operation == HOSTLIB_OP_DEFLATE_BOUND) {
                    continue;
                }
                guest.give(plain.data(), plain.size());
                guest.give_room(output.data(), output.size());
                guest.begin(&frame, operation,
                            operation == HOSTLIB_OP_DEFLATE_BOUND
                                ? guest_address(&length)
                                : 0);
                ASSERT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ)
                    << part << " " << bad;
                const uint64_t first = bad == guest_address(text.end() - 100)
                                           ? guest_address(text.end())
                                           : bad;
                // The C library may begin a copy with its end.
                EXPECT_LT(frame.fault_address - first,
                          part == 0 ? sizeof(gz_header) : 1)
                    << part << " " << bad;
                hostlib::drop_call(&frame);
            }
            EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_DATA_ERROR);
        }
    }
}

// A file with the header that has been filled in.
Bytes file_with(gz_header *header, const Bytes &plain)
{
    z_stream stream = {};
    Bytes result(plain.size() + 100000);
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
    EXPECT_EQ(deflateSetHeader(&stream, header), Z_OK);
    stream.next_in = const_cast<Bytef *>(plain.data()); // NOLINT
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = result.data();
    stream.avail_out = static_cast<uInt>(result.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

class ReadHeaderTest : public HeaderTest
{
  protected:
    void inflate_in_steps(StreamTwins *twins, const Bytes &file, size_t step)
    {
        int status = Z_OK;
        twins->give_room(10000);
        for (size_t at = 0; at < file.size() && status == Z_OK; at += step) {
            twins->give(file.data() + at, std::min(step, file.size() - at));
            status = twins->inflate(Z_NO_FLUSH);
            if (!is_away_) {
                expect_equal(guests(), native_);
            }
            if (native_.header.done != 0) {
                take_away();
                is_away_ = true;
            }
            ASSERT_FALSE(HasFailure()) << at;
        }
        EXPECT_EQ(status, Z_STREAM_END);
        give_back();
        is_away_ = false;
        expect_equal(guests(), native_);
    }

    bool is_away_ = false;
};

TEST_F(ReadHeaderTest, IsReadAsZlibDoesIt)
{
    const Bytes plain = sample(500);
    TestHeader written;
    for (const size_t extra : {0, 1, 300, 65535}) {
        for (const size_t name : {0, 1, 700}) {
            for (const size_t comment : {0, 1, 700}) {
                written.fill(extra, name, comment, name % 2 == 0);
                const Bytes file = file_with(&written.header, plain);
                for (const uInt room : {0U, 1U, 500U, 2000U}) {
                    for (const size_t step : {1, 7, 100000}) {
                        if (extra > 300 && step == 1) {
                            continue;
                        }
                        SCOPED_TRACE(testing::Message()
                                     << extra << " " << name << " " << comment
                                     << " " << room << " " << step);
                        StreamTwins twins;
                        ASSERT_EQ(twins.inflate_init(47), Z_OK);
                        empty(room, room, room);
                        EXPECT_EQ(get(&twins), Z_OK);
                        expect_equal(guests(), native_);
                        inflate_in_steps(&twins, file, step);
                        EXPECT_EQ(guests().header.done, 1);
                        EXPECT_EQ(twins.end_inflate(), Z_OK);
                        ASSERT_FALSE(HasFailure());
                    }
                }
            }
        }
    }
}

TEST_F(ReadHeaderTest, IsForgottenByResets)
{
    const Bytes plain = sample(500);
    fill(10, 10, 10, true);
    const Bytes file = file_with(&native_.header, plain);
    for (const uint32_t reset :
         {HOSTLIB_OP_INFLATE_RESET, HOSTLIB_OP_INFLATE_RESET2,
          HOSTLIB_OP_INFLATE_RESET_KEEP}) {
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(31), Z_OK);
        empty(5, 5, 5);
        EXPECT_EQ(get(&twins), Z_OK);
        EXPECT_EQ(twins.both(reset, 31, 0,
                             [](z_stream *z) { return inflateReset2(z, 31); }),
                  Z_OK);
        take_away();
        is_away_ = true;
        inflate_in_steps(&twins, file, 100);
        EXPECT_EQ(guests().header.done, 0);
        // And it can be asked for again.
        EXPECT_EQ(twins.both(reset, 31, 0,
                             [](z_stream *z) { return inflateReset2(z, 31); }),
                  Z_OK);
        EXPECT_EQ(get(&twins), Z_OK);
        inflate_in_steps(&twins, file, 100);
        EXPECT_EQ(guests().header.done, 1);
        EXPECT_EQ(twins.end_inflate(), Z_OK);
    }
}

TEST_F(ReadHeaderTest, CanBeAskedForLate)
{
    const Bytes plain = sample(500);
    fill(10, 10, 10, true);
    const Bytes file = file_with(&native_.header, plain);
    for (size_t given = 1; given < file.size(); given++) {
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(31), Z_OK);
        twins.give(file.data(), given);
        twins.give_room(10000);
        EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_OK);
        empty(100, 100, 100);
        EXPECT_EQ(get(&twins), Z_OK);
        if (twins.native.total_out > 0) {
            take_away();
            is_away_ = true;
        }
        inflate_in_steps(&twins, Bytes(file.begin() + given, file.end()), 7);
        EXPECT_EQ(twins.end_inflate(), Z_OK);
        ASSERT_FALSE(HasFailure()) << given;
    }
}

TEST_F(ReadHeaderTest, IsNotThere)
{
    const Bytes plain = sample(500);
    for (const int window_bits : {15, 31, 47, -15}) {
        StreamTwins twins;
        ASSERT_EQ(twins.inflate_init(window_bits), Z_OK);
        empty(5, 5, 5);
        EXPECT_EQ(get(&twins), window_bits >= 31 ? Z_OK : Z_STREAM_ERROR);
        expect_equal(guests(), native_);
        if (window_bits == 47) {
            inflate_in_steps(&twins, hostlib::packed(plain), 1);
            EXPECT_EQ(guests().header.done, -1);
        } else if (window_bits == 31) {
            twins.give(hostlib::packed(plain));
            twins.give_room(1000);
            EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_DATA_ERROR);
            expect_equal(guests(), native_);
        }
        EXPECT_EQ(twins.end_inflate(), Z_OK);
    }
}

// What inflateSync() finds is behind any header.
TEST_F(ReadHeaderTest, IsSkipped)
{
    const uint8_t marker[] = {0, 0, 0xff, 0xff, 3, 0};
    StreamTwins twins;
    ASSERT_EQ(twins.inflate_init(31), Z_OK);
    empty(5, 5, 5);
    EXPECT_EQ(get(&twins), Z_OK);
    twins.give(marker, sizeof(marker));
    EXPECT_EQ(twins.both(HOSTLIB_OP_INFLATE_SYNC, inflateSync), Z_OK);
    take_away();
    twins.give_room(10);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_STREAM_END);
    give_back();
    expect_equal(guests(), native_);
    EXPECT_EQ(twins.end_inflate(), Z_OK);
}

TEST_F(ReadHeaderTest, GoesToCopiesOfItsStream)
{
    const Bytes plain = sample(500);
    fill(10, 1000, 1000, true);
    const Bytes file = file_with(&native_.header, plain);
    StreamTwins twins;
    StreamTwins copies;
    ASSERT_EQ(twins.inflate_init(31), Z_OK);
    empty(100, 2000, 2000);
    EXPECT_EQ(get(&twins), Z_OK);
    twins.give(file.data(), 500);
    twins.give_room(10000);
    EXPECT_EQ(twins.inflate(Z_NO_FLUSH), Z_OK);
    Bytef *const guest_out = copies.guest.zlib.next_out;
    Bytef *const native_out = copies.native.next_out;
    copies.guest.zlib = twins.guest.zlib;
    EXPECT_EQ(copies.guest.call(HOSTLIB_OP_INFLATE_COPY,
                                guest_address(&twins.guest.stream)),
              Z_OK);
    EXPECT_EQ(inflateCopy(&copies.native, &twins.native), Z_OK);
    copies.guest.zlib.next_out = guest_out;
    copies.native.next_out = native_out;
    EXPECT_EQ(twins.end_inflate(), Z_OK);
    inflate_in_steps(&copies, Bytes(file.begin() + 500, file.end()), 9);
    EXPECT_EQ(guests().header.done, 1);
    EXPECT_EQ(copies.end_inflate(), Z_OK);
}

TEST_F(ReadHeaderTest, FaultsWhereItIsNotThere)
{
    const Bytes plain = sample(500);
    fill(200, 200, 200, false);
    const Bytes file = file_with(&native_.header, plain);
    const TestMemory memory{1};
    constexpr uint64_t kNoAddress = uint64_t{1} << 62;
    for (const uint64_t bad :
         {guest_address(memory.end()), kNoAddress, UINT64_MAX, uint64_t{0}}) {
        GuestStream guest;
        HostlibFrame frame;
        ASSERT_EQ(guest.inflate_init(31), Z_OK);
        guest.begin(&frame, HOSTLIB_OP_INFLATE_GET_HEADER, bad);
        EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE);
        EXPECT_EQ(frame.fault_address, bad + offsetof(gz_header, done));
        hostlib::drop_call(&frame);
        // The stream is none the worse.
        EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_RESET), Z_OK);
        EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
    }
    for (const uint64_t bad :
         {guest_address(memory.end()), kNoAddress, UINT64_MAX - 300}) {
        for (int part = 0; part < 3; part++) {
            GuestStream guest;
            HostlibFrame frame;
            Bytes output(1000);
            ASSERT_EQ(guest.inflate_init(31), Z_OK);
            guests().empty(300, 300, 300);
            memcpy(part == 0   ? &guests().header.extra
                   : part == 1 ? &guests().header.name
                               : &guests().header.comment,
                   &bad, sizeof(bad));
            EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_GET_HEADER,
                                 guest_address(&guests().header)),
                      Z_OK);
            guest.give(file.data(), file.size());
            guest.give_room(output.data(), output.size());
            guest.begin(&frame, HOSTLIB_OP_INFLATE, Z_NO_FLUSH);
            EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE) << part;
            EXPECT_EQ(frame.fault_address, bad);
            hostlib::drop_call(&frame);
            EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
        }
    }
}

// What has moved in the middle is where the guest says, as far as it is there.
TEST_F(ReadHeaderTest, SurvivesAHeaderThatChanges)
{
    const Bytes plain = sample(500);
    fill(60000, 1500, 1500, false);
    const Bytes file = file_with(&native_.header, plain);
    for (size_t at = 11; at < 63500; at += 700) {
        GuestStream guest;
        HostlibFrame frame;
        Bytes output(1000);
        ASSERT_EQ(guest.inflate_init(31), Z_OK);
        guests().empty(60000, 2000, 2000);
        EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_GET_HEADER,
                             guest_address(&guests().header)),
                  Z_OK);
        guest.give(file.data(), at);
        guest.give_room(output.data(), output.size());
        EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE, Z_NO_FLUSH), Z_OK);
        // Nowhere, without end.
        memset(&guests().header, 0xff, sizeof(guests().header));
        guests().header.done = 0;
        guest.give(file.data() + at, file.size() - at);
        guest.begin(&frame, HOSTLIB_OP_INFLATE, Z_NO_FLUSH);
        EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_WRITE);
        hostlib::drop_call(&frame);
        EXPECT_EQ(guest.call(HOSTLIB_OP_INFLATE_END), Z_OK);
    }
}

TEST_F(HeaderTest, IsTheGuestsWhereTheHostHasNone)
{
    StreamTwins twins;
    const ZlibBackend backend = zlib_backend;
    ASSERT_EQ(twins.deflate_init(6, 31, 8, 0), Z_OK);
    zlib_backend.deflate_set_header = nullptr;
    zlib_backend.inflate_get_header = nullptr;
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_DEFLATE_SET_HEADER), -ENOSYS);
    EXPECT_EQ(twins.guest.call(HOSTLIB_OP_INFLATE_GET_HEADER), -ENOSYS);
    deflate_in_steps(&twins, sample(500), 100);
    EXPECT_EQ(twins.both(HOSTLIB_OP_DEFLATE_RESET, deflateReset), Z_OK);
    EXPECT_EQ(twins.end_deflate(), Z_OK);
    zlib_backend = backend;
}

} // namespace
