// SPDX-License-Identifier: GPL-2.0-or-later
//
// Calls that do not go as they should: handles that are none, calls that are
// suspended, dropped, or in each other's way.
#include "plugin/zlib/zlib_stream_call.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "plugin/core/dispatch.h"
#include "plugin/zlib/testing/stream_twins.h"
#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_streams.h"

namespace
{

using hostlib::Bytes;
using hostlib::drop_call;
using hostlib::guest_address;
using hostlib::GuestStream;
using hostlib::packed;
using hostlib::sample;
using hostlib::StreamTest;
using hostlib::TestMemory;

class StreamCallTest : public StreamTest
{
  protected:
    // A deflate() that is suspended where its input cannot be read.
    void suspend_deflate()
    {
        memory_.protect(PROT_NONE);
        guest_.give(memory_.start(), memory_.size());
        guest_.give_room(output_.data(), output_.size());
        guest_.begin(&frame_, HOSTLIB_OP_DEFLATE, Z_FINISH);
        ASSERT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_READ);
        ASSERT_EQ(frame_.fault_address, guest_address(memory_.start()));
        memory_.protect(PROT_READ | PROT_WRITE);
    }
    // An inflate() that is suspended where its output cannot be written.
    void suspend_inflate(const Bytes &bytes)
    {
        memory_.protect(PROT_READ);
        guest_.give(bytes.data(), bytes.size());
        guest_.give_room(memory_.start(), memory_.size());
        guest_.begin(&frame_, HOSTLIB_OP_INFLATE);
        ASSERT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
        memory_.protect(PROT_READ | PROT_WRITE);
    }
    void resume()
    {
        ASSERT_EQ(call_frame_resume(guest_address(&frame_)), 0);
        ASSERT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    }

    GuestStream guest_;
    TestMemory memory_{2};
    Bytes output_ = Bytes(20000);
    HostlibFrame frame_ = {};
};

// What needs a stream that is whole, but for its end.
constexpr uint32_t kDeflateCalls[] = {
    HOSTLIB_OP_DEFLATE,
    HOSTLIB_OP_DEFLATE_RESET_KEEP,
    HOSTLIB_OP_DEFLATE_SET_DICTIONARY,
    HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
    HOSTLIB_OP_DEFLATE_PARAMS,
    HOSTLIB_OP_DEFLATE_TUNE,
    HOSTLIB_OP_DEFLATE_BOUND,
    HOSTLIB_OP_DEFLATE_PENDING,
    HOSTLIB_OP_DEFLATE_PRIME,
    HOSTLIB_OP_DEFLATE_SET_HEADER,
};
constexpr uint32_t kInflateCalls[] = {
    HOSTLIB_OP_INFLATE,
    HOSTLIB_OP_INFLATE_RESET_KEEP,
    HOSTLIB_OP_INFLATE_SET_DICTIONARY,
    HOSTLIB_OP_INFLATE_GET_DICTIONARY,
    HOSTLIB_OP_INFLATE_SYNC,
    HOSTLIB_OP_INFLATE_SYNC_POINT,
    HOSTLIB_OP_INFLATE_PRIME,
    HOSTLIB_OP_INFLATE_MARK,
    HOSTLIB_OP_INFLATE_UNDERMINE,
    HOSTLIB_OP_INFLATE_VALIDATE,
    HOSTLIB_OP_INFLATE_CODES_USED,
    HOSTLIB_OP_INFLATE_GET_HEADER,
};

void expect_no_whole_deflate_stream(GuestStream *guest)
{
    GuestStream copy;
    for (uint32_t operation : kDeflateCalls) {
        EXPECT_EQ(guest->call(operation), Z_STREAM_ERROR) << operation;
    }
    EXPECT_EQ(copy.call(HOSTLIB_OP_DEFLATE_COPY, guest_address(&guest->stream)),
              Z_STREAM_ERROR);
}

void expect_no_deflate_stream(GuestStream *guest)
{
    expect_no_whole_deflate_stream(guest);
    EXPECT_EQ(guest->call(HOSTLIB_OP_DEFLATE_RESET), Z_STREAM_ERROR);
}

void expect_no_whole_inflate_stream(GuestStream *guest)
{
    GuestStream copy;
    for (uint32_t operation : kInflateCalls) {
        EXPECT_EQ(guest->call(operation), Z_STREAM_ERROR) << operation;
    }
    EXPECT_EQ(copy.call(HOSTLIB_OP_INFLATE_COPY, guest_address(&guest->stream)),
              Z_STREAM_ERROR);
}

void expect_no_inflate_stream(GuestStream *guest)
{
    expect_no_whole_inflate_stream(guest);
    EXPECT_EQ(guest->call(HOSTLIB_OP_INFLATE_RESET), Z_STREAM_ERROR);
    EXPECT_EQ(guest->call(HOSTLIB_OP_INFLATE_RESET2, 15), Z_STREAM_ERROR);
}

TEST_F(StreamCallTest, FindsNoStreamsThatAreNone)
{
    for (uint64_t handle :
         {uint64_t{0}, uint64_t{1}, uint64_t{0x10000}, uint64_t{0xffff},
          UINT64_MAX, guest_address(&guest_)}) {
        guest_.stream.handle = handle;
        expect_no_deflate_stream(&guest_);
        expect_no_inflate_stream(&guest_);
        EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
        EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_STREAM_ERROR);
        EXPECT_EQ(guest_.stream.handle, handle);
    }
}

TEST_F(StreamCallTest, FindsNoStreamsOfTheOtherKind)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    expect_no_inflate_stream(&guest_);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_STREAM_ERROR);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    ASSERT_EQ(guest_.inflate_init(), Z_OK);
    expect_no_deflate_stream(&guest_);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, FindsNoStreamsThatHaveEnded)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    const uint64_t stale = guest_.stream.handle;
    EXPECT_NE(stale, 0U);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    EXPECT_EQ(guest_.stream.handle, 0U);
    guest_.stream.handle = stale;
    expect_no_deflate_stream(&guest_);
    // Its place is another stream's.
    GuestStream other;
    ASSERT_EQ(other.deflate_init(), Z_OK);
    EXPECT_NE(other.stream.handle, stale);
    expect_no_deflate_stream(&guest_);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
    EXPECT_EQ(other.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, GoesOnAfterAFault)
{
    const Bytes plain = sample(memory_.size());
    memcpy(memory_.start(), plain.data(), plain.size());
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    suspend_deflate();
    resume();
    EXPECT_EQ(frame_.result, Z_STREAM_END);
    const Bytes bytes(output_.begin(),
                      output_.begin() +
                          static_cast<ptrdiff_t>(guest_.zlib.total_out));
    EXPECT_EQ(bytes, packed(plain));
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);

    ASSERT_EQ(guest_.inflate_init(), Z_OK);
    memset(memory_.start(), 0, memory_.size());
    suspend_inflate(bytes);
    resume();
    EXPECT_EQ(frame_.result, Z_STREAM_END);
    EXPECT_EQ(memcmp(memory_.start(), plain.data(), plain.size()), 0);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, LetsAStreamBeUsedByOneCallAtATime)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    suspend_deflate();
    // As a signal handler of the guest's would.
    GuestStream same;
    same.stream = guest_.stream;
    expect_no_whole_deflate_stream(&same);
    std::thread([&] { expect_no_deflate_stream(&same); }).join();
    resume();
    EXPECT_EQ(frame_.result, Z_STREAM_END);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, BreaksADeflateStreamByDroppingACall)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    suspend_deflate();
    drop_call(&frame_);
    expect_no_whole_deflate_stream(&guest_);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_DATA_ERROR);
    EXPECT_EQ(guest_.stream.handle, 0U);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
}

TEST_F(StreamCallTest, BreaksAnInflateStreamByDroppingACall)
{
    const Bytes bytes = packed(sample(1000));
    ASSERT_EQ(guest_.inflate_init(), Z_OK);
    suspend_inflate(bytes);
    drop_call(&frame_);
    expect_no_whole_inflate_stream(&guest_);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_OK);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_STREAM_ERROR);
}

// The guest has left a call by a jump, and its frame is still there.
TEST_F(StreamCallTest, MendsADeflateStreamByAReset)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    suspend_deflate();
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_RESET), Z_OK);
    // The call is over: what was left behind cannot be resumed.
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_PENDING), Z_OK);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, MendsAnInflateStreamByAReset)
{
    const Bytes bytes = packed(sample(1000));
    ASSERT_EQ(guest_.inflate_init(), Z_OK);
    for (const uint32_t reset :
         {HOSTLIB_OP_INFLATE_RESET, HOSTLIB_OP_INFLATE_RESET2}) {
        suspend_inflate(bytes);
        EXPECT_EQ(guest_.call(reset, 15), Z_OK);
    }
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_SYNC_POINT), Z_OK);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_INFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, EndsAStreamThatACallHas)
{
    for (bool is_resumed : {true, false}) {
        ASSERT_EQ(guest_.deflate_init(), Z_OK);
        suspend_deflate();
        const uint64_t handle = guest_.stream.handle;
        fake_qemu_reset();
        EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_DATA_ERROR);
        EXPECT_EQ(guest_.stream.handle, 0U);
        guest_.stream.handle = handle;
        EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_STREAM_ERROR);
        // Its memory is still there, and nobody else's.
        EXPECT_STREQ(fake_qemu_log(), "");
        GuestStream other;
        ASSERT_EQ(other.deflate_init(), Z_OK);
        if (is_resumed) {
            resume();
            EXPECT_EQ(frame_.result, Z_STREAM_END);
        } else {
            drop_call(&frame_);
        }
        EXPECT_NE(std::string(fake_qemu_log()).find("deflate stream: "),
                  std::string::npos);
        expect_no_deflate_stream(&guest_);
        EXPECT_EQ(other.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    }
}

// Where a fault comes before zlib has done anything the stream is well.
TEST_F(StreamCallTest, BreaksNothingByBadStructures)
{
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    const uint64_t stream = guest_address(&guest_.stream);
    const uint64_t zlib = guest_address(&guest_.zlib);
    for (uint64_t bad : {uint64_t{0}, uint64_t{0x10}, uint64_t{1} << 63,
                         UINT64_MAX, guest_address(memory_.end()) - 8}) {
        hostlib::begin_call(&frame_, HOSTLIB_OP_DEFLATE, stream, bad, 0);
        EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
        drop_call(&frame_);
        if (bad != guest_address(memory_.end()) - 8) {
            hostlib::begin_call(&frame_, HOSTLIB_OP_DEFLATE, bad, zlib, 0);
            EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
            drop_call(&frame_);
            hostlib::begin_call(&frame_, HOSTLIB_OP_DEFLATE_END, bad, zlib);
            EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
            drop_call(&frame_);
        }
        for (uint32_t init :
             {HOSTLIB_OP_DEFLATE_INIT, HOSTLIB_OP_INFLATE_INIT}) {
            hostlib::begin_call(&frame_, init, bad, zlib);
            EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
            drop_call(&frame_);
        }
    }
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_RESET), Z_OK);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

// The guest never gets to know the stream, so there is none.
TEST_F(StreamCallTest, LeavesNothingOfAnInitThatIsDropped)
{
    auto *zlib = reinterpret_cast<z_stream *>(memory_.start());
    memset(zlib, 0xff, sizeof(*zlib));
    for (int i = 0; i < 1000; i++) {
        guest_.stream.level = 6;
        guest_.stream.method = Z_DEFLATED;
        guest_.stream.window_bits = 15;
        guest_.stream.memory_level = 8;
        memory_.protect(PROT_READ);
        hostlib::begin_call(&frame_,
                            i % 2 == 0 ? HOSTLIB_OP_DEFLATE_INIT
                                       : HOSTLIB_OP_INFLATE_INIT,
                            guest_address(&guest_.stream), guest_address(zlib));
        ASSERT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
        drop_call(&frame_);
        ASSERT_EQ(guest_.stream.handle, 0U);
    }
    EXPECT_STREQ(fake_qemu_log(), "");
}

// As a system call: a fault ends it.
TEST_F(StreamCallTest, IsServedWithoutAFrameToo)
{
    const uint64_t stream = guest_address(&guest_.stream);
    const uint64_t zlib = guest_address(&guest_.zlib);
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    guest_.give(memory_.end(), 1000);
    guest_.give_room(output_.data(), output_.size());
    const uint64_t deflate[8] = {HOSTLIB_OP_DEFLATE, stream, zlib, Z_FINISH};
    EXPECT_EQ(dispatch(hostlib::service_table(), deflate), -EFAULT);
    EXPECT_EQ(dispatch(hostlib::service_table(), deflate),
              int64_t{0xfffffffe}); // Z_STREAM_ERROR
    const uint64_t end[8] = {HOSTLIB_OP_DEFLATE_END, stream, zlib};
    EXPECT_EQ(dispatch(hostlib::service_table(), end),
              int64_t{0xfffffffd}); // Z_DATA_ERROR
}

TEST_F(StreamCallTest, ServesNoStreamsWhereTheHostHasNone)
{
    ASSERT_TRUE(zlib_backend.has_streams);
    zlib_backend.has_streams = false;
    EXPECT_EQ(guest_.deflate_init(), -ENOSYS);
    EXPECT_EQ(guest_.inflate_init(), -ENOSYS);
    for (uint32_t operation : kDeflateCalls) {
        EXPECT_EQ(guest_.call(operation), -ENOSYS);
    }
    for (uint32_t operation : kInflateCalls) {
        EXPECT_EQ(guest_.call(operation), -ENOSYS);
    }
    for (uint32_t operation :
         {HOSTLIB_OP_DEFLATE_COPY, HOSTLIB_OP_DEFLATE_END,
          HOSTLIB_OP_INFLATE_COPY, HOSTLIB_OP_INFLATE_END}) {
        EXPECT_EQ(guest_.call(operation), -ENOSYS);
    }
    zlib_backend.has_streams = true;
}

// For the time being: it is not what a host without streams says.
TEST_F(StreamCallTest, SaysThatTheTableIsFull)
{
    std::vector<ZlibStream *> others;
    GuestStream copy;
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    while (ZlibStream *other = zlib_streams_new(ZLIB_STREAM_INFLATE)) {
        others.push_back(other);
    }
    EXPECT_EQ(copy.deflate_init(), -ENOMEM);
    EXPECT_EQ(copy.stream.handle, 0U);
    EXPECT_EQ(copy.inflate_init(), -ENOMEM);
    EXPECT_EQ(copy.call(HOSTLIB_OP_DEFLATE_COPY, guest_address(&guest_.stream)),
              -ENOMEM);
    EXPECT_EQ(copy.stream.handle, 0U);
    for (ZlibStream *other : others) {
        object_give_back(other->object);
    }
    EXPECT_EQ(copy.call(HOSTLIB_OP_DEFLATE_COPY, guest_address(&guest_.stream)),
              Z_OK);
    EXPECT_EQ(copy.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
}

TEST_F(StreamCallTest, ServesManyThreads)
{
    const Bytes plain = sample(5000);
    const Bytes expected = packed(plain);
    std::vector<GuestStream> guests(8 * 20);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < 8; i++) {
        threads.emplace_back([&, i] {
            for (size_t j = 0; j < 20; j++) {
                GuestStream &guest = guests[i * 20 + j];
                Bytes output(expected.size());
                ASSERT_EQ(guest.deflate_init(), Z_OK);
                guest.give(plain.data(), plain.size());
                guest.give_room(output.data(), output.size());
                ASSERT_EQ(guest.call(HOSTLIB_OP_DEFLATE, Z_FINISH),
                          Z_STREAM_END);
                ASSERT_EQ(output, expected);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    // Here, because the log of these tests is for one thread.
    for (GuestStream &guest : guests) {
        EXPECT_EQ(guest.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    }
}

// A child has its parent's streams, whatever the parent's other threads did.
TEST_F(StreamCallTest, GoesOnInAChild)
{
    const Bytes plain = sample(5000);
    const Bytes expected = packed(plain);
    ASSERT_EQ(guest_.deflate_init(), Z_OK);
    guest_.give(plain.data(), plain.size());
    guest_.give_room(output_.data(), output_.size());
    ASSERT_EQ(guest_.call(HOSTLIB_OP_DEFLATE), Z_OK);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE, Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(guest_.call(HOSTLIB_OP_DEFLATE_END), Z_OK);
    output_.resize(expected.size());
    EXPECT_EQ(output_, expected);
    if (child == 0) {
        _exit(HasFailure() ? 1 : 0);
    }
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

} // namespace
