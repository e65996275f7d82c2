// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/open_flags.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "plugin/core/guest_target.h"

namespace
{

struct FlagCase {
    uint64_t guest; // as the guest's asm/fcntl.h has it
    uint64_t host;
};

void set_target(const char *name)
{
    guest_target_set(guest_arch_by_name(name));
}

// Of riscv64 and x86_64.
const FlagCase kGenericCases[] = {
    {00, O_RDONLY},
    {01, O_WRONLY},
    {02, O_RDWR},
    {03, 3},
    {0100, O_CREAT},
    {0200, O_EXCL},
    {0400, O_NOCTTY},
    {01000, O_TRUNC},
    {02000, O_APPEND},
    {04000, O_NONBLOCK},
    {010000, O_DSYNC},
    {020000, O_ASYNC},
    {040000, O_DIRECT},
    {0200000, O_DIRECTORY},
    {0400000, O_NOFOLLOW},
    {01000000, O_NOATIME},
    {02000000, O_CLOEXEC},
    {04010000, O_SYNC},
    {010000000, O_PATH},
    {020200000, O_TMPFILE},
    {02400001, O_CLOEXEC | O_NOFOLLOW | O_WRONLY},
};

// What differs there.
const FlagCase kAarch64Cases[] = {
    {0200000, O_DIRECT},    {040000, O_DIRECTORY},
    {0100000, O_NOFOLLOW},  {0100, O_CREAT},
    {02000000, O_CLOEXEC},  {04010000, O_SYNC},
    {020040000, O_TMPFILE}, {02100001, O_CLOEXEC | O_NOFOLLOW | O_WRONLY},
};

void expect_translation(const FlagCase &flag)
{
    uint64_t unknown = 1;
    EXPECT_EQ(open_flags_to_host(flag.guest, &unknown), flag.host)
        << guest_target()->name << ' ' << std::oct << flag.guest;
    EXPECT_EQ(unknown, 0U);
}

TEST(OpenFlags, TranslatesEachFlag)
{
    for (const char *name : {"riscv64", "x86_64"}) {
        set_target(name);
        for (const FlagCase &flag : kGenericCases) {
            expect_translation(flag);
        }
    }
    set_target("aarch64");
    for (const FlagCase &flag : kAarch64Cases) {
        expect_translation(flag);
    }
}

// glibc's O_LARGEFILE is 0, so the kernel's numbers stand here.
TEST(OpenFlags, KeepsLargeFile)
{
    uint64_t unknown = 1;
#if defined(__aarch64__)
    const uint64_t expected = 0400000;
#else
    const uint64_t expected = 0100000;
#endif
    set_target("x86_64");
    EXPECT_EQ(open_flags_to_host(0100000, &unknown), expected);
    EXPECT_EQ(unknown, 0U);
    set_target("aarch64");
    EXPECT_EQ(open_flags_to_host(0400000, &unknown), expected);
    EXPECT_EQ(unknown, 0U);
}

TEST(OpenFlags, ReportsUnknownFlags)
{
    uint64_t unknown = 0;
    set_target("x86_64");
    EXPECT_EQ(open_flags_to_host((1ULL << 63) | (1ULL << 32) | 040000004 | 01,
                                 &unknown),
              static_cast<uint64_t>(O_WRONLY));
    EXPECT_EQ(unknown, (1ULL << 63) | (1ULL << 32) | 040000004);
}

} // namespace
