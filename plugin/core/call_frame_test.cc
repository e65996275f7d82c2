// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/call_frame.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cerrno>

#include "plugin/core/guest_address.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

enum {
    kSum = 1,
    kReadByte = 2,
    kWriteByte = 3,
};

int64_t sum(HostCall *, const uint64_t *arguments)
{
    uint64_t result = 0;
    for (int i = 0; i < HOSTLIB_OPERATION_ARGUMENTS; i++) {
        result = result * 10 + arguments[i];
    }
    return static_cast<int64_t>(result);
}

int64_t read_byte(HostCall *call, const uint64_t *arguments)
{
    return *static_cast<volatile uint8_t *>(
        host_call_borrow(call, 1, arguments[0], 1, GUEST_READ));
}

int64_t write_byte(HostCall *call, const uint64_t *arguments)
{
    *static_cast<volatile uint8_t *>(
        host_call_borrow(call, 1, arguments[0], 1, GUEST_WRITE)) =
        static_cast<uint8_t>(arguments[1]);
    return 0;
}

const Operation kOperations[] = {
    {kSum, "sum", sum},
    {kReadByte, "read", read_byte},
    {kWriteByte, "write", write_byte},
};

HostlibFrame make_frame(uint32_t operation, uint64_t a1 = 0, uint64_t a2 = 0)
{
    HostlibFrame frame = {};
    frame.operation = operation;
    frame.arguments[0] = a1;
    frame.arguments[1] = a2;
    return frame;
}

class CallFrameTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
        ASSERT_TRUE(operation_table_add(&table, kOperations, 3));
    }

    int64_t serve()
    {
        return call_frame_serve(&table, guest_address(&frame_));
    }
    int64_t resume()
    {
        return call_frame_resume(guest_address(&frame_));
    }

    static OperationTable table;
    HostlibFrame frame_ = {};
    TestMemory memory_;
};

OperationTable CallFrameTest::table;

TEST_F(CallFrameTest, HandsArgumentsAndResultOver)
{
    frame_ = make_frame(kSum, 1, 2);
    frame_.state = 77;
    frame_.arguments[4] = 5;
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    EXPECT_EQ(frame_.result, 12005);
    EXPECT_EQ(frame_.arguments[4], 5U);
}

TEST_F(CallFrameTest, KnowsOnlyOperationsOfServices)
{
    for (uint32_t operation : {0U, uint32_t{HOSTLIB_OP_CALL},
                               uint32_t{HOSTLIB_OP_END}, UINT32_MAX}) {
        frame_ = make_frame(operation);
        EXPECT_EQ(serve(), 0);
        EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
        EXPECT_EQ(frame_.result, -ENOSYS);
    }
}

TEST_F(CallFrameTest, AsksToReadAndGoesOn)
{
    memory_.start()[3] = 55;
    memory_.protect(PROT_NONE);
    frame_ = make_frame(kReadByte, guest_address(memory_.start()) + 3);
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_EQ(frame_.fault_address, guest_address(memory_.start()) + 3);
    memory_.protect(PROT_READ);
    EXPECT_EQ(resume(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    EXPECT_EQ(frame_.result, 55);
    EXPECT_EQ(resume(), -ENOENT);
}

TEST_F(CallFrameTest, AsksToWriteAndGoesOn)
{
    memory_.protect(PROT_READ);
    frame_ = make_frame(kWriteByte, guest_address(memory_.start()), 66);
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
    EXPECT_EQ(resume(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_WRITE);
    memory_.protect(PROT_READ | PROT_WRITE);
    EXPECT_EQ(resume(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    EXPECT_EQ(memory_.start()[0], 66);
}

// As when a signal handler of the guest's leaves by longjmp().
TEST_F(CallFrameTest, EndsACallThatIsLeft)
{
    frame_ = make_frame(kReadByte, guest_address(memory_.end()));
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_TOUCH_READ);
    frame_ = make_frame(kSum, 1);
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(frame_.result, 10000);
    EXPECT_EQ(resume(), -ENOENT);
}

TEST_F(CallFrameTest, KeepsSeveralApart)
{
    HostlibFrame other =
        make_frame(kReadByte, guest_address(memory_.end()) + 1);
    frame_ = make_frame(kReadByte, guest_address(memory_.end()));
    EXPECT_EQ(serve(), 0);
    EXPECT_EQ(call_frame_serve(&table, guest_address(&other)), 0);
    EXPECT_EQ(frame_.fault_address, guest_address(memory_.end()));
    EXPECT_EQ(other.fault_address, guest_address(memory_.end()) + 1);
    mprotect(memory_.end(), memory_.page_size(), PROT_READ);
    EXPECT_EQ(resume(), 0);
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    EXPECT_EQ(other.state, HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_EQ(call_frame_resume(guest_address(&other)), 0);
    EXPECT_EQ(other.state, HOSTLIB_FRAME_DONE);
}

TEST_F(CallFrameTest, RefusesBadFrames)
{
    HostlibFrame frame = make_frame(kSum);
    const uint8_t *place = memory_.put_at_end(&frame, sizeof(frame));
    EXPECT_EQ(call_frame_serve(&table, guest_address(place)), 0);
    EXPECT_EQ(call_frame_serve(&table, guest_address(place) + 1), -EFAULT);
    EXPECT_EQ(call_frame_serve(&table, 0), -EFAULT);
    EXPECT_EQ(call_frame_serve(&table, 1ULL << 63), -EFAULT);
    EXPECT_EQ(call_frame_serve(&table, UINT64_MAX), -EFAULT);
    memory_.protect(PROT_READ);
    EXPECT_EQ(call_frame_serve(&table, guest_address(place)), -EFAULT);
    EXPECT_EQ(call_frame_resume(guest_address(place)), -ENOENT);
}

// What would have to be touched is the place to say so.
TEST_F(CallFrameTest, RefusesFramesThatGoAway)
{
    frame_ = make_frame(kReadByte, guest_address(memory_.end()));
    TestMemory page;
    const uint8_t *place = page.put_at_end(&frame_, sizeof(frame_));
    EXPECT_EQ(call_frame_serve(&table, guest_address(place)), 0);
    page.protect(PROT_NONE);
    EXPECT_EQ(call_frame_resume(guest_address(place)), -EFAULT);
    EXPECT_EQ(call_frame_resume(guest_address(place)), -ENOENT);
}

} // namespace
