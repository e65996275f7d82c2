/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/guest_arch_tables.h"

#include <elf.h>

const GuestArch guest_arch_riscv64 = {
    .name = "riscv64",
    .elf_machine = EM_RISCV,
    .syscalls = GUEST_ARCH_GENERIC_SYSCALLS,
    .open_flags = GUEST_ARCH_GENERIC_OPEN_FLAGS,
    .stat = GUEST_ARCH_GENERIC_STAT,
    .pc_register = "pc",
    .page_size = 4096,
    .glibc_loader = "ld-linux-riscv64-lp64d.so.1",
};
