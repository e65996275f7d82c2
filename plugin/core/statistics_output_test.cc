// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/statistics_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "plugin/core/log.h"
#include "plugin/core/statistics.h"
#include "plugin/core/testing/deny_syscall.h"
#include "plugin/core/testing/fake_qemu_api.h"

namespace
{

int64_t serve(HostCall *, const uint64_t *)
{
    return 0;
}

const Operation kOperation = {1, "one", serve};

// What a user is told of @value, or "".
std::string choose(const char *value)
{
    char *objection = statistics_output_choose(value);
    std::string result = objection == nullptr ? "" : objection;
    g_free(objection);
    return result;
}

std::string path_of(const std::string &name)
{
    return testing::TempDir() + name;
}

std::string contents(const std::string &path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// One of a guest's processes.
class Guest
{
  public:
    Guest()
    {
        fake_qemu_reset();
        log_init("test");
        operation_table_add(&table_, &kOperation, 1);
    }
    bool install()
    {
        return statistics_output_install(42, &table_);
    }
    static void call()
    {
        const StatisticsCount count = {1, 2, 3, 4};
        statistics_add(1, &count);
    }

  private:
    OperationTable table_ = {};
};

// Runs @guest in a process of its own: what is installed is for good. Returns
// what it wrote to stderr, and the line or lines that it was to write.
std::string stderr_of(const std::function<void()> &guest)
{
    int fds[2];
    int status = 0;
    std::string text;
    char buffer[4096];
    EXPECT_EQ(pipe(fds), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(fds[1], STDERR_FILENO);
        close(fds[0]);
        close(fds[1]);
        guest();
        _exit(0);
    }
    close(fds[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(fds[0], buffer, sizeof(buffer));
        text.append(buffer, got > 0 ? static_cast<size_t>(got) : 0);
    }
    close(fds[0]);
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return text;
}

const char kRow[] =
    "one           1         2          3            4  on the host\n";

TEST(StatisticsOutput, RefusesAnEmptyName)
{
    EXPECT_EQ(choose(""), "names no file; give the path of a file, or on for "
                          "stderr, or off");
    EXPECT_EQ(choose("on"), "");
    EXPECT_EQ(choose("/nowhere/file"), "");
    EXPECT_EQ(choose("off"), "");
}

TEST(StatisticsOutput, IsOffUnlessAskedFor)
{
    for (const bool is_switched_off : {false, true}) {
        EXPECT_EQ(stderr_of([is_switched_off] {
                      Guest guest;
                      if (is_switched_off) {
                          choose("on");
                          choose("off");
                      }
                      if (!guest.install() || statistics_is_on ||
                          fake_qemu_exit()) {
                          _exit(1);
                      }
                  }),
                  "");
    }
}

TEST(StatisticsOutput, GoesToStderr)
{
    const std::string text = stderr_of([] {
        Guest guest;
        choose("on");
        if (!guest.install()) {
            _exit(1);
        }
        statistics_output_set_program("program");
        guest.call();
        // As programs of GNU's do it at their end.
        close(STDERR_FILENO);
        if (!fake_qemu_exit() || !fake_qemu_exit()) {
            _exit(2);
        }
    });
    EXPECT_EQ(text.find("hostlib statistics: program, pid "), 0U) << text;
    EXPECT_NE(text.find(kRow), std::string::npos) << text;
    // Once, though two threads told of it.
    EXPECT_EQ(text.rfind("hostlib statistics: "), 0U) << text;
}

TEST(StatisticsOutput, KeepsOutOfTheProgramsFiles)
{
    const std::string mine = path_of("mine");
    const std::string text = stderr_of([&mine] {
        Guest guest;
        choose("on");
        if (!guest.install()) {
            _exit(1);
        }
        FILE *file = fopen(mine.c_str(), "w");
        for (int fd = STDERR_FILENO; fd < 600; fd++) {
            if (fd != fileno(file)) {
                dup2(fileno(file), fd);
            }
        }
        fake_qemu_exit();
    });
    EXPECT_EQ(text.find("hostlib statistics: "), 0U) << text;
    EXPECT_EQ(contents(mine), "");
}

TEST(StatisticsOutput, SurvivesAReaderThatHasLeft)
{
    EXPECT_EQ(stderr_of([] {
                  Guest guest;
                  int fds[2];
                  choose("on");
                  signal(SIGPIPE, SIG_DFL);
                  if (pipe(fds) != 0 || dup2(fds[1], STDERR_FILENO) < 0 ||
                      !guest.install()) {
                      _exit(1);
                  }
                  close(fds[0]);
                  fake_qemu_exit();
              }),
              "");
}

TEST(StatisticsOutput, IsAppendedToAFile)
{
    const std::string file = path_of("table");
    for (int i = 0; i < 2; i++) {
        EXPECT_EQ(stderr_of([&file] {
                      Guest guest;
                      umask(022);
                      choose(file.c_str());
                      if (!guest.install()) {
                          _exit(1);
                      }
                      guest.call();
                      chdir("/");
                      fake_qemu_exit();
                  }),
                  "");
    }
    const std::string text = contents(file);
    EXPECT_EQ(text.find("hostlib statistics: , pid "), 0U) << text;
    EXPECT_NE(text.find(kRow), text.rfind(kRow)) << text;
    struct stat status = {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0644U);
}

TEST(StatisticsOutput, IsJsonInAFileThatIsCalledSo)
{
    const std::string file = path_of("statistics.json");
    EXPECT_EQ(stderr_of([&file] {
                  Guest guest;
                  choose(file.c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  guest.call();
                  statistics_output_set_program("program");
                  fake_qemu_exit();
              }),
              "");
    const std::string text = contents(file);
    EXPECT_EQ(text.find("{\"program\":\"program\",\"pid\":"), 0U) << text;
    EXPECT_NE(text.find(",\"functions\":[{\"name\":\"one\",\"calls\":1,"
                        "\"bytes_in\":2,\"bytes_out\":3,\"nanoseconds\":4}],"
                        "\"in_guest\":[]}\n"),
              std::string::npos)
        << text;
}

// A process that has lost everything that it could write with.
TEST(StatisticsOutput, SurvivesTheLossOfRights)
{
    const std::string file = path_of("rights.json");
    const std::string mine = path_of("program's own");
    EXPECT_EQ(stderr_of([&file, &mine] {
                  Guest guest;
                  choose(file.c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  guest.call();
                  const int fd = fileno(fopen(mine.c_str(), "w"));
                  const rlimit limit = {64, 64};
                  setrlimit(RLIMIT_NOFILE, &limit);
                  for (int i = 0; i < 64; i++) {
                      dup2(fd, i);
                  }
                  rename(file.c_str(), (file + ".old").c_str());
                  mkdir(file.c_str(), 0700);
                  fake_qemu_exit();
              }),
              "");
    EXPECT_EQ(contents(mine), "");
    EXPECT_NE(contents(file + ".old").find("\"one\",\"calls\":1,"),
              std::string::npos);
}

TEST(StatisticsOutput, KeepsNoDescriptor)
{
    const std::string file = path_of("descriptors");
    for (const char *value : {"on", file.c_str()}) {
        stderr_of([value] {
            Guest guest;
            const int before = dup(0);
            choose(value);
            if (!guest.install()) {
                _exit(1);
            }
            for (int fd = before + 1; fd < 1100; fd++) {
                if (fcntl(fd, F_GETFD) >= 0) {
                    _exit(2);
                }
            }
        });
    }
}

// A thread of the guest's that ends the process.
class Ending
{
  public:
    Ending()
        : thread_([this] {
              tid_ = static_cast<pid_t>(syscall(SYS_gettid));
              fake_qemu_exit();
              has_returned_ = true;
          })
    {
    }
    // Waits until it waits for another thread or process, or has returned.
    void wait_for_rest() const
    {
        while (!has_returned_ && !is_in_futex()) {
        }
    }
    [[nodiscard]] bool has_returned() const
    {
        return has_returned_;
    }
    void join()
    {
        thread_.join();
    }

  private:
    [[nodiscard]] bool is_in_futex() const
    {
        const std::string number = contents(
            "/proc/self/task/" + std::to_string(tid_.load()) + "/syscall");
        return number.rfind(std::to_string(SYS_futex) + " ", 0) == 0;
    }

    std::atomic<pid_t> tid_ = 0;
    std::atomic_bool has_returned_ = false;
    std::thread thread_;
};

// What returns from the callback ends the process: before that, all is written.
TEST(StatisticsOutput, IsWrittenBeforeAnyThreadGoesOn)
{
    stderr_of([] {
        Guest guest;
        int fds[2];
        std::string text;
        if (pipe2(fds, O_NONBLOCK) != 0) {
            _exit(1);
        }
        // Nothing can be written before something was read.
        while (write(fds[1], "x", 1) == 1) {
        }
        dup2(fds[1], STDERR_FILENO);
        choose("on");
        if (!guest.install()) {
            _exit(2);
        }
        guest.call();
        Ending first;
        first.wait_for_rest();
        Ending second;
        second.wait_for_rest();
        if (first.has_returned() || second.has_returned()) {
            _exit(3);
        }
        while (text.find("on the host\n") == std::string::npos) {
            char c = 0;
            text.append(&c, read(fds[0], &c, 1) == 1 ? 1 : 0);
        }
        first.join();
        second.join();
    });
}

// The child tells of its own calls, whatever its parent is at.
TEST(StatisticsOutput, EachProcessHasItsOwn)
{
    const std::string file = path_of("family.json");
    EXPECT_EQ(stderr_of([&file] {
                  Guest guest;
                  choose(file.c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  guest.call();
                  fake_qemu_exit();
                  const pid_t child = fork();
                  if (child == 0) {
                      guest.call();
                      guest.call();
                      fake_qemu_exit();
                      _exit(0);
                  }
                  waitpid(child, nullptr, 0);
              }),
              "");
    const std::string text = contents(file);
    EXPECT_NE(text.find("\"one\",\"calls\":1,"), std::string::npos) << text;
    EXPECT_NE(text.find("\"one\",\"calls\":2,"), std::string::npos) << text;
}

TEST(StatisticsOutput, RefusesAFileThatCannotBeWritten)
{
    EXPECT_EQ(stderr_of([] {
                  Guest guest;
                  choose("/nowhere/file");
                  if (guest.install() || statistics_is_on) {
                      _exit(1);
                  }
              }),
              "test: stats=/nowhere/file cannot be opened for writing: No such "
              "file or directory; give the path of another file, or on for "
              "stderr\n");
}

// Without a collector a process does what it can.
class StatisticsByItselfTest : public testing::Test
{
  protected:
    static void install(const Guest &, const char *value)
    {
        choose(value);
        if (!hostlib::deny_syscall(SYS_shmget)) {
            _exit(1);
        }
    }
};

TEST_F(StatisticsByItselfTest, GoesToStderrWhileThatIsTheSame)
{
    const std::string mine = path_of("mine too");
    for (const bool is_replaced : {false, true}) {
        const std::string text = stderr_of([&mine, is_replaced] {
            Guest guest;
            install(guest, "on");
            if (!guest.install()) {
                _exit(1);
            }
            guest.call();
            if (is_replaced) {
                dup2(fileno(fopen(mine.c_str(), "w")), STDERR_FILENO);
            }
            fake_qemu_exit();
        });
        EXPECT_EQ(text.find(kRow) != std::string::npos, !is_replaced) << text;
    }
    EXPECT_EQ(contents(mine), "");
}

TEST_F(StatisticsByItselfTest, IsAppendedToAFile)
{
    const std::string file = path_of("by itself");
    EXPECT_EQ(stderr_of([&file] {
                  Guest guest;
                  install(guest, file.c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  guest.call();
                  fake_qemu_exit();
              }),
              "");
    EXPECT_NE(contents(file).find(kRow), std::string::npos);
}

TEST_F(StatisticsByItselfTest, SaysNothingOnTheProgramsStderr)
{
    const std::string folder = path_of("folder");
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
    EXPECT_EQ(stderr_of([&folder] {
                  Guest guest;
                  install(guest, (folder + "/file").c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  unlink((folder + "/file").c_str());
                  rmdir(folder.c_str());
                  fake_qemu_exit();
                  if (std::string(fake_qemu_log()) !=
                      "test: no statistics in " + folder +
                          "/file: No such file or directory\n") {
                      _exit(2);
                  }
              }),
              "");
}

} // namespace
