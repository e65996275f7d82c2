// SPDX-License-Identifier: GPL-2.0-or-later
#include "arch/guest_arch.h"

#include <elf.h>

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace
{

TEST(GuestArch, IsFoundByItsNameAndByItsMachine)
{
    for (const GuestArch *const *arch = guest_archs; *arch != nullptr; arch++) {
        EXPECT_EQ(guest_arch_by_name((*arch)->name), *arch);
        EXPECT_EQ(guest_arch_by_machine((*arch)->elf_machine), *arch);
    }
    EXPECT_EQ(guest_arch_by_machine(EM_AARCH64), guest_arch_by_name("aarch64"));
    EXPECT_EQ(guest_arch_by_machine(EM_RISCV), guest_arch_by_name("riscv64"));
    EXPECT_EQ(guest_arch_by_machine(EM_X86_64), guest_arch_by_name("x86_64"));
}

TEST(GuestArch, IsNotFoundForOthers)
{
    // 32 bits, big-endian, and names that only begin or end alike.
    for (const char *name : {"", "i386", "arm", "aarch64_be", "riscv32",
                             "mips64", "s390x", "x86", "x86_64 "}) {
        EXPECT_EQ(guest_arch_by_name(name), nullptr) << name;
    }
    EXPECT_EQ(guest_arch_by_machine(EM_NONE), nullptr);
    EXPECT_EQ(guest_arch_by_machine(EM_386), nullptr);
    EXPECT_EQ(guest_arch_by_machine(EM_ARM), nullptr);
}

TEST(GuestArch, HasAllItsNumbers)
{
    std::set<std::string> names;

    for (const GuestArch *const *entry = guest_archs; *entry != nullptr;
         entry++) {
        const GuestArch *arch = *entry;
        const GuestArchOpenFlags *flags = &arch->open_flags;

        EXPECT_TRUE(names.insert(arch->name).second);
        EXPECT_GT(arch->syscalls.openat, 0);
        EXPECT_EQ(arch->syscalls.openat2, 437);
        EXPECT_EQ(arch->page_size & (arch->page_size - 1), 0u);
        // One bit each, the same four everywhere.
        EXPECT_EQ(flags->direct | flags->directory | flags->largefile |
                      flags->nofollow,
                  0740000u)
            << arch->name;
        // A tag never reaches into an address of Linux's user memory.
        EXPECT_EQ(arch->tag_mask & ((1ull << 52) - 1), 0u) << arch->name;
    }
}

TEST(GuestArch, NamesAreListedForUsers)
{
    g_autofree char *names = guest_arch_names();

    EXPECT_STREQ(names, "aarch64, riscv64, x86_64");
}

} // namespace
