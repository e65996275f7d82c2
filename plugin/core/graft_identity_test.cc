// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/graft_identity.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

class GraftIdentityTest : public testing::TestWithParam<const char *>
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
    }

    void SetUp() override
    {
        guest_target_set(guest_arch_by_name(GetParam()));
        graft_ = memfd_create("graft", MFD_CLOEXEC);
        ASSERT_EQ(stat("/proc/self/exe", &original_), 0);
        graft_identity_remember(graft_, &original_);
    }

    void TearDown() override
    {
        close(graft_);
    }

    bool fstat_answered(int fd, const void *buffer)
    {
        const uint64_t arguments[8] = {static_cast<uint64_t>(fd),
                                       guest_address(buffer)};
        return graft_identity_answer(guest_target()->syscalls.fstat, arguments,
                                     &result_);
    }

    bool newfstatat_answered(int fd, const char *path, const void *buffer,
                             int flags)
    {
        const uint64_t arguments[8] = {
            static_cast<uint64_t>(fd), guest_address(path),
            guest_address(buffer), static_cast<uint64_t>(flags)};
        return graft_identity_answer(guest_target()->syscalls.newfstatat,
                                     arguments, &result_);
    }

    // Device and inode, which are the first two words everywhere.
    void expect_original(const uint64_t *words) const
    {
        EXPECT_EQ(words[0], original_.st_dev);
        EXPECT_EQ(words[1], original_.st_ino);
        EXPECT_EQ(words[6], static_cast<uint64_t>(original_.st_size));
    }

    int graft_ = -1;
    struct stat original_ = {};
    int64_t result_ = -1;
};

TEST_P(GraftIdentityTest, TellsOfTheOriginal)
{
    uint64_t words[18] = {};
    EXPECT_TRUE(fstat_answered(graft_, words));
    EXPECT_EQ(result_, 0);
    expect_original(words);
    memset(words, 0, sizeof(words));
    EXPECT_TRUE(newfstatat_answered(graft_, "", words, AT_EMPTY_PATH));
    EXPECT_EQ(result_, 0);
    expect_original(words);
    memset(words, 0, sizeof(words));
    EXPECT_TRUE(newfstatat_answered(graft_, nullptr, words, AT_EMPTY_PATH));
    expect_original(words);
}

TEST_P(GraftIdentityTest, WritesNoMoreThanTheStruct)
{
    uint64_t words[18];
    memset(words, 0x5a, sizeof(words));
    EXPECT_TRUE(fstat_answered(graft_, words));
    for (size_t i = guest_target()->stat.size / 8; i < 18; i++) {
        EXPECT_EQ(words[i], 0x5a5a5a5a5a5a5a5aU) << i;
    }
}

TEST_P(GraftIdentityTest, LeavesOtherCallsAlone)
{
    uint64_t words[18] = {};
    const int other = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    EXPECT_FALSE(fstat_answered(other, words));
    EXPECT_FALSE(newfstatat_answered(graft_, "x", words, AT_EMPTY_PATH));
    EXPECT_FALSE(newfstatat_answered(graft_, "", words, 0));
    const uint64_t arguments[8] = {static_cast<uint64_t>(graft_),
                                   guest_address(words)};
    EXPECT_FALSE(graft_identity_answer(-1, arguments, &result_));
    EXPECT_FALSE(graft_identity_answer(1000, arguments, &result_));
    // Another thread opens libraries of its own.
    std::thread([&] { EXPECT_FALSE(fstat_answered(graft_, words)); }).join();
    close(other);
    EXPECT_TRUE(fstat_answered(graft_, words));
}

// The guest has closed it, and the number is another file's.
TEST_P(GraftIdentityTest, ForgetsADescriptorThatIsAnother)
{
    uint64_t words[18] = {};
    const int other = memfd_create("other", MFD_CLOEXEC);
    ASSERT_EQ(dup3(other, graft_, O_CLOEXEC), graft_);
    EXPECT_FALSE(fstat_answered(graft_, words));
    close(other);
    graft_identity_remember(graft_, &original_);
    const int number = graft_;
    close(graft_);
    EXPECT_FALSE(fstat_answered(number, words));
    graft_ = -1;
}

TEST_P(GraftIdentityTest, FailsWhereTheGuestHasNoMemory)
{
    const TestMemory memory;
    EXPECT_TRUE(fstat_answered(graft_, memory.end() - 8));
    EXPECT_EQ(result_, -EFAULT);
}

#if defined(__x86_64__)
// The guest's struct is the host's.
TEST_P(GraftIdentityTest, HasAllMembersOfTheStruct)
{
    struct stat told = {};
    if (std::string(GetParam()) != "x86_64") {
        return;
    }
    ASSERT_TRUE(fstat_answered(graft_, &told));
    EXPECT_EQ(memcmp(&told, &original_, sizeof(told)), 0);
}
#endif

INSTANTIATE_TEST_SUITE_P(, GraftIdentityTest,
                         testing::Values("aarch64", "riscv64", "x86_64"),
                         [](const testing::TestParamInfo<const char *> &info) {
                             return std::string(info.param);
                         });

} // namespace
