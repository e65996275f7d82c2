/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/guest_arch_tables.h"

#include <elf.h>

const GuestArch guest_arch_aarch64 = {
    .name = "aarch64",
    .elf_machine = EM_AARCH64,
    .syscalls = GUEST_ARCH_GENERIC_SYSCALLS,
    .open_flags =
        {
            .direct = 0200000,
            .directory = 040000,
            .largefile = 0400000,
            .nofollow = 0100000,
        },
    .stat = GUEST_ARCH_GENERIC_STAT,
    .pc_register = "pc",
    /* "Top Byte Ignore", which Linux enables for user memory. */
    .tag_mask = 0xffull << 56,
    .page_size = 4096,
    .glibc_loader = "ld-linux-aarch64.so.1",
};
