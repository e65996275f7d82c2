/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables themselves, for guest_arch.c and the files that define them, and
 * what several of them share.
 */
#ifndef HOSTLIB_ARCH_GUEST_ARCH_TABLES_H
#define HOSTLIB_ARCH_GUEST_ARCH_TABLES_H

#include "arch/guest_arch.h"

G_BEGIN_DECLS

/* include/uapi/asm-generic/unistd.h of the kernel. */
#define GUEST_ARCH_GENERIC_SYSCALLS                                            \
    {                                                                          \
        .fstat = 80,                                                           \
        .newfstatat = 79,                                                      \
        .open = GUEST_ARCH_NO_SYSCALL,                                         \
        .openat = 56,                                                          \
        .openat2 = 437,                                                        \
    }

/* include/uapi/asm-generic/stat.h of the kernel. */
#define GUEST_ARCH_GENERIC_STAT                                                \
    {                                                                          \
        .size = 128,                                                           \
        .mode = 16,                                                            \
        .nlink = 20,                                                           \
        .uid = 24,                                                             \
        .gid = 28,                                                             \
        .rdev = 32,                                                            \
        .nlink_size = 4,                                                       \
        .blksize_size = 4,                                                     \
    }

/* include/uapi/asm-generic/fcntl.h of the kernel. */
#define GUEST_ARCH_GENERIC_OPEN_FLAGS                                          \
    {                                                                          \
        .direct = 040000,                                                      \
        .directory = 0200000,                                                  \
        .largefile = 0100000,                                                  \
        .nofollow = 0400000,                                                   \
    }

extern const GuestArch guest_arch_aarch64;
extern const GuestArch guest_arch_riscv64;
extern const GuestArch guest_arch_x86_64;

G_END_DECLS

#endif
