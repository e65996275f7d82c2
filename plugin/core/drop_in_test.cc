// SPDX-License-Identifier: GPL-2.0-or-later
//
// Drop-ins from the guest's open on, for which the redirect is the door.
#include "plugin/core/drop_in.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "elf/testing/test_library.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/open_redirect.h"
#include "plugin/core/testing/fake_qemu_api.h"
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
        drop_in_rule_clear(&table_.drop_ins[0]);
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

    // Returns the descriptor that the guest gets, or -1 for an untouched call.
    int finish_descriptor(int64_t number, const uint64_t *arguments)
    {
        int64_t result = 0;
        if (!open_redirect(&table_, number, arguments, &result)) {
            return -1;
        }
        EXPECT_GE(result, 0);
        return static_cast<int>(result);
    }

    int open_descriptor(const std::string &path, uint64_t flags)
    {
        const uint64_t arguments[8] = {static_cast<uint64_t>(AT_FDCWD),
                                       guest_address(path.c_str()), flags, 0};
        return finish_descriptor(kOpenat, arguments);
    }

    static std::string path_of(int fd)
    {
        return std::filesystem::read_symlink("/proc/self/fd/" +
                                             std::to_string(fd));
    }

    std::string finish(int64_t number, const uint64_t *arguments)
    {
        const int fd = finish_descriptor(number, arguments);
        if (fd < 0) {
            return kUntouched;
        }
        descriptor_flags_ = fcntl(fd, F_GETFD);
        const std::string path = path_of(fd);
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
        drop_in_rule_clear(&table_.drop_ins[0]);
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

// What the guest gets where the drop-in's path does not lead to it any more.
constexpr char kCopy[] = "/memfd:liba.so.1 (deleted)";

class DropInOutOfReachTest : public DropInTest
{
  protected:
    // Opens the library; the guest has to get the drop-in's bytes in a file
    // that nobody can change.
    void expect_copy()
    {
        const int fd = open_descriptor(library_, kCloexec);
        ASSERT_GE(fd, 0);
        EXPECT_EQ(path_of(fd), kCopy);
        EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
        std::string bytes(sizeof(TestLibrary) + 1, '\0');
        const ssize_t size = read(fd, bytes.data(), bytes.size());
        bytes.resize(size < 0 ? 0 : static_cast<size_t>(size));
        EXPECT_EQ(bytes, original_);
        EXPECT_EQ(pwrite(fd, "x", 1, 0), -1);
        EXPECT_EQ(ftruncate(fd, 0), -1);
        EXPECT_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
        close(fd);
    }

    void SetUp() override
    {
        DropInTest::SetUp();
        std::ostringstream bytes;
        bytes << std::ifstream(drop_in_, std::ios::binary).rdbuf();
        original_ = bytes.str();
    }

    std::string original_;
};

TEST_F(DropInOutOfReachTest, IsTheFileWhileThePathLeadsToIt)
{
    const int fd = open_descriptor(library_, kCloexec);
    EXPECT_EQ(path_of(fd), drop_in_);
    EXPECT_EQ(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDONLY);
    close(fd);
}

TEST_F(DropInOutOfReachTest, SurvivesItsRemoval)
{
    std::filesystem::remove(drop_in_);
    expect_copy();
    std::filesystem::create_directory(drop_in_);
    expect_copy();
}

TEST_F(DropInOutOfReachTest, SurvivesAnotherFileInItsPlace)
{
    const std::string other = in_directory("other");
    TestLibrary("liba.so.1").write(other);
    std::filesystem::rename(other, drop_in_);
    expect_copy();
    std::ofstream(drop_in_) << "garbage";
    expect_copy();
    std::filesystem::remove(drop_in_);
    std::filesystem::create_symlink("/dev/zero", drop_in_);
    expect_copy();
}

TEST_F(DropInOutOfReachTest, SurvivesAChangeInPlace)
{
    std::fstream file(drop_in_, std::ios::in | std::ios::out);
    file.seekp(200);
    file << "changed";
    file.close();
    const timespec times[2] = {{0, UTIME_OMIT}, {1, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, drop_in_.c_str(), times, 0), 0);
    expect_copy();
}

TEST_F(DropInOutOfReachTest, WaitsForNoFifo)
{
    std::filesystem::remove(drop_in_);
    ASSERT_EQ(mkfifo(drop_in_.c_str(), 0600), 0);
    expect_copy();
}

TEST_F(DropInOutOfReachTest, LeavesTheLibraryWhereNoCopyCanBeMade)
{
    std::filesystem::remove(drop_in_);
    rlimit limit = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const rlimit none = {0, limit.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &none), 0);
    EXPECT_EQ(open(library_), kUntouched);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: left " + library_ + " alone: no copy of " + drop_in_ +
                  " can be made: File too large\n");
}

TEST_F(DropInTest, KeepsNoDescriptor)
{
    const auto descriptors = [] {
        std::vector<std::string> all;
        for (const auto &entry :
             std::filesystem::directory_iterator("/proc/self/fd")) {
            all.push_back(entry.path());
        }
        return all;
    };
    const std::vector<std::string> before = descriptors();
    RedirectTable table = {};
    ASSERT_TRUE(
        redirect_table_add_drop_in(&table, "liba.so.1", drop_in_.c_str()));
    EXPECT_EQ(descriptors(), before);
    drop_in_rule_clear(&table.drop_ins[0]);
}

TEST_F(DropInTest, DoesNothingWithoutAFile)
{
    testing::internal::CaptureStderr();
    for (const std::string &file :
         {in_directory("missing"), directory_, library_ + "/x"}) {
        drop_in_rule_clear(&table_.drop_ins[0]);
        drop_in_rule_init(&table_.drop_ins[0], "liba.so.1", file.c_str());
        EXPECT_EQ(open(library_), kUntouched) << file;
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find(directory_ +
                        ": is no regular file; the guest's own library is "
                        "used\n"),
              std::string::npos)
        << said;
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
