// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/operation_table.h"

#include <gtest/gtest.h>

namespace
{

int64_t serve(HostCall *, const uint64_t *)
{
    return 0;
}

const Operation kOperations[] = {{1, "one", serve}, {3, "three", serve}};

TEST(OperationTable, FindsByTheWholeNumber)
{
    OperationTable table = {};
    EXPECT_EQ(operation_table_find(&table, 1), nullptr);
    ASSERT_TRUE(operation_table_add(&table, kOperations, 2));
    EXPECT_EQ(operation_table_find(&table, 1), &kOperations[0]);
    EXPECT_EQ(operation_table_find(&table, 2), nullptr);
    EXPECT_EQ(operation_table_find(&table, (1ULL << 32) + 1), nullptr);
    EXPECT_EQ(operation_table_find(&table, UINT64_MAX), nullptr);
}

TEST(OperationTable, RefusesClashingTables)
{
    OperationTable table = {};
    const Operation clashing[] = {{2, "new", serve}, {3, "taken", serve}};
    const Operation out_of_range[] = {{HOSTLIB_OP_END, "end", serve}};
    ASSERT_TRUE(operation_table_add(&table, kOperations, 2));
    EXPECT_FALSE(operation_table_add(&table, clashing, 2));
    EXPECT_FALSE(operation_table_add(&table, out_of_range, 1));
    for (uint32_t number :
         {HOSTLIB_OP_HELLO, HOSTLIB_OP_CALL, HOSTLIB_OP_RESUME,
          HOSTLIB_OP_WANTS_NOTES, HOSTLIB_OP_NOTE}) {
        const Operation cores = {number, "core's", serve};
        EXPECT_FALSE(operation_table_add(&table, &cores, 1)) << number;
    }
    EXPECT_EQ(operation_table_find(&table, 2), nullptr);
    EXPECT_EQ(operation_table_find(&table, 3), &kOperations[1]);
}

} // namespace
