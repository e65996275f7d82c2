// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/statistics_report.h"

#include <gtest/gtest.h>

#include <string>

#include "plugin/core/statistics.h"

namespace
{

int64_t serve(HostCall *, const uint64_t *)
{
    return 0;
}

const Operation kOperations[] = {{1, "one", serve}, {3, "a \"third\"", serve}};

class StatisticsReportTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        statistics_is_on = true;
        statistics_reset();
        ASSERT_TRUE(operation_table_add(&table_, kOperations, 2));
    }

    static void note(uint64_t operation, uint64_t reason, uint64_t bytes_in,
                     uint64_t bytes_out)
    {
        const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {
            operation, reason, bytes_in, bytes_out};
        ASSERT_EQ(statistics_note(arguments), 0);
    }

    // Some of each, and some of an operation that has no name.
    static void count()
    {
        const StatisticsCount one = {2, 300000, 100, 12345678};
        const StatisticsCount three = {1, 0, 100, 1};
        statistics_add(1, &one);
        statistics_add(3, &three);
        statistics_add(5, &three);
        note(1, HOSTLIB_REASON_TOO_SMALL, 99900, 0);
        note(3, HOSTLIB_REASON_GUESTS_STREAM, 0, 1);
        note(5, HOSTLIB_REASON_TOO_SMALL, 1, 1);
    }

    std::string table(const char *program) const
    {
        return take(statistics_report_table(&table_, program, 17));
    }
    std::string json(const char *program) const
    {
        return take(statistics_report_json(&table_, program, 17));
    }

  private:
    static std::string take(char *text)
    {
        std::string result = text;
        g_free(text);
        return result;
    }

    OperationTable table_ = {};
};

TEST_F(StatisticsReportTest, Table)
{
    count();
    EXPECT_EQ(
        table("/bin/program"),
        "hostlib statistics: /bin/program, pid 17\n"
        "function   calls  bytes in  bytes out  nanoseconds  served\n"
        "one            2    300000        100     12345678  on the host\n"
        "a \"third\"      1         0        100            1  on the host\n"
        "total          3    300000        200     12345679  on the host\n"
        "one            1     99900          0            -  in the guest: "
        "too small\n"
        "a \"third\"      1         0          1            -  in the guest: "
        "stream of the guest's\n"
        "total          2     99900          1            -  in the guest\n"
        "60% of calls, 75% of bytes on the host\n");
}

TEST_F(StatisticsReportTest, TableOfNothing)
{
    EXPECT_EQ(table(""),
              "hostlib statistics: , pid 17\n"
              "function  calls  bytes in  bytes out  nanoseconds  served\n"
              "no calls\n");
}

TEST_F(StatisticsReportTest, TableOfHugeNumbers)
{
    note(1, HOSTLIB_REASON_REFUSED, UINT64_MAX, UINT64_MAX);
    EXPECT_NE(table("x").find("0% of calls, 0% of bytes on the host\n"),
              std::string::npos);
    EXPECT_NE(table("x").find(" 18446744073709551615  18446744073709551615 "),
              std::string::npos);
}

TEST_F(StatisticsReportTest, Json)
{
    count();
    EXPECT_EQ(
        json("/bin/program"),
        "{\"program\":\"/bin/program\",\"pid\":17,\"functions\":["
        "{\"name\":\"one\",\"calls\":2,\"bytes_in\":300000,\"bytes_out\":100,"
        "\"nanoseconds\":12345678},"
        "{\"name\":\"a \\\"third\\\"\",\"calls\":1,\"bytes_in\":0,"
        "\"bytes_out\":100,\"nanoseconds\":1}],\"in_guest\":["
        "{\"name\":\"one\",\"reason\":\"too small\",\"calls\":1,"
        "\"bytes_in\":99900,\"bytes_out\":0},"
        "{\"name\":\"a \\\"third\\\"\",\"reason\":\"stream of the guest's\","
        "\"calls\":1,\"bytes_in\":0,\"bytes_out\":1}]}\n");
}

TEST_F(StatisticsReportTest, JsonOfNothing)
{
    EXPECT_EQ(json(""), "{\"program\":\"\",\"pid\":17,\"functions\":[],"
                        "\"in_guest\":[]}\n");
}

// Names of files have any bytes.
TEST_F(StatisticsReportTest, ProgramsOfAnyName)
{
    const char name[] = "a\"b\\c\n\x01\x7f\xc3\xa4\xff%s";
    EXPECT_EQ(json(name).find("{\"program\":\"a\\\"b\\\\c\\u000a\\u0001\\u007f"
                              "\xc3\xa4\xef\xbf\xbd%s\",\"pid\":17,"),
              0U);
    EXPECT_EQ(table(name).find("hostlib statistics: a\"b\\c???\xc3\xa4"
                               "\xef\xbf\xbd%s, pid 17\n"),
              0U);
}

TEST_F(StatisticsReportTest, EveryReasonHasAName)
{
    for (int reason = 0; reason < HOSTLIB_REASON_END; reason++) {
        note(1, reason, 0, 0);
    }
    EXPECT_EQ(json("").find("(null)"), std::string::npos);
    for (const char *name : {"too small", "unsupported", "refused by the host",
                             "host out of memory", "stream of the guest's"}) {
        EXPECT_NE(json("").find("\"reason\":\"" + std::string(name) + "\""),
                  std::string::npos);
    }
}

} // namespace
