/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two streams that get the same calls, one as a guest makes them and one of the
 * zlib that the test is linked with, and that have to agree after each.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_TESTING_STREAM_TWINS_H
#define HOSTLIB_PLUGIN_ZLIB_TESTING_STREAM_TWINS_H

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "plugin/core/call_frame.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"
#include "plugin/zlib/zlib_service.h"

namespace hostlib
{

using Bytes = std::vector<uint8_t>;

/* The guest's z_stream is the test's: the guest base is 0. */
static_assert(sizeof(z_stream) == sizeof(HostlibZStream), "as a guest's");
static_assert(offsetof(z_stream, adler) == offsetof(HostlibZStream, adler),
              "as a guest's");

inline OperationTable *service_table()
{
    static OperationTable table;
    return &table;
}

/* For SetUpTestSuite(). */
inline void start_service()
{
    static bool started = false;
    if (started) {
        return;
    }
    started = true;
    ASSERT_TRUE(host_call_install());
    log_init("test");
    guest_address_set_base(0);
    ASSERT_TRUE(zlib_service.start());
    ASSERT_TRUE(operation_table_add(service_table(), zlib_service.operations,
                                    zlib_service.operation_count));
}

/* Begins a call by @frame, which may be suspended afterwards. */
inline void begin_call(HostlibFrame *frame, uint32_t operation, uint64_t a2,
                       uint64_t a3 = 0, uint64_t a4 = 0, uint64_t a5 = 0)
{
    *frame = HostlibFrame{};
    frame->operation = operation;
    frame->arguments[0] = a2;
    frame->arguments[1] = a3;
    frame->arguments[2] = a4;
    frame->arguments[3] = a5;
    ASSERT_EQ(call_frame_serve(service_table(), guest_address(frame)), 0);
}

/* Makes a call that is not suspended. Returns its result. */
inline int64_t make_call(uint32_t operation, uint64_t a2, uint64_t a3 = 0,
                         uint64_t a4 = 0, uint64_t a5 = 0)
{
    HostlibFrame frame;
    begin_call(&frame, operation, a2, a3, a4, a5);
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_DONE);
    return frame.result;
}

/* Ends the call that is suspended at @frame, as a guest that goes elsewhere. */
inline void drop_call(HostlibFrame *frame)
{
    begin_call(frame, HOSTLIB_OP_COMPRESS_BOUND, 1);
    EXPECT_EQ(frame->state, HOSTLIB_FRAME_DONE);
}

/* A stream as a guest has it. */
struct GuestStream {
    HostlibStream stream = {};
    z_stream zlib = {};

    /* Returns a status, or an errno. */
    int64_t call(uint32_t operation, uint64_t a4 = 0, uint64_t a5 = 0)
    {
        const int64_t result = make_call(operation, guest_address(&stream),
                                         guest_address(&zlib), a4, a5);
        return result < 0 ? result : static_cast<int32_t>(result);
    }
    void begin(HostlibFrame *frame, uint32_t operation, uint64_t a4 = 0,
               uint64_t a5 = 0)
    {
        begin_call(frame, operation, guest_address(&stream),
                   guest_address(&zlib), a4, a5);
    }

    int64_t deflate_init(int level = 6, int window_bits = 15,
                         int memory_level = 8, int strategy = 0)
    {
        stream.level = level;
        stream.method = Z_DEFLATED;
        stream.window_bits = window_bits;
        stream.memory_level = memory_level;
        stream.strategy = strategy;
        return call(HOSTLIB_OP_DEFLATE_INIT);
    }
    int64_t inflate_init(int window_bits = 15)
    {
        stream.window_bits = window_bits;
        return call(HOSTLIB_OP_INFLATE_INIT);
    }

    void give(const void *input, size_t length)
    {
        zlib.next_in =
            static_cast<Bytef *>(const_cast<void *>(input)); // NOLINT
        zlib.avail_in = static_cast<uInt>(length);
    }
    void give_room(void *output, size_t length)
    {
        zlib.next_out = static_cast<Bytef *>(output);
        zlib.avail_out = static_cast<uInt>(length);
    }
};

inline std::string text_of(const char *message)
{
    return message == nullptr ? "(none)" : message;
}

class StreamTwins
{
  public:
    using Native = std::function<int(z_stream *)>;

    explicit StreamTwins(size_t room = 1 << 20)
        : guest_output_(room), native_output_(room)
    {
        // What no init function leaves as it is, or all do.
        guest.zlib.total_in = native.total_in = 77;
        guest.zlib.adler = native.adler = 78;
        guest.zlib.data_type = native.data_type = 79;
        guest.zlib.next_out = guest_output_.data();
        native.next_out = native_output_.data();
    }

    StreamTwins(const StreamTwins &) = delete;
    StreamTwins &operator=(const StreamTwins &) = delete;

    /* Make a call on both. Returns the status that they agree on. */
    int both(uint32_t operation, uint64_t a4, uint64_t a5,
             const Native &function)
    {
        const int64_t status = guest.call(operation, a4, a5);
        EXPECT_EQ(status, function(&native)) << "operation " << operation;
        compare();
        return static_cast<int>(status);
    }
    int both(uint32_t operation, const Native &function)
    {
        return both(operation, 0, 0, function);
    }

    int deflate_init(int level, int window_bits, int memory_level, int strategy)
    {
        const int64_t status =
            guest.deflate_init(level, window_bits, memory_level, strategy);
        EXPECT_EQ(status, deflateInit2(&native, level, Z_DEFLATED, window_bits,
                                       memory_level, strategy));
        compare();
        return static_cast<int>(status);
    }
    int inflate_init(int window_bits)
    {
        const int64_t status = guest.inflate_init(window_bits);
        EXPECT_EQ(status, inflateInit2(&native, window_bits));
        compare();
        return static_cast<int>(status);
    }
    int deflate(int flush)
    {
        return both(HOSTLIB_OP_DEFLATE, static_cast<uint64_t>(flush), 0,
                    [=](z_stream *z) { return ::deflate(z, flush); });
    }
    int inflate(int flush)
    {
        return both(HOSTLIB_OP_INFLATE, static_cast<uint64_t>(flush), 0,
                    [=](z_stream *z) { return ::inflate(z, flush); });
    }
    int end_deflate()
    {
        return both(HOSTLIB_OP_DEFLATE_END, deflateEnd);
    }
    int end_inflate()
    {
        return both(HOSTLIB_OP_INFLATE_END, inflateEnd);
    }

    void give(const void *input, size_t length)
    {
        guest.give(input, length);
        native.next_in = guest.zlib.next_in;
        native.avail_in = guest.zlib.avail_in;
    }
    void give(const Bytes &input)
    {
        give(input.data(), input.size());
    }
    /* Room for @length bytes more, behind what is there. */
    void give_room(size_t length)
    {
        ASSERT_LE(used() + length, guest_output_.size());
        guest.zlib.avail_out = native.avail_out = static_cast<uInt>(length);
    }

    [[nodiscard]] size_t used() const
    {
        return static_cast<size_t>(native.next_out - native_output_.data());
    }
    [[nodiscard]] Bytes output() const
    {
        Bytes bytes = guest_output_;
        bytes.resize(used());
        return bytes;
    }

    void compare()
    {
        EXPECT_EQ(guest.zlib.next_in, native.next_in);
        EXPECT_EQ(guest.zlib.avail_in, native.avail_in);
        EXPECT_EQ(guest.zlib.total_in, native.total_in);
        EXPECT_EQ(guest.zlib.next_out - guest_output_.data(),
                  native.next_out - native_output_.data());
        EXPECT_EQ(guest.zlib.avail_out, native.avail_out);
        EXPECT_EQ(guest.zlib.total_out, native.total_out);
        EXPECT_EQ(guest.zlib.data_type, native.data_type);
        EXPECT_EQ(guest.zlib.adler, native.adler);
        EXPECT_EQ(text_of(guest.zlib.msg), text_of(native.msg));
        EXPECT_TRUE(guest.zlib.msg == nullptr ||
                    guest.zlib.msg == guest.stream.message);
        EXPECT_EQ(guest.zlib.state, nullptr);
        EXPECT_EQ(guest.zlib.opaque, nullptr);
        EXPECT_TRUE(guest.zlib.zalloc == nullptr);
        EXPECT_TRUE(guest.zlib.zfree == nullptr);
        EXPECT_EQ(memcmp(guest_output_.data(), native_output_.data(), used()),
                  0);
    }

    GuestStream guest;
    z_stream native = {};

  private:
    Bytes guest_output_;
    Bytes native_output_;
};

/* Bytes that compress, but not to nothing. */
inline Bytes sample(size_t length, uint32_t seed = 1)
{
    Bytes bytes(length);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = i > 300 && (seed >> 28) != 0
                       ? bytes[i - 1 - (seed >> 24) % 7 * 37]
                       : static_cast<uint8_t>(seed >> 20);
    }
    return bytes;
}

/* @bytes compressed by the zlib that the test is linked with. */
inline Bytes packed(const Bytes &bytes, int window_bits = 15, int level = 6,
                    const Bytes &dictionary = {})
{
    z_stream stream = {};
    Bytes result(bytes.size() + bytes.size() / 8 + 1000);
    EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, 0),
              Z_OK);
    if (!dictionary.empty()) {
        EXPECT_EQ(deflateSetDictionary(&stream, dictionary.data(),
                                       static_cast<uInt>(dictionary.size())),
                  Z_OK);
    }
    stream.next_in = const_cast<Bytef *>(bytes.data()); // NOLINT
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = result.data();
    stream.avail_out = static_cast<uInt>(result.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

class StreamTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        start_service();
    }
    void SetUp() override
    {
        fake_qemu_reset();
    }
};

} // namespace hostlib

#endif
