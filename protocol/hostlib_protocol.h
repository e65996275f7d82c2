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
    /*
     * A thunk library's first call. a2: HOSTLIB_VERSION, a3: its machine as in
     * its ELF header (EM_X86_64), a4: the size of a HostlibFrame. Result: the
     * host's version; -EPROTONOSUPPORT when it does not take the frames.
     */
    HOSTLIB_OP_HELLO = 4,
    /*
     * a2: address of a HostlibFrame. Result: 0, and the frame's state says what
     * is next; -EFAULT when the frame cannot be accessed.
     */
    HOSTLIB_OP_CALL = 5,
    /*
     * a2: as above, of a call that this thread has left in a state that asks
     * for it. Result: as above; -ENOENT when there is no such call.
     */
    HOSTLIB_OP_RESUME = 6,
    /* One past the highest number in use; the host sizes its table by it. */
    HOSTLIB_OP_END = 7,
};

/* Of everything beyond operations 1 to 3. */
#define HOSTLIB_VERSION 1

/* An operation's arguments: the system call's a2 to a6, or the frame's. */
#define HOSTLIB_OPERATION_ARGUMENTS 5

/* What the host has written to a frame. */
enum HostlibFrameState {
    HOSTLIB_FRAME_NEW = 0, /* the guest's: nothing yet */
    HOSTLIB_FRAME_DONE = 1,
    /*
     * The call is suspended: memory at fault_address cannot be accessed. Read
     * the byte there, or write to it what it holds, and resume the call.
     */
    HOSTLIB_FRAME_TOUCH_READ = 2,
    HOSTLIB_FRAME_TOUCH_WRITE = 3,
};

/*
 * A call frame: one call of one of the operations that take no frame. It lies
 * in memory of the guest's, at any alignment, from the call to its end.
 */
typedef struct HostlibFrame {
    uint32_t operation; /* an enum HostlibOperation */
    uint32_t state;     /* an enum HostlibFrameState */
    uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS];
    int64_t result; /* once done: what the system call would return */
    uint64_t fault_address;
} HostlibFrame;

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
