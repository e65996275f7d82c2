/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/guest_arch_tables.h"

#include <elf.h>

const GuestArch guest_arch_x86_64 = {
    .name = "x86_64",
    .elf_machine = EM_X86_64,
    /* arch/x86/entry/syscalls/syscall_64.tbl */
    .syscalls =
        {
            .fstat = 5,
            .newfstatat = 262,
            .open = 2,
            .openat = 257,
            .openat2 = 437,
        },
    .open_flags = GUEST_ARCH_GENERIC_OPEN_FLAGS,
    .stat =
        {
            .size = 144,
            .mode = 24,
            .nlink = 16,
            .uid = 28,
            .gid = 32,
            .rdev = 40,
            .nlink_size = 8,
            .blksize_size = 8,
        },
    .pc_register = "rip",
    .page_size = 4096,
    .glibc_loader = "ld-linux-x86-64.so.2",
};
