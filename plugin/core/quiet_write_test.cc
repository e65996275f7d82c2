// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/quiet_write.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace
{

// Signals that came, or are still to come.
volatile sig_atomic_t signals;

void count(int)
{
    signals = signals + 1;
}

class QuietWriteTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        signals = 0;
        for (const int number : {SIGPIPE, SIGXFSZ}) {
            signal(number, count);
        }
    }

    void TearDown() override
    {
        sigset_t pending;
        sigpending(&pending);
        EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
        EXPECT_EQ(sigismember(&pending, SIGXFSZ), 0);
        EXPECT_EQ(signals, 0);
        // The mask is as it was.
        raise(SIGPIPE);
        EXPECT_EQ(signals, 1);
        for (const int number : {SIGPIPE, SIGXFSZ}) {
            signal(number, SIG_DFL);
        }
    }
};

TEST_F(QuietWriteTest, WritesAll)
{
    int fds[2];
    char text[6] = {};
    ASSERT_EQ(pipe(fds), 0);
    EXPECT_TRUE(quiet_write(fds[1], "", 0));
    EXPECT_TRUE(quiet_write(fds[1], "hello", 5));
    EXPECT_EQ(read(fds[0], text, sizeof(text)), 5);
    EXPECT_STREQ(text, "hello");
    close(fds[0]);
    close(fds[1]);
}

TEST_F(QuietWriteTest, SurvivesAReaderThatHasLeft)
{
    int fds[2];
    ASSERT_EQ(pipe(fds), 0);
    close(fds[0]);
    EXPECT_FALSE(quiet_write(fds[1], "hello", 5));
    EXPECT_EQ(errno, EPIPE);
    close(fds[1]);
}

TEST_F(QuietWriteTest, SurvivesALimitOfSizes)
{
    const std::string path = testing::TempDir() + "limited";
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    rlimit limit = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const rlimit small = {3, limit.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    EXPECT_FALSE(quiet_write(fd, "hello", 5));
    EXPECT_EQ(errno, EFBIG);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    close(fd);
}

} // namespace
