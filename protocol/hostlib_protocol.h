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
 * The system call that crosses to the host. On the architectures of guests
 * Linux has numbers below 1000, so a kernel, or a QEMU without the plugin,
 * answers it with -ENOSYS. (On others it is taken: MIPS's o32 numbers begin at
 * 4000.) Its first argument is the operation.
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
     * its ELF header, an EM_*, a4: the size of a HostlibFrame. Result: the
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
    /*
     * a2: address of an instruction that stores to a frame's state. When it is
     * translated next, it becomes a doorbell: each time that it is executed the
     * host serves the frame, as by HOSTLIB_OP_CALL. Result: 0 as long as the
     * guest has had one thread only, 1 from then on. Nobody tells whether it
     * has become one, or still is: a frame that was not served has the state
     * that was stored. With the guest's second thread none is one any more.
     */
    HOSTLIB_OP_DOORBELL = 7,

    /*
     * Statistics. Both by registers only, and -ENOSYS where nobody has asked
     * for statistics. The first has no arguments; result: 1, the host wants to
     * hear of what it is not called for.
     */
    HOSTLIB_OP_WANTS_NOTES = 8,
    /*
     * A call that the guest has served itself. a2: the operation it would have
     * been, a3: an enum HostlibReason, a4: bytes read, a5: bytes written.
     * Result: 0; -EINVAL for an operation or a reason that does not exist.
     */
    HOSTLIB_OP_NOTE = 9,

    /*
     * From here on the functions of declared libraries, by frames only: see
     * libraries/declare_operations.h.
     */
    HOSTLIB_OP_DECLARED = 128,

    /* One past the highest number; the host sizes its table by it. */
    HOSTLIB_OP_END = 512,
};

/* Of everything beyond operations 1 to 3. */
#define HOSTLIB_VERSION 1

/* An operation's arguments: the system call's a2 to a6, or the frame's. */
#define HOSTLIB_OPERATION_ARGUMENTS 5

/* Why a call was served in the guest. */
enum HostlibReason {
    HOSTLIB_REASON_TOO_SMALL = 0,   /* not worth the crossing */
    HOSTLIB_REASON_UNSUPPORTED = 1, /* the protocol has nothing for it */
    HOSTLIB_REASON_REFUSED = 2,     /* the host does not serve it, or no more */
    HOSTLIB_REASON_NO_MEMORY = 3,   /* the host was out of memory */
    /* Of a stream that is the guest's, for one of the reasons above. */
    HOSTLIB_REASON_GUESTS_STREAM = 4,
    HOSTLIB_REASON_END = 5,
};

/*
 * Handles of the host's objects, in place of pointers to a library's state:
 * these bits are set in all of them, and in no address of user memory.
 */
#define HOSTLIB_HANDLE_SHIFT 47
#define HOSTLIB_HANDLE_MARK  UINT64_C(0x1ffff)

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
    /*
     * Of the functions of declared libraries only: the host has not made the
     * call, and nothing has changed. The result is a negative errno. Any result
     * of a call that is done is the function's own.
     */
    HOSTLIB_FRAME_REFUSED = 4,
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
