// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/log.h"

#include <gtest/gtest.h>
#include <limits.h>

#include <string>

#include "plugin/core/testing/fake_qemu_api.h"

namespace
{

class LogTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        fake_qemu_reset();
        log_init("name");
    }
};

TEST_F(LogTest, WritesEventsToQemusLog)
{
    log_event("%s and %d", "text", 7);
    EXPECT_STREQ(fake_qemu_log(), "name: text and 7\n");
}

TEST_F(LogTest, WritesProblemsToStderr)
{
    testing::internal::CaptureStderr();
    log_problem("%s", "100% wrong");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "name: 100% wrong\n");
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(LogTest, HasRoomForTwoPaths)
{
    const std::string path(PATH_MAX - 1, 'p');
    log_event("redirected %s -> %s (fd=%d)", path.c_str(), path.c_str(), 1234);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "name: redirected " + path + " -> " + path + " (fd=1234)\n");
}

TEST_F(LogTest, CutsOffWhatIsTooLong)
{
    const std::string text(size_t{4} * PATH_MAX, 'x');
    log_event("%s", text.c_str());
    const std::string line = fake_qemu_log();
    EXPECT_LT(line.size(), text.size());
    EXPECT_EQ(line.substr(line.size() - 3), "xx\n");
}

TEST_F(LogTest, CannotBeMadeToBeginALine)
{
    log_event("left %s alone", "/a\nname: redirected /b -> /c (fd=3)\x1b\x7f");
    EXPECT_STREQ(fake_qemu_log(), "name: left /a\\x0aname: redirected /b -> /c "
                                  "(fd=3)\\x1b\\x7f alone\n");
    testing::internal::CaptureStderr();
    log_problem("%s", "a\rb\n");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "name: a\\x0db\\x0a\n");
}

TEST_F(LogTest, CutsOffWhatIsTooLongWithEscapes)
{
    for (size_t size = 8000; size < 8300; size++) {
        fake_qemu_reset();
        log_event("%s", (std::string(size, 'x') + "\n\n\n").c_str());
        const std::string line = fake_qemu_log();
        EXPECT_EQ(line.find('\n'), line.size() - 1);
    }
    fake_qemu_reset();
    log_event("%s", std::string(size_t{4} * PATH_MAX, '\n').c_str());
    const std::string line = fake_qemu_log();
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.substr(line.size() - 5), "\\x0a\n");
}

} // namespace
