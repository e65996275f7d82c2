// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/graft_open.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"
#include "plugin/graft/testing/test_blob.h"
#include "plugin/graft/testing/test_guest_library.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestGuestLibrary;

constexpr char kHostFile[] = "/host/libtest.so.1";

const char *const kSonames[] = {"libtest.so.1", nullptr};
const char *const kPrefixes[] = {"te_", nullptr};
const char *const kNone[] = {nullptr};

char *load(char **)
{
    return g_strdup(kHostFile);
}

const void *find_blob(const GuestArch *, size_t *size)
{
    *size = sizeof(test_blob);
    return &test_blob;
}

ServiceGraft service()
{
    return {.option = "libtest",
            .sonames = kSonames,
            .family = {kPrefixes, kNone, kNone},
            .load = load,
            .find_blob = find_blob};
}

class GraftOpenTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        guest_address_set_base(0);
        guest_target_set(guest_arch_by_name("x86_64"));
        log_init("test");
    }

    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "graft open.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        fake_qemu_reset();
        be_called_from("ld-linux-x86-64.so.2");
    }

    void TearDown() override
    {
        munmap(code_, kCodeSize);
        for (size_t i = 0; i < table_.count; i++) {
            graft_blob_free(table_.entries[i].blob);
            g_free(table_.entries[i].host_file);
        }
        std::filesystem::remove_all(directory_);
    }

    [[nodiscard]] std::string in_directory(const std::string &name) const
    {
        return directory_ + "/" + name;
    }

    // The guest's program counter is in a file of that name from now on.
    void be_called_from(const std::string &name)
    {
        const std::string path = in_directory(name);
        std::ofstream(path) << std::string(kCodeSize, '\x90');
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        munmap(code_, kCodeSize);
        code_ = mmap(nullptr, kCodeSize, PROT_READ, MAP_PRIVATE, fd, 0);
        ASSERT_NE(code_, MAP_FAILED);
        close(fd);
        fake_qemu_set_program_counter(guest_address(code_) + 1);
    }

    // A library of the guest's, with functions of those names.
    std::string make_library(const std::vector<std::string> &functions,
                             const std::string &soname = "libtest.so.1") const
    {
        TestGuestLibrary library;
        library.soname = soname;
        for (const std::string &name : functions) {
            library.symbols.push_back({name, 8 * library.symbols.size()});
        }
        const TestGuestLibrary::Bytes bytes = library.build();
        const std::string path = in_directory("some.so");
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char *>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return path;
    }

    bool add(const ServiceGraft &graft)
    {
        return graft_table_add(&table_, &graft);
    }

    // Returns the guest's descriptor, or -1 for an open that is left to it.
    int open(const std::string &path, uint64_t flags = O_RDONLY | O_CLOEXEC,
             const char *guest_root = nullptr)
    {
        const GuestOpen request = {AT_FDCWD, flags, 0, 0, false};
        const int next = next_descriptor();
        int fd = -1;
        const bool is_done =
            graft_open(&table_, guest_root, &request, path.c_str(), &fd);
        if (is_done) {
            // As the guest's own call would have given it.
            EXPECT_EQ(fd, next);
        } else {
            fd = -1;
        }
        EXPECT_EQ(next_descriptor() > next, is_done) << "descriptors left open";
        return fd;
    }

    static int next_descriptor()
    {
        const int fd = dup(STDERR_FILENO);
        close(fd);
        return fd;
    }

    static std::string log()
    {
        return fake_qemu_log();
    }

    static constexpr size_t kCodeSize = 100;

    const ServiceGraft graft_ = service();
    GraftTable table_ = {};
    std::string directory_;
    void *code_ = nullptr;
};

TEST_F(GraftOpenTest, GivesTheLoaderItsLibraryWithThunks)
{
    const std::string path = make_library({"alpha", "beta", "delta"});
    ASSERT_TRUE(add(graft_));
    const int fd = open(path);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(log(), "test: grafted 2 functions of " + std::string(kHostFile) +
                         " onto " + path + "\n");
    EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    EXPECT_GT(lseek(fd, 0, SEEK_END),
              static_cast<off_t>(std::filesystem::file_size(path)));
    close(fd);
}

TEST_F(GraftOpenTest, KeepsTheFlagOfTheGuestsOwnOpen)
{
    ASSERT_TRUE(add(graft_));
    const int fd = open(make_library({"alpha"}), O_RDONLY);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(fcntl(fd, F_GETFD), 0);
    close(fd);
}

TEST_F(GraftOpenTest, LooksBelowTheGuestsRootFirst)
{
    make_library({"alpha"});
    ASSERT_TRUE(add(graft_));
    const int fd = open("/some.so", O_RDONLY | O_CLOEXEC, directory_.c_str());
    EXPECT_GE(fd, 0);
    close(fd);
    EXPECT_EQ(open("/some.so"), -1);
}

TEST_F(GraftOpenTest, KnowsALibraryByItsSoname)
{
    ASSERT_TRUE(add(graft_));
    const int fd = open(make_library({"alpha"}, "libtest-1a2b3c4d.so.1.2"));
    EXPECT_GE(fd, 0);
    close(fd);
    fake_qemu_reset();
    be_called_from("ld-linux-x86-64.so.2");
    for (const char *soname : {"libtest.so.2", "libtes.so.1", ""}) {
        EXPECT_EQ(open(make_library({"alpha"}, soname)), -1) << soname;
    }
    EXPECT_EQ(log(), "");
}

TEST_F(GraftOpenTest, IsForNobodyElse)
{
    const std::string path = make_library({"alpha"});
    ASSERT_TRUE(add(graft_));
    for (const char *name : {"libc.so.6", "cat"}) {
        be_called_from(name);
        EXPECT_EQ(open(path), -1) << name;
    }
    // QEMU does not tell.
    fake_qemu_reset();
    EXPECT_EQ(open(path), -1);
    EXPECT_EQ(log(), "");
}

TEST_F(GraftOpenTest, IsForReadingOnly)
{
    const std::string path = make_library({"alpha"});
    ASSERT_TRUE(add(graft_));
    for (const int flags : {O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_DIRECTORY,
                            O_EXCL, O_PATH, O_TMPFILE, O_TRUNC}) {
        EXPECT_EQ(open(path, static_cast<uint64_t>(flags)), -1) << flags;
    }
    EXPECT_EQ(log(), "");
}

TEST_F(GraftOpenTest, LeavesOtherFilesAlone)
{
    const std::string path = make_library({"alpha"});
    const std::string no_name = in_directory("library");
    const std::string no_elf = in_directory("text.so");
    const std::string fifo = in_directory("fifo.so");
    // Nothing is in the table yet.
    EXPECT_EQ(open(path), -1);
    ASSERT_TRUE(add(graft_));
    std::filesystem::copy_file(path, no_name);
    std::ofstream(no_elf) << "INPUT(libtest.so.1)";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    for (const std::string &other :
         {no_name, no_elf, fifo, in_directory("missing.so"), directory_}) {
        EXPECT_EQ(open(other), -1) << other;
    }
    EXPECT_EQ(log(), "");
}

TEST_F(GraftOpenTest, SaysWhyALibraryIsLeftAlone)
{
    ASSERT_TRUE(add(graft_));
    std::string path = make_library({"alpha", "te_new"});
    EXPECT_EQ(open(path), -1);
    EXPECT_EQ(log(), "test: left " + path +
                         " alone: its function te_new is not one that can be "
                         "served\n");
    fake_qemu_reset();
    be_called_from("ld-linux-x86-64.so.2");
    path = make_library({"delta"});
    EXPECT_EQ(open(path), -1);
    EXPECT_EQ(log(),
              "test: left " + path + " alone: it has none of the functions\n");
}

} // namespace
