// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/statistics.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

namespace
{

int64_t note(uint64_t operation, uint64_t reason, uint64_t bytes_in,
             uint64_t bytes_out)
{
    const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {
        operation, reason, bytes_in, bytes_out};
    return statistics_note(arguments);
}

class StatisticsTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        if (!statistics_is_on) {
            ASSERT_TRUE(statistics_start());
        }
        statistics_reset();
    }
};

// The first one: there is no way back.
TEST(Statistics, AreOffAtFirst)
{
    EXPECT_FALSE(statistics_is_on);
    EXPECT_EQ(statistics_wants_notes(), -ENOSYS);
    EXPECT_EQ(note(1, 0, 1, 1), -ENOSYS);
    EXPECT_EQ(statistics_get_in_guest(1, HOSTLIB_REASON_TOO_SMALL).calls, 0U);
}

TEST_F(StatisticsTest, CountsEachOperation)
{
    const StatisticsCount count = {2, 10, 5, 1000};
    const StatisticsCount more = {1, 1, 0, 1};
    statistics_add(1, &count);
    statistics_add(1, &more);
    const StatisticsCount sum = statistics_get(1);
    EXPECT_EQ(sum.calls, 3U);
    EXPECT_EQ(sum.bytes_in, 11U);
    EXPECT_EQ(sum.bytes_out, 5U);
    EXPECT_EQ(sum.nanoseconds, 1001U);
    EXPECT_EQ(statistics_get(2).calls, 0U);
    EXPECT_EQ(statistics_get(HOSTLIB_OP_END - 1).calls, 0U);
    statistics_reset();
    EXPECT_EQ(statistics_get(1).calls, 0U);
    EXPECT_EQ(statistics_get(1).nanoseconds, 0U);
}

TEST_F(StatisticsTest, CountsNotesByReason)
{
    EXPECT_EQ(statistics_wants_notes(), 1);
    EXPECT_EQ(note(1, HOSTLIB_REASON_TOO_SMALL, 7, 3), 0);
    EXPECT_EQ(note(1, HOSTLIB_REASON_TOO_SMALL, 7, 3), 0);
    EXPECT_EQ(note(1, HOSTLIB_REASON_REFUSED, 1, 0), 0);
    const StatisticsCount small =
        statistics_get_in_guest(1, HOSTLIB_REASON_TOO_SMALL);
    EXPECT_EQ(small.calls, 2U);
    EXPECT_EQ(small.bytes_in, 14U);
    EXPECT_EQ(small.bytes_out, 6U);
    EXPECT_EQ(small.nanoseconds, 0U);
    EXPECT_EQ(statistics_get_in_guest(1, HOSTLIB_REASON_REFUSED).calls, 1U);
    EXPECT_EQ(statistics_get_in_guest(2, HOSTLIB_REASON_REFUSED).calls, 0U);
    EXPECT_EQ(statistics_get(1).calls, 0U);
}

TEST_F(StatisticsTest, RefusesNotesOfWhatDoesNotExist)
{
    for (uint64_t bad : {uint64_t{HOSTLIB_OP_END}, uint64_t{1} << 32,
                         (uint64_t{1} << 32) + 1, UINT64_MAX}) {
        EXPECT_EQ(note(bad, 0, 1, 1), -EINVAL);
        EXPECT_EQ(note(1, bad, 1, 1), -EINVAL);
    }
    EXPECT_EQ(note(1, HOSTLIB_REASON_END, 1, 1), -EINVAL);
    EXPECT_EQ(note(HOSTLIB_OP_END - 1, HOSTLIB_REASON_END - 1, UINT64_MAX,
                   UINT64_MAX),
              0);
}

TEST_F(StatisticsTest, LosesNothing)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([] {
            const StatisticsCount count = {1, 2, 3, 4};
            for (int j = 0; j < 1000; j++) {
                statistics_add(1, &count);
                note(1, HOSTLIB_REASON_TOO_SMALL, 5, 6);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    EXPECT_EQ(statistics_get(1).calls, 8000U);
    EXPECT_EQ(statistics_get(1).bytes_in, 16000U);
    EXPECT_EQ(statistics_get(1).bytes_out, 24000U);
    EXPECT_EQ(statistics_get(1).nanoseconds, 32000U);
    EXPECT_EQ(statistics_get_in_guest(1, HOSTLIB_REASON_TOO_SMALL).bytes_out,
              48000U);
}

TEST_F(StatisticsTest, ChildrenBeginWithNothing)
{
    const StatisticsCount count = {1, 2, 3, 4};
    int status = 0;
    statistics_add(1, &count);
    note(1, HOSTLIB_REASON_TOO_SMALL, 5, 6);
    const pid_t child = fork();
    if (child == 0) {
        _exit(static_cast<int>(
            statistics_get(1).calls + statistics_get(1).nanoseconds +
            statistics_get_in_guest(1, HOSTLIB_REASON_TOO_SMALL).calls));
    }
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(statistics_get(1).calls, 1U);
}

} // namespace
