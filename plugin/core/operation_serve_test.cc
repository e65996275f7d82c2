// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/operation_serve.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cerrno>

#include "plugin/core/dispatch.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/host_call.h"
#include "plugin/core/statistics.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

enum {
    kCount = 1,
    kRefuse = 2,
    kTouch = 3,
    kLarge = 16,
    kDeclared = HOSTLIB_OP_DECLARED,
};

// Reads and writes as many bytes as it is told.
int64_t count(HostCall *call, const uint64_t *arguments)
{
    host_call_count(call, arguments[0], 0);
    host_call_count(call, 0, arguments[1]);
    return 0;
}

int64_t refuse(HostCall *call, const uint64_t *)
{
    host_call_count(call, 1, 1);
    return -ENOSYS;
}

// Returns what a library's function may, or refuses the call.
int64_t declared(HostCall *call, const uint64_t *arguments)
{
    host_call_count(call, 7, 0);
    return arguments[0] == 0 ? -5 : host_call_refuse(call, EBADF);
}

int64_t large(HostCall *, const uint64_t *)
{
    return INT64_MIN;
}

int64_t touch(HostCall *call, const uint64_t *arguments)
{
    host_call_count(call, 100, 0);
    return *static_cast<volatile uint8_t *>(
        host_call_borrow(call, 1, arguments[0], 1, GUEST_READ));
}

const Operation kOperations[] = {{kCount, "count", count},
                                 {kRefuse, "refuse", refuse},
                                 {kTouch, "touch", touch},
                                 {kLarge, "large", large},
                                 {kDeclared, "declared", declared}};

class OperationServeTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
    }
    void SetUp() override
    {
        ASSERT_TRUE(operation_table_add(&table_, kOperations, 5));
        statistics_is_on = true;
        statistics_reset();
    }

    int64_t call(uint64_t operation, uint64_t a2 = 0, uint64_t a3 = 0)
    {
        const uint64_t arguments[6] = {operation, a2, a3};
        return dispatch(&table_, arguments);
    }
    // By a frame. Returns its state.
    uint32_t begin(uint32_t operation, uint64_t a2, uint64_t a3 = 0)
    {
        frame_ = HostlibFrame{};
        frame_.operation = operation;
        frame_.arguments[0] = a2;
        frame_.arguments[1] = a3;
        EXPECT_EQ(call(HOSTLIB_OP_CALL, guest_address(&frame_)), 0);
        return frame_.state;
    }

    OperationTable table_ = {};
    HostlibFrame frame_ = {};
};

TEST_F(OperationServeTest, CountsByRegistersAndByFrames)
{
    EXPECT_EQ(call(kCount, 3, 4), 0);
    EXPECT_EQ(begin(kCount, 10, 20), HOSTLIB_FRAME_DONE);
    EXPECT_EQ(statistics_get(kCount).calls, 2U);
    EXPECT_EQ(statistics_get(kCount).bytes_in, 13U);
    EXPECT_EQ(statistics_get(kCount).bytes_out, 24U);
}

TEST_F(OperationServeTest, CountsNothingWhenOff)
{
    statistics_is_on = false;
    EXPECT_EQ(call(kCount, 3, 4), 0);
    EXPECT_EQ(begin(kCount, 10, 20), HOSTLIB_FRAME_DONE);
    EXPECT_EQ(call(HOSTLIB_OP_WANTS_NOTES), -ENOSYS);
    EXPECT_EQ(call(HOSTLIB_OP_NOTE, kCount, 0), -ENOSYS);
    EXPECT_EQ(statistics_get(kCount).calls, 0U);
    EXPECT_EQ(statistics_get(kCount).bytes_in, 0U);
}

TEST_F(OperationServeTest, CountsNothingThatIsRefused)
{
    EXPECT_EQ(call(kRefuse), -ENOSYS);
    EXPECT_EQ(statistics_get(kRefuse).calls, 0U);
    EXPECT_EQ(statistics_get(kRefuse).bytes_in, 0U);
    // What is too large for an int64_t is no errno.
    EXPECT_EQ(call(kLarge), INT64_MIN);
    EXPECT_EQ(statistics_get(kLarge).calls, 1U);
    // Nor is it counted for the next.
    EXPECT_EQ(call(kCount, 5, 0), 0);
    EXPECT_EQ(statistics_get(kCount).bytes_in, 5U);
}

TEST_F(OperationServeTest, CountsWhateverADeclaredFunctionReturns)
{
    EXPECT_EQ(begin(kDeclared, 0), HOSTLIB_FRAME_DONE);
    EXPECT_EQ(frame_.result, -5);
    EXPECT_EQ(statistics_get(kDeclared).calls, 1U);
    EXPECT_EQ(statistics_get(kDeclared).bytes_in, 7U);
    EXPECT_EQ(begin(kDeclared, 1), HOSTLIB_FRAME_REFUSED);
    EXPECT_EQ(frame_.result, -EBADF);
    EXPECT_EQ(statistics_get(kDeclared).calls, 1U);
}

TEST_F(OperationServeTest, CountsASuspendedCallOnceItIsServed)
{
    TestMemory memory;
    memory.protect(PROT_NONE);
    const uint64_t start = statistics_now();
    EXPECT_EQ(begin(kTouch, guest_address(memory.start())),
              HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_EQ(statistics_get(kTouch).calls, 0U);
    const uint64_t suspended = statistics_now();
    while (statistics_now() - suspended < 1000000) {
        // What the guest does in the meantime is not the host's time.
    }
    memory.protect(PROT_READ);
    const uint64_t resumed = statistics_now();
    EXPECT_EQ(call(HOSTLIB_OP_RESUME, guest_address(&frame_)), 0);
    const uint64_t end = statistics_now();
    EXPECT_EQ(frame_.state, HOSTLIB_FRAME_DONE);
    EXPECT_EQ(statistics_get(kTouch).calls, 1U);
    EXPECT_EQ(statistics_get(kTouch).bytes_in, 100U);
    // Whatever the machine was busy with.
    EXPECT_LE(statistics_get(kTouch).nanoseconds,
              (end - start) - (resumed - suspended));
}

TEST_F(OperationServeTest, CountsNothingThatIsDropped)
{
    TestMemory memory;
    memory.protect(PROT_NONE);
    EXPECT_EQ(begin(kTouch, guest_address(memory.start())),
              HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_EQ(begin(kCount, 1, 1), HOSTLIB_FRAME_DONE);
    EXPECT_EQ(statistics_get(kTouch).calls, 0U);
    EXPECT_EQ(statistics_get(kTouch).bytes_in, 0U);
    EXPECT_EQ(statistics_get(kCount).bytes_in, 1U);
    EXPECT_EQ(call(kTouch, guest_address(memory.start())), -EFAULT);
    EXPECT_EQ(statistics_get(kTouch).calls, 0U);
}

TEST_F(OperationServeTest, TakesNotesByRegisters)
{
    EXPECT_EQ(call(HOSTLIB_OP_WANTS_NOTES), 1);
    EXPECT_EQ(call(HOSTLIB_OP_NOTE, kCount, HOSTLIB_REASON_TOO_SMALL), 0);
    EXPECT_EQ(call(HOSTLIB_OP_NOTE, HOSTLIB_OP_END, 0), -EINVAL);
    EXPECT_EQ(statistics_get_in_guest(kCount, HOSTLIB_REASON_TOO_SMALL).calls,
              1U);
    EXPECT_EQ(begin(HOSTLIB_OP_NOTE, kCount), HOSTLIB_FRAME_DONE);
    EXPECT_EQ(frame_.result, -ENOSYS);
}

} // namespace
