// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_counters.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "protocol/hostlib_protocol.h"

namespace
{

TEST(ZlibCounters, CountsEachOperation)
{
    zlib_counters_add(HOSTLIB_OP_DEFLATE, 10, 5);
    zlib_counters_add(HOSTLIB_OP_DEFLATE, 1, 0);
    const ZlibCount count = zlib_counters_get(HOSTLIB_OP_DEFLATE);
    EXPECT_EQ(count.calls, 2U);
    EXPECT_EQ(count.bytes_in, 11U);
    EXPECT_EQ(count.bytes_out, 5U);
    EXPECT_EQ(zlib_counters_get(HOSTLIB_OP_DEFLATE_END).calls, 0U);
    EXPECT_EQ(zlib_counters_get(HOSTLIB_OP_END - 1).calls, 0U);
}

TEST(ZlibCounters, LosesNothing)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([] {
            for (int j = 0; j < 1000; j++) {
                zlib_counters_add(HOSTLIB_OP_INFLATE, 2, 3);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    const ZlibCount count = zlib_counters_get(HOSTLIB_OP_INFLATE);
    EXPECT_EQ(count.calls, 8000U);
    EXPECT_EQ(count.bytes_in, 16000U);
    EXPECT_EQ(count.bytes_out, 24000U);
}

} // namespace
