// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/open_redirect.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

constexpr int64_t kOpen = 2;
constexpr int64_t kOpenat = 257;
constexpr int64_t kOpenat2 = 437;

// x86_64's, not the host's.
constexpr uint64_t kReadWrite = 02;
constexpr uint64_t kCreat = 0100;
constexpr uint64_t kExcl = 0200;
constexpr uint64_t kTrunc = 01000;
constexpr uint64_t kDirectory = 0200000;
constexpr uint64_t kNoFollow = 0400000;
constexpr uint64_t kCloexec = 02000000;
constexpr uint64_t kPath = 010000000;
constexpr uint64_t kTmpfile = 020200000;

// Neither a descriptor nor an errno: the guest's call goes on.
constexpr int64_t kUntouched = INT64_MIN;

class OpenRedirectTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
        guest_target_set(guest_arch_by_name("x86_64"));
        log_init("test");
    }

    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "redirect.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        fake_qemu_reset();
        ASSERT_TRUE(redirect_table_add(&table_, "liba.so", "liba-thunk.so"));
        ASSERT_TRUE(redirect_table_add(&table_, "libb.so", "libb-thunk.so"));
    }

    void TearDown() override
    {
        std::filesystem::remove_all(directory_);
    }

    [[nodiscard]] std::string in_directory(const std::string &name) const
    {
        return directory_ + "/" + name;
    }

    std::string make_file(const std::string &name) const
    {
        std::string path = in_directory(name);
        std::ofstream(path) << name;
        return path;
    }

    int64_t redirect(int64_t number, uint64_t a1, uint64_t a2, uint64_t a3,
                     uint64_t a4)
    {
        const uint64_t arguments[8] = {a1, a2, a3, a4};
        int64_t result = kUntouched;
        if (!open_redirect(&table_, number, arguments, &result)) {
            EXPECT_EQ(result, kUntouched);
            return kUntouched;
        }
        return result;
    }

    int64_t open(const std::string &path, uint64_t flags = 0)
    {
        return redirect(kOpen, guest_address(path.c_str()), flags, 0600, 0);
    }

    int64_t open_at(int dirfd, const std::string &path, uint64_t flags = 0)
    {
        return redirect(kOpenat, static_cast<uint64_t>(dirfd),
                        guest_address(path.c_str()), flags, 0600);
    }

    int64_t open_at2(int dirfd, const std::string &path, open_how how)
    {
        return redirect(kOpenat2, static_cast<uint64_t>(dirfd),
                        guest_address(path.c_str()), guest_address(&how),
                        sizeof(how));
    }

    // Close @fd and tell which file it was.
    static std::string name_of(int64_t fd)
    {
        if (fd < 0) {
            return "error " + std::to_string(fd);
        }
        const std::string link = "/proc/self/fd/" + std::to_string(fd);
        std::string path = std::filesystem::read_symlink(link);
        close(static_cast<int>(fd));
        return path;
    }

    std::string directory_;
    RedirectTable table_ = {};
};

TEST_F(OpenRedirectTest, OpensTheThunkBesideAnAbsolutePath)
{
    const std::string thunk = make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const int64_t fd = open(library);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: redirected " + library + " -> " + thunk +
                  " (fd=" + std::to_string(fd) + ")\n");
    EXPECT_EQ(name_of(fd), thunk);
}

TEST_F(OpenRedirectTest, PrefersTheThunkToTheLibrary)
{
    const std::string thunk = make_file("libb-thunk.so");
    const std::string library = make_file("libb.so");
    EXPECT_EQ(name_of(open(library)), thunk);
}

TEST_F(OpenRedirectTest, FollowsTheDirectoryDescriptor)
{
    const std::string thunk = make_file("liba-thunk.so");
    const int dirfd = ::open(directory_.c_str(), O_PATH | O_DIRECTORY);
    EXPECT_EQ(name_of(open_at(dirfd, "liba.so")), thunk);
    EXPECT_EQ(name_of(open_at2(dirfd, "./liba.so", {})), thunk);
    EXPECT_EQ(open_at(-1, "liba.so"), -EBADF);
    EXPECT_EQ(name_of(open_at(-1, in_directory("liba.so"))), thunk);
    close(dirfd);
}

TEST_F(OpenRedirectTest, FollowsTheWorkingDirectory)
{
    const std::string thunk = make_file("liba-thunk.so");
    const std::string before = std::filesystem::current_path();
    std::filesystem::current_path(directory_);
    EXPECT_EQ(name_of(open("liba.so")), thunk);
    EXPECT_EQ(name_of(open_at(AT_FDCWD, "liba.so")), thunk);
    std::filesystem::current_path(before);
}

TEST_F(OpenRedirectTest, LeavesOtherFilesAlone)
{
    make_file("liba-thunk.so");
    EXPECT_EQ(open(in_directory("libc.so")), kUntouched);
    EXPECT_EQ(open(in_directory("liba.so.1")), kUntouched);
    EXPECT_EQ(open(in_directory("liba-thunk.so")), kUntouched);
    EXPECT_EQ(open(in_directory("liba.so/")), kUntouched);
    EXPECT_EQ(open(""), kUntouched);
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(OpenRedirectTest, LeavesTheCallAloneWithoutAThunk)
{
    make_file("liba.so");
    EXPECT_EQ(open(in_directory("liba.so")), kUntouched);
    EXPECT_EQ(open(in_directory("missing/liba.so")), kUntouched);
    EXPECT_EQ(open(in_directory("liba.so/liba.so")), kUntouched);
    EXPECT_EQ(open_at2(AT_FDCWD, in_directory("liba.so"), {}), kUntouched);
    ASSERT_EQ(symlink("nowhere", in_directory("liba-thunk.so").c_str()), 0);
    EXPECT_EQ(open(in_directory("liba.so")), kUntouched);
}

TEST_F(OpenRedirectTest, LeavesUnreadablePathsAlone)
{
    TestMemory memory;
    make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const uint8_t *unterminated =
        memory.put_at_end(library.c_str(), library.size());
    EXPECT_EQ(redirect(kOpen, guest_address(unterminated), 0, 0, 0),
              kUntouched);
    EXPECT_EQ(redirect(kOpen, 0, 0, 0, 0), kUntouched);
    EXPECT_EQ(redirect(kOpen, UINT64_MAX, 0, 0, 0), kUntouched);
}

TEST_F(OpenRedirectTest, LeavesLongPathsAlone)
{
    std::string path;
    while (path.size() < PATH_MAX - 1 - strlen("liba.so")) {
        path += '/';
    }
    // The longest path there is, and one more: the thunk's would be too long.
    EXPECT_EQ(open(path + "liba.so"), kUntouched);
    EXPECT_EQ(open(path + "/liba.so"), kUntouched);
}

TEST_F(OpenRedirectTest, HonoursFlags)
{
    const std::string thunk = make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    auto fd = static_cast<int>(open(library, kReadWrite | kCloexec));
    ASSERT_GE(fd, 0);
    EXPECT_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
    EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    close(fd);
    fd = static_cast<int>(open(library));
    EXPECT_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    EXPECT_EQ(fcntl(fd, F_GETFD), 0);
    close(fd);
    fd = static_cast<int>(open(library, kPath));
    EXPECT_NE(fcntl(fd, F_GETFL) & O_PATH, 0);
    close(fd);
    close(static_cast<int>(open(library, kReadWrite | kTrunc)));
    EXPECT_EQ(std::filesystem::file_size(thunk), 0U);
}

TEST_F(OpenRedirectTest, ReportsAThunkThatCannotBeOpened)
{
    const std::string thunk = make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    EXPECT_EQ(open(library, kDirectory), -ENOTDIR);
    std::filesystem::remove(thunk);
    ASSERT_EQ(symlink("liba-thunk.so", thunk.c_str()), 0);
    EXPECT_EQ(open(library), -ELOOP);
    std::filesystem::remove(thunk);
    ASSERT_EQ(symlink("target", thunk.c_str()), 0);
    make_file("target");
    EXPECT_EQ(open(library, kNoFollow), -ELOOP);
    EXPECT_EQ(name_of(open(library)), in_directory("target"));
    std::filesystem::remove(thunk);
    std::filesystem::create_directory(thunk);
    EXPECT_EQ(open(library, kReadWrite), -EISDIR);
}

TEST_F(OpenRedirectTest, NeverCreatesAThunk)
{
    const std::string library = in_directory("liba.so");
    EXPECT_EQ(open(library, kReadWrite | kCreat), kUntouched);
    EXPECT_EQ(open(library, kReadWrite | kCreat | kExcl), kUntouched);
    EXPECT_EQ(open_at2(AT_FDCWD, library, {kReadWrite | kCreat, 0600, 0}),
              kUntouched);
    EXPECT_FALSE(std::filesystem::exists(in_directory("liba-thunk.so")));
}

TEST_F(OpenRedirectTest, HonoursCreateFlagsOnAnExistingThunk)
{
    const std::string thunk = make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const open_how how = {kReadWrite | kCreat, 0600, 0};
    const open_how exclusive = {kReadWrite | kCreat | kExcl, 0600, 0};
    EXPECT_EQ(name_of(open(library, kReadWrite | kCreat)), thunk);
    EXPECT_EQ(name_of(open_at2(AT_FDCWD, library, how)), thunk);
    EXPECT_EQ(open(library, kReadWrite | kCreat | kExcl), -EEXIST);
    EXPECT_EQ(open_at2(AT_FDCWD, library, exclusive), -EEXIST);
}

TEST_F(OpenRedirectTest, LeavesToTheKernelWhatNeedsNoFile)
{
    make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const open_how cached = {kCreat, 0600, RESOLVE_CACHED};
    EXPECT_EQ(open(library, kReadWrite | kTmpfile), kUntouched);
    EXPECT_EQ(open(library, kCreat | kDirectory), kUntouched);
    EXPECT_EQ(open_at2(AT_FDCWD, library, cached), kUntouched);
}

TEST_F(OpenRedirectTest, KeepsResolveFlags)
{
    const std::string thunk = make_file("liba-thunk.so");
    const int dirfd = ::open(directory_.c_str(), O_PATH | O_DIRECTORY);
    const open_how beneath = {0, 0, RESOLVE_BENEATH};
    const open_how in_root = {0, 0, RESOLVE_IN_ROOT};
    const open_how no_links = {0, 0, RESOLVE_NO_SYMLINKS};
    EXPECT_EQ(open_at2(dirfd, in_directory("liba.so"), beneath), -EXDEV);
    EXPECT_EQ(open_at2(dirfd, "../liba.so", beneath), -EXDEV);
    EXPECT_EQ(name_of(open_at2(dirfd, "liba.so", beneath)), thunk);
    EXPECT_EQ(name_of(open_at2(dirfd, "/../liba.so", in_root)), thunk);
    ASSERT_EQ(symlink(".", in_directory("link").c_str()), 0);
    EXPECT_EQ(open_at2(dirfd, "link/liba.so", no_links), -ELOOP);
    EXPECT_EQ(name_of(open_at2(dirfd, "link/liba.so", {})), thunk);
    close(dirfd);
}

TEST_F(OpenRedirectTest, RefusesWhatOpenat2Refuses)
{
    make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const uint64_t path = guest_address(library.c_str());
    const auto cwd = static_cast<uint64_t>(AT_FDCWD);
    open_how how = {};
    EXPECT_EQ(redirect(kOpenat2, cwd, path, guest_address(&how), 23), -EINVAL);
    EXPECT_EQ(redirect(kOpenat2, cwd, path, guest_address(&how), 4097), -E2BIG);
    EXPECT_EQ(redirect(kOpenat2, cwd, path, 0, 24), -EFAULT);
    EXPECT_EQ(open_at2(AT_FDCWD, library, {0, 0600, 0}), -EINVAL);
    EXPECT_EQ(open_at2(AT_FDCWD, library, {0, 0, 1ULL << 40}), -EINVAL);
    EXPECT_EQ(
        open_at2(AT_FDCWD, library, {0, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT}),
        -EINVAL);
}

TEST_F(OpenRedirectTest, LooksBelowTheGuestsRootFirst)
{
    const std::string root = in_directory("root");
    const std::string library = in_directory("liba.so");
    const std::string below = root + in_directory("liba-thunk.so");
    table_.guest_root = root.c_str();
    EXPECT_EQ(open(library), kUntouched);
    const std::string thunk = make_file("liba-thunk.so");
    EXPECT_EQ(name_of(open(library)), thunk);
    std::filesystem::create_directories(root + directory_);
    std::ofstream(below) << "below";
    EXPECT_EQ(name_of(open(library)), below);
    EXPECT_EQ(name_of(open_at(-1, library)), below);
    // As QEMU does it: only absolute paths, and never for openat2().
    EXPECT_EQ(name_of(open_at2(AT_FDCWD, library, {})), thunk);
    const int dirfd = ::open(directory_.c_str(), O_PATH | O_DIRECTORY);
    EXPECT_EQ(name_of(open_at(dirfd, "liba.so")), thunk);
    close(dirfd);
}

TEST_F(OpenRedirectTest, LeaksNoDescriptors)
{
    make_file("liba-thunk.so");
    const std::string library = in_directory("liba.so");
    const int before = dup(0);
    close(before);
    for (int i = 0; i < 100; i++) {
        open(library, kReadWrite | kCreat | kExcl);
        open(library, kDirectory);
        open(in_directory("libb.so"));
    }
    const int after = dup(0);
    close(after);
    EXPECT_EQ(before, after);
}

TEST(RedirectTable, IsBounded)
{
    RedirectTable table = {};
    for (int i = 0; i < REDIRECT_MAX_RULES; i++) {
        EXPECT_TRUE(redirect_table_add(&table, "a", "b"));
    }
    EXPECT_FALSE(redirect_table_add(&table, "a", "b"));
}

} // namespace
