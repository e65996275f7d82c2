// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/dispatch.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace
{

int64_t sum(const uint64_t *arguments)
{
    uint64_t result = 0;
    for (int i = 0; i < OPERATION_ARGUMENTS; i++) {
        result = result * 10 + arguments[i];
    }
    return static_cast<int64_t>(result);
}

int64_t fail(const uint64_t *)
{
    return -EINVAL;
}

const Operation kOperations[] = {{1, "sum", sum}, {3, "fail", fail}};

int64_t call(const DispatchTable &table, uint64_t operation)
{
    const uint64_t arguments[] = {operation, 1, 2, 3, 4, 5};
    return dispatch(&table, arguments);
}

TEST(Dispatch, HandsTheArgumentsOver)
{
    DispatchTable table = {};
    ASSERT_TRUE(dispatch_table_add(&table, kOperations, 2));
    EXPECT_EQ(call(table, 1), 12345);
    EXPECT_EQ(call(table, 3), -EINVAL);
}

TEST(Dispatch, RefusesUnknownOperations)
{
    DispatchTable table = {};
    EXPECT_EQ(call(table, 1), -ENOSYS);
    ASSERT_TRUE(dispatch_table_add(&table, kOperations, 2));
    for (uint64_t operation :
         {uint64_t{0}, uint64_t{2}, uint64_t{HOSTLIB_OP_END}, uint64_t{1} << 32,
          (uint64_t{1} << 32) + 1, uint64_t{1} << 63, UINT64_MAX}) {
        EXPECT_EQ(call(table, operation), -ENOSYS) << operation;
    }
}

TEST(Dispatch, RefusesClashingTables)
{
    DispatchTable table = {};
    const Operation clashing[] = {{2, "new", sum}, {3, "taken", sum}};
    const Operation out_of_range[] = {{HOSTLIB_OP_END, "end", sum}};
    ASSERT_TRUE(dispatch_table_add(&table, kOperations, 2));
    EXPECT_FALSE(dispatch_table_add(&table, clashing, 2));
    EXPECT_FALSE(dispatch_table_add(&table, out_of_range, 1));
    EXPECT_EQ(call(table, 2), -ENOSYS);
    EXPECT_EQ(call(table, 3), -EINVAL);
}

} // namespace
