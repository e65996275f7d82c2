/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostlib knows of the architectures that guests have.
 *
 * Each architecture is one table, in a file of its own. Nothing else on the
 * host's side names an architecture. All are 64-bit and little-endian, as the
 * hosts are: structures in guest memory are used as they lie there.
 *
 * The tables are constant; any thread may read them.
 */
#ifndef HOSTLIB_ARCH_GUEST_ARCH_H
#define HOSTLIB_ARCH_GUEST_ARCH_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

enum {
    /* The number of a system call that an architecture does not have. */
    GUEST_ARCH_NO_SYSCALL = -1,
};

/*
 * The O_* flags whose values differ between architectures, as
 * arch/ARCH/include/ uapi/asm/fcntl.h of the kernel defines them. All others
 * are those of asm-generic/fcntl.h everywhere.
 */
typedef struct GuestArchOpenFlags {
    uint32_t direct;
    uint32_t directory;
    uint32_t largefile;
    uint32_t nofollow;
} GuestArchOpenFlags;

/* Numbers of the system calls that the syscall filter knows. */
typedef struct GuestArchSyscalls {
    int64_t fstat;
    int64_t newfstatat;
    int64_t open;
    int64_t openat;
    int64_t openat2;
} GuestArchSyscalls;

/*
 * The layout of struct stat, as arch/ARCH/include/uapi/asm/stat.h defines it,
 * in bytes. Device and inode come first, and from st_size on all are alike but
 * for the size of st_blksize.
 */
typedef struct GuestArchStat {
    uint32_t size; /* of the struct */
    uint32_t mode; /* offsets */
    uint32_t nlink;
    uint32_t uid;
    uint32_t gid;
    uint32_t rdev;
    uint32_t nlink_size;
    uint32_t blksize_size;
} GuestArchStat;

typedef struct GuestArch {
    /* QEMU's name of the target: qemu-NAME emulates it. */
    const char *name;
    uint16_t elf_machine; /* EM_* of elf.h */
    GuestArchSyscalls syscalls;
    GuestArchOpenFlags open_flags;
    GuestArchStat stat;
    /* What QEMU's plugin API calls the program counter. */
    const char *pc_register;
    /* Bits of a user address that the CPU ignores; 0 where it ignores none. */
    uint64_t tag_mask;
    /* The smallest page that its kernels have, in bytes. */
    uint32_t page_size;
    /* DT_SONAME of glibc's dynamic loader. */
    const char *glibc_loader;
} GuestArch;

/* All there are; ends with NULL. */
extern const GuestArch *const guest_archs[];

/* Returns the one that QEMU calls @name, or NULL. */
const GuestArch *guest_arch_by_name(const char *name);

/*
 * Returns the one of 64-bit little-endian ELF files for @elf_machine, an EM_*,
 * or NULL.
 */
const GuestArch *guest_arch_by_machine(uint16_t elf_machine);

/*
 * Returns the names of all, separated by ", ", for messages to users. The
 * caller frees it by g_free().
 */
char *guest_arch_names(void);

G_END_DECLS

#endif
