// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/library/serving.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "plugin/core/guest_address.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"
#include "protocol/hostlib_protocol.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

// What a library may have. Lengths have 4 and 8 bytes.
struct Stream {
    const uint8_t *next_in;
    uint32_t avail_in;
    int32_t level;
    uint8_t *next_out;
    uint64_t avail_out;
    uint64_t state;
    Arena *arena; // the library's, which the guest's struct never gets
    const char *message;
};

void set_allocator(Object *object)
{
    static_cast<Stream *>(object->data)->arena = object->arena;
}

StreamType make_type(bool reopens, bool checks_null)
{
    StreamType type = {};
    type.kind = {"stream", sizeof(Stream), nullptr};
    type.state_offset = offsetof(Stream, state);
    type.reopens = reopens;
    type.checks_null = checks_null;
    type.closed_broken = -3;
    type.field_count = 3;
    type.fields[0] = STREAM_INPUT(Stream, next_in, avail_in);
    type.fields[1] = STREAM_OUTPUT(Stream, next_out, avail_out);
    type.fields[2] = STREAM_VALUE(Stream, level);
    type.set_allocator = set_allocator;
    return type;
}

const StreamType kType = make_type(false, false);
const StreamType kOtherType = make_type(false, false);
const StreamType kReopeningType = make_type(true, false);
const StreamType kCheckingType = make_type(false, true);

class ServingTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
    }

    void SetUp() override
    {
        fake_qemu_reset();
        guest_address_set_base(0);
        begin();
    }

    void TearDown() override
    {
        host_call_end(&call_);
    }

    // The next call; the one before is over, however far it has got.
    void begin()
    {
        host_call_end(&call_);
        call_ = {};
        serving_ = serving_begin(&call_);
    }

    void *borrow(uint64_t address, uint64_t length)
    {
        return serving_borrow(&serving_, address, length, GUEST_WRITE);
    }

    Stream *take(const StreamType &type = kType)
    {
        begin();
        return static_cast<Stream *>(
            stream_take(&serving_, &type, guest_address(&guest_), &use_));
    }

    Stream *take_new(const StreamType &type = kType)
    {
        begin();
        return static_cast<Stream *>(
            stream_new(&serving_, &type, guest_address(&guest_), &use_));
    }

    // Open a stream in the guest's struct.
    void open(const StreamType &type = kType)
    {
        ASSERT_NE(take_new(type), nullptr);
        stream_opened(&serving_, &use_, true);
        begin();
    }

    bool is_open(const StreamType &type = kType)
    {
        const bool result = take(type) != nullptr;
        if (result) {
            stream_give(&serving_, &use_);
        }
        begin();
        return result;
    }

    HostCall call_ = {};
    Serving serving_ = {};
    StreamUse use_ = {};
    uint8_t input_[10] = {};
    uint8_t output_[20] = {};
    Stream guest_ = {.next_in = input_,
                     .avail_in = sizeof(input_),
                     .level = 9,
                     .next_out = output_,
                     .avail_out = sizeof(output_),
                     .state = 0,
                     .arena = nullptr,
                     .message = nullptr};
};

TEST_F(ServingTest, BorrowsTheGuestsMemory)
{
    uint8_t bytes[8];
    EXPECT_EQ(borrow(guest_address(bytes), sizeof(bytes)), bytes);
    EXPECT_EQ(borrow(guest_address(bytes), 0), bytes);
    EXPECT_EQ(serving_.error, 0);
}

TEST_F(ServingTest, HasNothingToBorrowAtNull)
{
    EXPECT_EQ(borrow(0, 0), nullptr);
    EXPECT_EQ(serving_.error, 0);
    EXPECT_EQ(serving_.borrowed, 0U);
    // Bytes there are a fault once they are touched.
    (void)borrow(0, 1);
    EXPECT_EQ(serving_.error, 0);
    EXPECT_EQ(serving_.borrowed, 1U);
}

TEST_F(ServingTest, RefusesWhatExtendsBeyondUserMemory)
{
    const uint64_t end = guest_address_host_end();
    EXPECT_NE(borrow(end - 4, 4), nullptr);
    EXPECT_EQ(serving_.error, 0);
    EXPECT_EQ(borrow(end - 4, 5), nullptr);
    EXPECT_EQ(serving_.error, EFAULT);
    EXPECT_EQ(serving_refuse(&serving_, ENOSYS), -EFAULT);
    EXPECT_TRUE(call_.is_refused);
}

TEST_F(ServingTest, RefusesMoreRangesThanACallHas)
{
    uint8_t byte = 0;
    for (int i = 1; i < HOST_CALL_RANGES; i++) {
        EXPECT_EQ(borrow(guest_address(&byte), 1), &byte);
    }
    EXPECT_EQ(serving_.error, 0);
    EXPECT_EQ(borrow(guest_address(&byte), 1), nullptr);
    EXPECT_EQ(serving_refuse(&serving_, 0), -E2BIG);
}

TEST_F(ServingTest, RefusesForTheCallersReason)
{
    EXPECT_EQ(serving_refuse(&serving_, ENOSYS), -ENOSYS);
    EXPECT_TRUE(call_.is_refused);
}

TEST_F(ServingTest, OpensAStream)
{
    const Stream before = guest_;
    Stream *host = take_new();
    ASSERT_NE(host, nullptr);
    EXPECT_EQ(host->arena, use_.object->arena);
    EXPECT_EQ(host->next_in, input_);
    EXPECT_EQ(host->avail_in, sizeof(input_));
    EXPECT_EQ(host->next_out, output_);
    EXPECT_EQ(host->avail_out, sizeof(output_));
    EXPECT_EQ(host->level, 9);
    EXPECT_EQ(guest_.state, 0U);
    host->level = 6;
    stream_opened(&serving_, &use_, true);
    EXPECT_EQ(guest_.state >> HOSTLIB_HANDLE_SHIFT, HOSTLIB_HANDLE_MARK);
    EXPECT_EQ(guest_.level, 6);
    // Nothing else.
    EXPECT_EQ(guest_.next_in, before.next_in);
    EXPECT_EQ(guest_.avail_in, before.avail_in);
    EXPECT_EQ(guest_.arena, nullptr);
    EXPECT_TRUE(is_open());
}

TEST_F(ServingTest, ForgetsAStreamThatWasNotOpened)
{
    ASSERT_NE(take_new(), nullptr);
    const uint64_t handle = object_handle(use_.object);
    guest_.state = 1;
    stream_opened(&serving_, &use_, false);
    EXPECT_EQ(guest_.state, 0U);
    begin();
    guest_.state = handle;
    EXPECT_EQ(take(), nullptr);
}

TEST_F(ServingTest, GivesBackWhatHasChanged)
{
    open();
    Stream *host = take();
    ASSERT_NE(host, nullptr);
    host->next_in += 3;
    host->avail_in -= 3;
    host->next_out += 20;
    host->avail_out -= 20;
    host->level = -1;
    stream_give(&serving_, &use_);
    EXPECT_EQ(guest_.next_in, input_ + 3);
    EXPECT_EQ(guest_.avail_in, 7U);
    EXPECT_EQ(guest_.next_out, output_ + 20);
    EXPECT_EQ(guest_.avail_out, 0U);
    EXPECT_EQ(guest_.level, -1);
    EXPECT_EQ(use_.object->calls, 1U);
    EXPECT_EQ(use_.object->bytes_in, 3U);
    EXPECT_EQ(use_.object->bytes_out, 20U);
    EXPECT_TRUE(is_open());
}

// A thread of the guest's may change it meanwhile.
TEST_F(ServingTest, LeavesWhatHasNotChanged)
{
    open();
    ASSERT_NE(take(), nullptr);
    guest_.level = 1;
    guest_.avail_in = 2;
    stream_give(&serving_, &use_);
    EXPECT_EQ(guest_.level, 1);
    EXPECT_EQ(guest_.avail_in, 2U);
}

TEST_F(ServingTest, MovesWithTheProgramsStruct)
{
    open();
    Stream moved = guest_;
    guest_ = {};
    begin();
    EXPECT_NE(stream_take(&serving_, &kType, guest_address(&moved), &use_),
              nullptr);
    stream_give(&serving_, &use_);
}

TEST_F(ServingTest, RefusesHandlesOfOthers)
{
    open();
    const uint64_t handle = guest_.state;
    EXPECT_EQ(take(kOtherType), nullptr);
    EXPECT_EQ(serving_refuse(&serving_, EINVAL), -EBADF);
    for (const uint64_t other :
         {uint64_t{0}, handle + 1, handle ^ uint64_t{1} << 40, UINT64_MAX}) {
        guest_.state = other;
        EXPECT_EQ(take(), nullptr) << other;
        EXPECT_EQ(serving_.error, EBADF);
    }
    guest_.state = handle;
    EXPECT_TRUE(is_open());
}

TEST_F(ServingTest, RefusesStructsBeyondUserMemory)
{
    const uint64_t address = guest_address_host_end() - 8;
    EXPECT_EQ(stream_new(&serving_, &kType, address, &use_), nullptr);
    EXPECT_EQ(serving_.error, EFAULT);
    begin();
    EXPECT_EQ(stream_take(&serving_, &kType, address, &use_), nullptr);
    EXPECT_EQ(serving_.error, EFAULT);
    begin();
    EXPECT_EQ(stream_take_to_close(&serving_, &kType, address, &use_), nullptr);
    EXPECT_EQ(serving_.error, EFAULT);
    // At 0 there is nothing, and the guest's own function knows what to say.
    begin();
    EXPECT_EQ(serving_borrow(&serving_, 0, 0, GUEST_READ), nullptr);
}

TEST_F(ServingTest, ShortensBuffersThatExtendBeyondUserMemory)
{
    const uintptr_t end = guest_address_host_end();
    open();
    guest_.next_in = reinterpret_cast<const uint8_t *>(end - 4);
    guest_.avail_in = 100;
    Stream *host = take();
    ASSERT_NE(host, nullptr);
    EXPECT_EQ(host->avail_in, 4U);
    // As if the library had consumed the input. It must not be read.
    host->next_in += 4;
    host->avail_in = 0;
    stream_give(&serving_, &use_);
    EXPECT_EQ(guest_address(guest_.next_in), end);
    EXPECT_EQ(guest_.avail_in, 96U);
}

TEST_F(ServingTest, LeavesTheLookForNullToTheLibrary)
{
    open(kCheckingType);
    guest_.next_in = nullptr;
    Stream *host = take(kCheckingType);
    ASSERT_NE(host, nullptr);
    EXPECT_EQ(host->next_in, nullptr);
    EXPECT_EQ(host->avail_in, sizeof(input_));
    // The struct and the other buffer.
    EXPECT_EQ(serving_.borrowed, 2U);
    stream_give(&serving_, &use_);
}

// Others touch it, which is a fault of the guest's: so it is borrowed.
TEST_F(ServingTest, BorrowsBuffersAtNull)
{
    open();
    guest_.next_in = nullptr;
    ASSERT_NE(take(), nullptr);
    EXPECT_EQ(serving_.borrowed, 3U);
    stream_give(&serving_, &use_);
}

TEST_F(ServingTest, ClosesAStream)
{
    open();
    const uint64_t handle = guest_.state;
    begin();
    EXPECT_NE(
        stream_take_to_close(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    stream_close(&use_);
    EXPECT_EQ(guest_.state, 0U);
    guest_.state = handle;
    EXPECT_EQ(take(), nullptr);
    EXPECT_EQ(serving_.error, EBADF);
}

TEST_F(ServingTest, FreesTheStreamThatWasOpenBefore)
{
    open(kReopeningType);
    const uint64_t first = guest_.state;
    open(kReopeningType);
    EXPECT_NE(guest_.state, first);
    EXPECT_TRUE(is_open(kReopeningType));
    guest_.state = first;
    EXPECT_EQ(take(kReopeningType), nullptr);
}

TEST_F(ServingTest, KeepsTheStreamThatWasOpenBefore)
{
    open();
    const uint64_t first = guest_.state;
    open();
    guest_.state = first;
    EXPECT_TRUE(is_open());
}

// The guest has left it in the middle of the library's work.
TEST_F(ServingTest, ClosesABrokenStreamWithoutTheLibrary)
{
    open();
    ASSERT_NE(take(), nullptr);
    begin();
    EXPECT_EQ(take(), nullptr);
    EXPECT_EQ(serving_.error, EBADF);
    begin();
    EXPECT_EQ(
        stream_take_to_close(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    EXPECT_EQ(stream_closed_broken(&serving_, &use_), kType.closed_broken);
    EXPECT_EQ(guest_.state, 0U);
    begin();
    EXPECT_EQ(
        stream_take_to_close(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    EXPECT_EQ(stream_closed_broken(&serving_, &use_), -EBADF);
}

TEST_F(ServingTest, ResetsABrokenStream)
{
    open();
    ASSERT_NE(take(), nullptr);
    begin();
    ASSERT_NE(
        stream_take_to_reset(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    stream_give(&serving_, &use_);
    EXPECT_TRUE(is_open());
}

TEST_F(ServingTest, LeavesAStreamWholeThatIsOnlyLookedAt)
{
    open();
    begin();
    ASSERT_NE(
        stream_take_to_query(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    begin();
    EXPECT_TRUE(is_open());
    begin();
    ASSERT_NE(
        stream_take_to_copy(&serving_, &kType, guest_address(&guest_), &use_),
        nullptr);
    begin();
    EXPECT_TRUE(is_open());
}

// A stream whose state is a block of the thunk's.
TEST_F(ServingTest, HasHandleAndMessageInABlock)
{
    struct Block {
        uint64_t handle;
        char message[8];
    } block = {};
    StreamType type = make_type(false, false);
    type.block = {sizeof(Block), offsetof(Block, handle),
                  offsetof(Block, message), sizeof(block.message)};
    type.fields[2] = STREAM_MESSAGE(Stream, message);
    guest_.state = guest_address(&block);
    guest_.message = nullptr;
    begin();
    auto *host = static_cast<Stream *>(
        stream_new(&serving_, &type, guest_address(&guest_), &use_));
    ASSERT_NE(host, nullptr);
    stream_opened(&serving_, &use_, true);
    EXPECT_EQ(guest_.state, guest_address(&block));
    EXPECT_EQ(block.handle >> HOSTLIB_HANDLE_SHIFT, HOSTLIB_HANDLE_MARK);
    // What the library has not set stays as it is.
    EXPECT_EQ(guest_.message, nullptr);

    begin();
    host = static_cast<Stream *>(
        stream_take(&serving_, &type, guest_address(&guest_), &use_));
    ASSERT_NE(host, nullptr);
    host->message = "much too long";
    stream_give(&serving_, &use_);
    EXPECT_EQ(guest_address(guest_.message), guest_address(block.message));
    EXPECT_STREQ(block.message, "much to");

    begin();
    host = static_cast<Stream *>(
        stream_take(&serving_, &type, guest_address(&guest_), &use_));
    ASSERT_NE(host, nullptr);
    host->message = nullptr;
    stream_give(&serving_, &use_);
    EXPECT_EQ(guest_.message, nullptr);

    begin();
    EXPECT_NE(
        stream_take_to_close(&serving_, &type, guest_address(&guest_), &use_),
        nullptr);
    stream_close(&use_);
    EXPECT_EQ(block.handle, 0U);
}

// Not so where the library was not called.
TEST_F(ServingTest, KeepsAStreamWholeThatCannotBeTaken)
{
    open();
    begin();
    // No room for its second buffer.
    serving_.borrowed = HOST_CALL_RANGES - 3;
    EXPECT_EQ(stream_take(&serving_, &kType, guest_address(&guest_), &use_),
              nullptr);
    EXPECT_EQ(serving_.error, E2BIG);
    EXPECT_TRUE(is_open());
}

TEST_F(ServingTest, HasNoTwoCallsOnOneStream)
{
    open();
    ASSERT_NE(take(), nullptr);
    HostCall call = {};
    Serving other = serving_begin(&call);
    StreamUse use = {};
    EXPECT_EQ(stream_take(&other, &kType, guest_address(&guest_), &use),
              nullptr);
    EXPECT_EQ(other.error, EBADF);
    host_call_end(&call);
    stream_give(&serving_, &use_);
    EXPECT_TRUE(is_open());
}

} // namespace
