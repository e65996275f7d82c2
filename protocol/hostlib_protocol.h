/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guest and host agree on: the only place where its numbers and names
 * stand. Both sides include this file and nothing else of each other.
 *
 * Operations 1 to 3 are frozen. A thunk library or a plugin that was built
 * elsewhere to them has to go on working, so nothing below them may change;
 * docs/protocol.md says what each argument and each result means.
 */
#ifndef HOSTLIB_PROTOCOL_H
#define HOSTLIB_PROTOCOL_H

#include <stdint.h>

/*
 * The system call that crosses to the host. Linux hands out numbers below 1000
 * on every architecture (x32 sets bit 30), so a kernel, or a QEMU without the
 * plugin, answers it with -ENOSYS. Its first argument is the operation.
 */
#define HOSTLIB_SYSCALL 4096

enum HostlibOperation {
    /* a2: length in bytes. Result: the bound; 0 when there is none. */
    HOSTLIB_OP_COMPRESS_BOUND = 1,
    /*
     * a2: source, a3: its length in bytes, a4: destination, a5: address of its
     * length (a HostlibLength, read and written), a6: level (an int32_t).
     * Result: zlib's status as HostlibStatus, or -errno.
     */
    HOSTLIB_OP_COMPRESS = 2,
    /* As HOSTLIB_OP_COMPRESS, without a6. */
    HOSTLIB_OP_UNCOMPRESS = 3,
    /* One past the highest number in use; the host sizes its table by it. */
    HOSTLIB_OP_END = 4,
};

/* A length in guest memory: as wide as the size_t of every 64-bit guest. */
typedef uint64_t HostlibLength;

/*
 * A status of the library that was called, as a result of the crossing. Zero-
 * extended: 0xffffffff is a status of -1, while -1 would be -EPERM.
 */
typedef uint32_t HostlibStatus;

/*
 * The dynamic loader asks for the first and gets the second, which lies in the
 * same directory.
 */
#define HOSTLIB_DEMO_ZLIB_LIBRARY "libdemo-zlib.so"
#define HOSTLIB_DEMO_ZLIB_THUNK   "libdemo-zlib-thunk.so"

#endif
