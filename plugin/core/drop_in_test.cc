// SPDX-License-Identifier: GPL-2.0-or-later
//
// Drop-ins from the guest's open on, for which the redirect is the door.
#include "plugin/core/drop_in.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/open_redirect.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_library.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestLibrary;

constexpr int64_t kOpenat = 257;
constexpr int64_t kOpenat2 = 437;

// x86_64's, not the host's.
constexpr uint64_t kCloexec = 02000000;
constexpr uint64_t kLargefile = 0100000;

constexpr char kUntouched[] = "untouched";

class DropInTest : public testing::Test
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
        std::string pattern = testing::TempDir() + "drop in.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        fake_qemu_reset();
        drop_in_ = in_directory("drop-in.so");
        library_ = in_directory("liba.so.1");
        TestLibrary("liba.so.1").write(drop_in_);
        TestLibrary("liba.so.1").write(library_);
        ASSERT_TRUE(
            redirect_table_add_drop_in(&table_, "liba.so.1", drop_in_.c_str()));
        be_called_from("ld-linux-x86-64.so.2");
    }

    void TearDown() override
    {
        munmap(code_, kCodeSize);
        close(table_.drop_ins[0].folder);
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

    std::string finish(int64_t number, const uint64_t *arguments)
    {
        int64_t result = 0;
        if (!open_redirect(&table_, number, arguments, &result)) {
            return kUntouched;
        }
        EXPECT_GE(result, 0);
        const auto fd = static_cast<int>(result);
        descriptor_flags_ = fcntl(fd, F_GETFD);
        const std::string path = std::filesystem::read_symlink(
            "/proc/self/fd/" + std::to_string(fd));
        close(fd);
        return path;
    }

    // Which file the guest gets.
    std::string open_at(int dirfd, const std::string &path,
                        uint64_t flags = kCloexec)
    {
        const uint64_t arguments[8] = {static_cast<uint64_t>(dirfd),
                                       guest_address(path.c_str()), flags, 0};
        return finish(kOpenat, arguments);
    }

    std::string open(const std::string &path, uint64_t flags = kCloexec)
    {
        return open_at(AT_FDCWD, path, flags);
    }

    static constexpr size_t kCodeSize = 100;

    std::string directory_;
    std::string drop_in_;
    std::string library_;
    RedirectTable table_ = {};
    void *code_ = nullptr;
    int descriptor_flags_ = 0;
};

TEST_F(DropInTest, IsForTheLoader)
{
    EXPECT_EQ(open(library_), drop_in_);
    EXPECT_EQ(descriptor_flags_, FD_CLOEXEC);
    EXPECT_NE(
        std::string(fake_qemu_log())
            .find("test: redirected " + library_ + " -> " + drop_in_ + " (fd="),
        std::string::npos);
    // As glibc did it long ago; and musl's O_LARGEFILE.
    EXPECT_EQ(open(library_, 0), drop_in_);
    EXPECT_EQ(descriptor_flags_, 0);
    EXPECT_EQ(open(library_, kCloexec | kLargefile), drop_in_);
}

TEST_F(DropInTest, IsForNobodyElse)
{
    for (const char *name : {"libc.so.6", "cat", "liba.so.1.2"}) {
        be_called_from(name);
        EXPECT_EQ(open(library_), kUntouched) << name;
    }
    // No file at all.
    fake_qemu_set_program_counter(guest_address(&table_));
    EXPECT_EQ(open(library_), kUntouched);
    fake_qemu_set_program_counter(UINT64_MAX);
    EXPECT_EQ(open(library_), kUntouched);
    // QEMU does not tell.
    fake_qemu_reset();
    EXPECT_EQ(open(library_), kUntouched);
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(DropInTest, KnowsALoaderThatWasReplaced)
{
    std::filesystem::remove(in_directory("ld-linux-x86-64.so.2"));
    EXPECT_EQ(open(library_), drop_in_);
}

TEST_F(DropInTest, KnowsMuslsLoaderByItsFlags)
{
    be_called_from("ld-musl-x86_64.so.1");
    EXPECT_EQ(open(library_, kCloexec | kLargefile), drop_in_);
    EXPECT_EQ(open(library_, kLargefile), kUntouched);
}

TEST_F(DropInTest, IsForReadingOnly)
{
    for (const uint64_t flag : {01U, 02U, 03U, 0100U, 01000U, 02000U, 0200000U,
                                010000000U, 020200000U}) {
        EXPECT_EQ(open(library_, kCloexec | flag), kUntouched) << flag;
    }
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(DropInTest, LeavesWhatCannotBeOpened)
{
    const int dirfd = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    EXPECT_EQ(open(in_directory("missing/liba.so.1")), kUntouched);
    EXPECT_EQ(open_at(dirfd, "liba.so.1"), kUntouched);
    EXPECT_EQ(open_at(-1, "liba.so.1"), kUntouched);
    EXPECT_STREQ(fake_qemu_log(), "");
    close(dirfd);
}

TEST_F(DropInTest, FollowsDirectories)
{
    const int dirfd = ::open(directory_.c_str(), O_PATH | O_CLOEXEC);
    EXPECT_EQ(open_at(dirfd, "liba.so.1"), drop_in_);
    const std::string before = std::filesystem::current_path();
    std::filesystem::current_path(directory_);
    EXPECT_EQ(open("liba.so.1"), drop_in_);
    EXPECT_EQ(open("./liba.so.1"), drop_in_);
    std::filesystem::current_path(before);
    close(dirfd);
}

TEST_F(DropInTest, LooksBelowTheGuestsRootFirst)
{
    const std::string root = in_directory("root");
    table_.guest_root = root.c_str();
    EXPECT_EQ(open(library_), drop_in_);
    std::filesystem::create_directories(root + directory_);
    std::ofstream(root + library_) << "no library";
    EXPECT_EQ(open(library_), kUntouched);
    TestLibrary("liba.so.1").write(root + library_);
    std::filesystem::remove(library_);
    EXPECT_EQ(open(library_), drop_in_);
}

TEST_F(DropInTest, LeavesWhatIsNotTheLibrary)
{
    TestLibrary("libb.so.1").write(library_);
    EXPECT_EQ(open(library_), kUntouched);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: left " + library_ + " alone: it has another soname\n");
    std::filesystem::remove(library_);
    ASSERT_EQ(mkfifo(library_.c_str(), 0600), 0);
    EXPECT_EQ(open(library_), kUntouched);
    std::filesystem::remove(library_);
    std::filesystem::create_directory(library_);
    EXPECT_EQ(open(library_), kUntouched);
}

class DropInVersionsTest : public DropInTest
{
  protected:
    // The drop-in has B_1.0 and B_1.1.
    void SetUp() override
    {
        DropInTest::SetUp();
        TestLibrary drop_in("liba.so.1");
        drop_in.add_version("B_1.0");
        drop_in.add_version("B_1.1");
        drop_in.write(drop_in_);
        close(table_.drop_ins[0].folder);
        table_ = {};
        ASSERT_TRUE(
            redirect_table_add_drop_in(&table_, "liba.so.1", drop_in_.c_str()));
    }

    std::string open_with(const std::vector<const char *> &versions)
    {
        TestLibrary library("liba.so.1");
        for (const char *version : versions) {
            library.add_version(version);
        }
        library.write(library_);
        return open(library_);
    }
};

TEST_F(DropInVersionsTest, ReplacesWhatHasNoOthers)
{
    EXPECT_EQ(open_with({}), drop_in_);
    EXPECT_EQ(open_with({"B_1.1"}), drop_in_);
    EXPECT_EQ(open_with({"B_1.1", "B_1.0"}), drop_in_);
}

TEST_F(DropInVersionsTest, LeavesWhatHasMore)
{
    for (const char *version : {"B_1.2", "B_1", "B_1.10", "b_1.0", ""}) {
        EXPECT_EQ(open_with({"B_1.0", version}), kUntouched) << version;
        EXPECT_NE(std::string(fake_qemu_log())
                      .find("test: left " + library_ + " alone: it defines " +
                            version + ", which the drop-in lacks\n"),
                  std::string::npos);
    }
}

TEST_F(DropInTest, DoesWithoutWhatCannotBeHad)
{
    std::filesystem::remove(drop_in_);
    EXPECT_EQ(open(library_), kUntouched);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: left " + library_ + " alone: cannot open " + drop_in_ +
                  ": No such file or directory\n");
}

// Its path leads nowhere, or to another file, as after a chroot().
class DropInOutOfReachTest : public DropInTest
{
  protected:
    void SetUp() override
    {
        DropInTest::SetUp();
        std::filesystem::create_directory(in_directory("shipped"));
        shipped_ = in_directory("shipped/drop-in.so");
        moved_ = in_directory("moved/drop-in.so");
        TestLibrary("liba.so.1").write(shipped_);
        close(table_.drop_ins[0].folder);
        table_ = {};
        ASSERT_TRUE(
            redirect_table_add_drop_in(&table_, "liba.so.1", shipped_.c_str()));
    }

    void move() const
    {
        std::filesystem::rename(in_directory("shipped"), in_directory("moved"));
    }

    std::string shipped_;
    std::string moved_;
};

TEST_F(DropInOutOfReachTest, IsFoundByItsFolder)
{
    EXPECT_EQ(open(library_), shipped_);
    move();
    EXPECT_EQ(open(library_), moved_);
    EXPECT_EQ(descriptor_flags_, FD_CLOEXEC);
    // Another by its path is not it.
    std::filesystem::create_directory(in_directory("shipped"));
    TestLibrary("liba.so.1").write(shipped_);
    EXPECT_EQ(open(library_), moved_);
}

TEST_F(DropInOutOfReachTest, MayBeReplaced)
{
    const std::string newer = in_directory("newer");
    TestLibrary("liba.so.1").write(newer);
    std::filesystem::rename(newer, shipped_);
    EXPECT_EQ(open(library_), shipped_);
}

TEST_F(DropInOutOfReachTest, KeepsItsDescriptorOutOfTheWay)
{
    const int folder = table_.drop_ins[0].folder;
    ASSERT_GE(folder, 0);
    EXPECT_EQ(fcntl(folder, F_GETFD), FD_CLOEXEC);
    const int lowest = dup(0);
    close(lowest);
    EXPECT_GT(folder, lowest + 50);
}

TEST_F(DropInOutOfReachTest, SurvivesAnotherDescriptorInItsPlace)
{
    const int folder = table_.drop_ins[0].folder;
    close(folder);
    EXPECT_EQ(open(library_), shipped_);
    // Of the guest's, with a file of that name.
    std::filesystem::create_directory(in_directory("other"));
    TestLibrary("liba.so.1").write(in_directory("other/drop-in.so"));
    const int other = ::open(in_directory("other").c_str(), O_RDONLY);
    ASSERT_EQ(dup2(other, folder), folder);
    close(other);
    EXPECT_EQ(open(library_), shipped_);
    // With something that must not be waited for.
    std::filesystem::remove(in_directory("other/drop-in.so"));
    ASSERT_EQ(mkfifo(in_directory("other/drop-in.so").c_str(), 0600), 0);
    EXPECT_EQ(open(library_), shipped_);
    move();
    EXPECT_EQ(open(library_), kUntouched);
    EXPECT_NE(std::string(fake_qemu_log()).find("cannot open " + shipped_),
              std::string::npos);
}

TEST_F(DropInTest, UnderstandsOpenat2)
{
    const open_how good = {kCloexec, 0, 0};
    const open_how odd = {1ULL << 40, 0, 0};
    uint64_t arguments[8] = {static_cast<uint64_t>(AT_FDCWD),
                             guest_address(library_.c_str()),
                             guest_address(&good), sizeof(good)};
    EXPECT_EQ(finish(kOpenat2, arguments), drop_in_);
    arguments[2] = guest_address(&odd);
    EXPECT_EQ(finish(kOpenat2, arguments), kUntouched);
}

TEST_F(DropInTest, LeaksNoDescriptors)
{
    const int before = dup(0);
    close(before);
    for (int i = 0; i < 100; i++) {
        EXPECT_EQ(open(library_), drop_in_);
    }
    TestLibrary("libb.so.1").write(library_);
    for (int i = 0; i < 100; i++) {
        EXPECT_EQ(open(library_), kUntouched);
    }
    const int after = dup(0);
    close(after);
    EXPECT_EQ(before, after);
}

TEST(DropInTable, IsBounded)
{
    RedirectTable table = {};
    for (int i = 0; i < REDIRECT_MAX_RULES; i++) {
        EXPECT_TRUE(redirect_table_add_drop_in(&table, "a", "b"));
    }
    EXPECT_FALSE(redirect_table_add_drop_in(&table, "a", "b"));
}

TEST(GuestLoader, IsKnownByItsName)
{
    for (const char *name :
         {"ld-linux-x86-64.so.2", "ld-2.31.so", "ld.so", "ld.so.1"}) {
        EXPECT_EQ(guest_loader_kind(name), GUEST_LOADER_ALONE) << name;
    }
    for (const char *name :
         {"ld-musl-x86_64.so.1", "libc.musl-x86_64.so.1", "libc.so"}) {
        EXPECT_EQ(guest_loader_kind(name), GUEST_LOADER_AND_LIBC) << name;
    }
    for (const char *name : {"", "ld", "ld-", "ldconfig", "libld.so", "ld-new",
                             "libc.so.6", "world-ld.so", "LD.SO"}) {
        EXPECT_EQ(guest_loader_kind(name), GUEST_LOADER_NONE) << name;
    }
}

} // namespace
