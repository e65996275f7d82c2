// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_open.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

constexpr int64_t kOpenat2 = 437; // on all architectures
constexpr uint64_t kGuestCreat = 0100;
constexpr uint64_t kGuestPath = 010000000;

struct Numbers {
    const char *arch;
    int64_t open; // or -1
    int64_t openat;
    uint64_t directory; // its O_DIRECTORY
};

const Numbers kNumbers[] = {
    {"aarch64", -1, 56, 040000},
    {"riscv64", -1, 56, 0200000},
    {"x86_64", 2, 257, 0200000},
};

class GuestOpenTest : public testing::TestWithParam<Numbers>
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
    }

    void SetUp() override
    {
        guest_target_set(guest_arch_by_name(GetParam().arch));
    }

    // Decode an open_how that ends with readable memory.
    int decode_how(const std::vector<uint64_t> &words, uint64_t size)
    {
        const uint8_t *how =
            memory_.put_at_end(words.data(), words.size() * sizeof(uint64_t));
        const uint64_t arguments[] = {3, 0, guest_address(how), size};
        return guest_open_decode(kOpenat2, arguments, &open_);
    }

    TestMemory memory_{2};
    GuestOpen open_ = {};
};

TEST_P(GuestOpenTest, KnowsTheThreeCalls)
{
    EXPECT_EQ(guest_open_is_open(2), GetParam().open == 2);
    EXPECT_TRUE(guest_open_is_open(GetParam().openat));
    EXPECT_TRUE(guest_open_is_open(kOpenat2));
    EXPECT_FALSE(guest_open_is_open(85)); // creat() of x86_64
    EXPECT_FALSE(guest_open_is_open(-1));
    EXPECT_FALSE(guest_open_is_open((1LL << 32) + GetParam().openat));
}

TEST_P(GuestOpenTest, FindsThePath)
{
    const uint64_t arguments[] = {10, 20, 30};
    if (GetParam().open >= 0) {
        EXPECT_EQ(guest_open_path(GetParam().open, arguments), 10U);
    }
    EXPECT_EQ(guest_open_path(GetParam().openat, arguments), 20U);
    EXPECT_EQ(guest_open_path(kOpenat2, arguments), 20U);
}

TEST_P(GuestOpenTest, DecodesOpen)
{
    if (GetParam().open < 0) {
        return; // this architecture has none: see KnowsTheThreeCalls
    }
    const uint64_t arguments[] = {0, kGuestCreat | GetParam().directory | 2,
                                  0644};
    ASSERT_EQ(guest_open_decode(GetParam().open, arguments, &open_), 0);
    EXPECT_EQ(open_.dirfd, AT_FDCWD);
    EXPECT_EQ(open_.flags,
              static_cast<uint64_t>(O_CREAT | O_DIRECTORY | O_RDWR));
    EXPECT_EQ(open_.mode, 0644U);
    EXPECT_EQ(open_.resolve, 0U);
    EXPECT_FALSE(open_.is_openat2);
}

TEST_P(GuestOpenTest, DecodesOpenat)
{
    // Registers are wider than the arguments; garbage above does not count.
    const uint64_t arguments[] = {0xdead00000005, 0, 0xdead00000001,
                                  0xdead0000f1ff};
    ASSERT_EQ(guest_open_decode(GetParam().openat, arguments, &open_), 0);
    EXPECT_EQ(open_.dirfd, 5);
    EXPECT_EQ(open_.flags, static_cast<uint64_t>(O_WRONLY));
    EXPECT_EQ(open_.mode, 0777U);

    const uint64_t at_cwd[] = {0xffffff9c, 0, 0, 0};
    ASSERT_EQ(guest_open_decode(GetParam().openat, at_cwd, &open_), 0);
    EXPECT_EQ(open_.dirfd, AT_FDCWD);
}

TEST_P(GuestOpenTest, DropsWhatOpenatDropsBesidePath)
{
    const uint64_t arguments[] = {0, 0, kGuestPath | kGuestCreat | 2, 0};
    ASSERT_EQ(guest_open_decode(GetParam().openat, arguments, &open_), 0);
    EXPECT_EQ(open_.flags, static_cast<uint64_t>(O_PATH));
}

TEST_P(GuestOpenTest, DecodesOpenHow)
{
    ASSERT_EQ(decode_how({GetParam().directory, 0, 0x18}, 24), 0);
    EXPECT_EQ(open_.dirfd, 3);
    EXPECT_EQ(open_.flags, static_cast<uint64_t>(O_DIRECTORY));
    EXPECT_EQ(open_.mode, 0U);
    EXPECT_EQ(open_.resolve, 0x18U);
    EXPECT_TRUE(open_.is_openat2);
}

TEST_P(GuestOpenTest, TakesOpenHowOfAnySize)
{
    const std::vector<uint64_t> page(512);
    for (uint64_t size = 24; size <= 4096; size++) {
        ASSERT_EQ(decode_how(page, size), 0) << size;
    }
    for (uint64_t size = 0; size < 24; size++) {
        ASSERT_EQ(decode_how(page, size), -EINVAL) << size;
    }
    EXPECT_EQ(decode_how(page, 4097), -E2BIG);
    EXPECT_EQ(decode_how(page, UINT64_MAX), -E2BIG);
}

TEST_P(GuestOpenTest, RefusesNewerOpenHow)
{
    std::vector<uint64_t> how(512);
    how[3] = 1;
    EXPECT_EQ(decode_how(how, 24), 0);
    EXPECT_EQ(decode_how(how, 25), -E2BIG);
    how[3] = 0;
    how[511] = 1ULL << 56;
    EXPECT_EQ(decode_how(how, 4095), 0);
    EXPECT_EQ(decode_how(how, 4096), -E2BIG);
}

TEST_P(GuestOpenTest, RefusesOpenHowThatCannotBeRead)
{
    EXPECT_EQ(decode_how({0, 0, 0}, 25), -EFAULT);
    EXPECT_EQ(decode_how({0, 0}, 24), -EFAULT);
    const uint64_t null[] = {0, 0, 0, 24};
    EXPECT_EQ(guest_open_decode(kOpenat2, null, &open_), -EFAULT);
    // The size comes first.
    const uint64_t small[] = {0, 0, 0, 23};
    EXPECT_EQ(guest_open_decode(kOpenat2, small, &open_), -EINVAL);
}

TEST_P(GuestOpenTest, RefusesFlagsAndModesThatOpenat2DoesNotKnow)
{
    EXPECT_EQ(decode_how({1ULL << 32, 0, 0}, 24), -EINVAL);
    EXPECT_EQ(decode_how({0x4, 0, 0}, 24), -EINVAL);
    EXPECT_EQ(decode_how({kGuestCreat, 010000, 0}, 24), -EINVAL);
    EXPECT_EQ(decode_how({kGuestCreat, 07777, 0}, 24), 0);
    EXPECT_EQ(open_.mode, 07777U);
    // For the kernel to refuse.
    EXPECT_EQ(decode_how({0, 0644, 0}, 24), 0);
    EXPECT_EQ(open_.mode, 0644U);
}

INSTANTIATE_TEST_SUITE_P(, GuestOpenTest, testing::ValuesIn(kNumbers),
                         [](const testing::TestParamInfo<Numbers> &info) {
                             return std::string(info.param.arch);
                         });

} // namespace
