// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/statistics_collector.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "plugin/core/testing/deny_syscall.h"

namespace
{

// Fails in a process that cannot say so to googletest.
void check(bool is_right, const char *what)
{
    if (!is_right) {
        fprintf(stderr, "%s went wrong\n", what);
        _exit(1);
    }
}

// Runs @guest in a process of its own: a collector is for good. @guest gets the
// descriptor that the collector is to write to. Returns what was written by the
// time that nobody has the descriptor any more.
std::string output_of(const std::function<void(int)> &guest, int flags = 0)
{
    int fds[2];
    int status = 0;
    std::string text;
    char buffer[4096];
    EXPECT_EQ(pipe2(fds, flags), 0);
    const pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        guest(fds[1]);
        _exit(0);
    }
    close(fds[1]);
    fcntl(fds[0], F_SETFL, 0);
    for (ssize_t got = 1; got > 0;) {
        got = read(fds[0], buffer, sizeof(buffer));
        text.append(buffer, got > 0 ? static_cast<size_t>(got) : 0);
    }
    close(fds[0]);
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(status == 0 || WIFSIGNALED(status)) << status;
    return text;
}

pid_t start(int output)
{
    const pid_t pid = statistics_collector_start(output);
    check(pid > 0, "start");
    close(output);
    return pid;
}

TEST(StatisticsCollector, WritesOneReportOfAProcess)
{
    EXPECT_EQ(output_of([](int output) {
                  check(!statistics_collector_write("early"), "no collector");
                  start(output);
                  check(statistics_collector_write("one\n"), "a report");
                  check(!statistics_collector_write("two\n"), "no second one");
              }),
              "one\n");
}

TEST(StatisticsCollector, WritesTheReportsOfChildren)
{
    constexpr int kChildren = 30;
    const std::string text = output_of([](int output) {
        start(output);
        for (int i = 0; i < kChildren; i++) {
            if (fork() == 0) {
                // Longer than a pipe's buffer: parts of two lines could mix.
                std::string line(70000, static_cast<char>('A' + i));
                line += '\n';
                // A grandchild, which nobody waits for.
                if (i % 2 == 0 || fork() == 0) {
                    check(statistics_collector_write(line.c_str()), "a child");
                }
                _exit(0);
            }
        }
    });
    ASSERT_EQ(text.size(), kChildren * 70001U);
    std::string seen;
    for (size_t i = 0; i < text.size(); i += 70001) {
        EXPECT_EQ(text.substr(i, 70001), std::string(70000, text[i]) + '\n');
        seen += text[i];
    }
    std::sort(seen.begin(), seen.end());
    for (int i = 0; i < kChildren; i++) {
        EXPECT_EQ(seen[i], 'A' + i);
    }
}

TEST(StatisticsCollector, EndsWithTheLastProcess)
{
    EXPECT_EQ(output_of([](int output) {
                  start(output);
                  if (fork() == 0) {
                      execl("/proc/self/exe", "exec", "--gtest_list_tests",
                            nullptr);
                  }
                  kill(getpid(), SIGKILL);
              }),
              "");
}

TEST(StatisticsCollector, IsGoneBeforeItsParentIs)
{
    EXPECT_EQ(output_of([](int output) {
                  const pid_t pid = start(output);
                  check(statistics_collector_write("one\n"), "a report");
                  check(kill(pid, 0) != 0 && errno == ESRCH, "the end");
              }),
              "one\n");
}

TEST(StatisticsCollector, IsHiddenFromTheGuest)
{
    const auto descriptors = [] {
        std::vector<std::string> all;
        for (const auto &entry :
             std::filesystem::directory_iterator("/proc/self/fd")) {
            all.push_back(entry.path());
        }
        return all;
    };
    output_of([&descriptors](int output) {
        const std::vector<std::string> before = descriptors();
        const pid_t pid = statistics_collector_start(output);
        check(pid > 0 && descriptors() == before, "no more descriptors");
        check(waitpid(-1, nullptr, 0) == -1 && errno == ECHILD, "no child");
        check(getsid(pid) == pid, "its session");
        // Neither a debugger nor a root directory to get out by.
        std::ifstream status("/proc/" + std::to_string(pid) + "/status");
        check(status.good(), "its status");
        // Its files are root's, whom a user namespace may know by another
        // number.
        struct stat owner = {};
        check(stat(("/proc/" + std::to_string(pid) + "/fd").c_str(), &owner) ==
                      0 &&
                  (owner.st_uid == 0 || owner.st_uid != geteuid()),
              "its owner");
    });
}

TEST(StatisticsCollector, SurvivesSignals)
{
    EXPECT_EQ(output_of([](int output) {
                  const pid_t pid = start(output);
                  for (int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE,
                                     SIGALRM, SIGQUIT, SIGTSTP}) {
                      check(kill(pid, number) == 0, "kill()");
                  }
                  check(statistics_collector_write("one\n"), "a report");
              }),
              "one\n");
}

TEST(StatisticsCollector, MayBeKilled)
{
    EXPECT_EQ(output_of([](int output) {
                  const pid_t pid = start(output);
                  check(kill(pid, SIGKILL) == 0, "kill()");
                  check(waitpid(pid, nullptr, __WCLONE) == pid, "its end");
                  check(!statistics_collector_write("one\n"), "no report");
              }),
              "");
}

TEST(StatisticsCollector, BoundsReports)
{
    const std::string text(STATISTICS_COLLECTOR_ROOM, 'x');
    EXPECT_EQ(output_of([&text](int output) {
                  start(output);
                  if (fork() == 0) {
                      check(!statistics_collector_write((text + "x").c_str()),
                            "too long");
                      _exit(0);
                  }
                  wait(nullptr);
                  check(statistics_collector_write(text.c_str()), "a report");
              }),
              text);
}

TEST(StatisticsCollector, WaitsForAReader)
{
    // More than the pipe takes, by a descriptor that does not wait.
    const std::string text(STATISTICS_COLLECTOR_ROOM, 'x');
    EXPECT_EQ(output_of(
                  [&text](int output) {
                      start(output);
                      check(statistics_collector_write(text.c_str()), "it");
                  },
                  O_NONBLOCK),
              text);
}

TEST(StatisticsCollector, SurvivesAReaderThatHasLeft)
{
    output_of([](int) {
        int fds[2];
        check(pipe(fds) == 0, "pipe()");
        start(fds[1]);
        close(fds[0]);
        check(statistics_collector_write("one\n"), "a report");
    });
}

// What a guest may do to memory of the emulator's.
TEST(StatisticsCollector, SurvivesAnyMailbox)
{
    for (const int byte : {0xff, 0x7f, 0x02}) {
        const std::string text = output_of([byte](int output) {
            start(output);
            std::ifstream maps("/proc/self/maps");
            for (std::string line; std::getline(maps, line);) {
                unsigned long begin = 0;
                unsigned long end = 0;
                if (line.find("/SYSV") != std::string::npos &&
                    sscanf(line.c_str(), "%lx-%lx", &begin, &end) == 2) {
                    memset(reinterpret_cast<void *>(begin), byte, end - begin);
                }
            }
            statistics_collector_write("one\n");
        });
        EXPECT_LE(text.size(), size_t{8} * (STATISTICS_COLLECTOR_ROOM + 4));
    }
}

TEST(StatisticsCollector, IsNotThereWithoutSharedMemory)
{
    EXPECT_EQ(output_of([](int output) {
                  check(hostlib::deny_syscall(SYS_shmget), "the denial");
                  check(statistics_collector_start(output) == 0, "none");
                  check(!statistics_collector_write("one\n"), "no report");
              }),
              "");
}

TEST(StatisticsCollector, IsNotThereWithoutOutput)
{
    EXPECT_EQ(output_of([](int) {
                  check(statistics_collector_start(-1) == 0, "none");
                  check(!statistics_collector_write("one\n"), "no report");
                  check(waitpid(-1, nullptr, __WALL) == -1, "no child");
              }),
              "");
}

} // namespace
