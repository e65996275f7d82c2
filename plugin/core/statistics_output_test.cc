// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/statistics_output.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "plugin/core/log.h"
#include "plugin/core/statistics.h"
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
    EXPECT_EQ(stderr_of([&mine] {
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
              }),
              "");
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

// Nor does the complaint about a file go there.
TEST(StatisticsOutput, KeepsComplaintsOutOfTheProgramsFiles)
{
    const std::string mine = path_of("complaints");
    const std::string lost = path_of("lost");
    ASSERT_EQ(mkdir(lost.c_str(), 0700), 0);
    EXPECT_EQ(stderr_of([&mine, &lost] {
                  Guest guest;
                  choose((lost + "/file").c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  unlink((lost + "/file").c_str());
                  rmdir(lost.c_str());
                  dup2(fileno(fopen(mine.c_str(), "w")), STDERR_FILENO);
                  fake_qemu_exit();
              }),
              "");
    EXPECT_EQ(contents(mine), "");
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

TEST(StatisticsOutput, TellsOfAFileThatHasGone)
{
    const std::string folder = path_of("folder");
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
    EXPECT_EQ(stderr_of([&folder] {
                  Guest guest;
                  choose((folder + "/file").c_str());
                  if (!guest.install()) {
                      _exit(1);
                  }
                  unlink((folder + "/file").c_str());
                  rmdir(folder.c_str());
                  fake_qemu_exit();
              }),
              "test: no statistics in " + folder +
                  "/file: No such file or directory\n");
}

} // namespace
