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
     * zlib's checksums. a2: what there is of it so far, a3: buffer, a4: its
     * length in bytes. Result: the checksum, 32 bits.
     */
    HOSTLIB_OP_CRC32 = 16,
    HOSTLIB_OP_ADLER32 = 17,

    /*
     * zlib's streams, by frames only. Each function of zlib.h with
     *
     *   a2: address of the HostlibStream
     *   a3: address of the program's z_stream (a HostlibZStream), of which the
     *       host reads and writes what the function reads and writes
     *
     * and what is named below. Result: the function's status, a HostlibStatus;
     * Z_STREAM_ERROR for a stream that is not there, is of the other kind, or
     * is in use by another call; -ENOSYS where the host has no such streams.
     * The init functions take their parameters from the HostlibStream and set
     * its handle, the end functions take it back.
     */
    HOSTLIB_OP_DEFLATE_INIT = 32,
    HOSTLIB_OP_DEFLATE = 33, /* a4: flush */
    HOSTLIB_OP_DEFLATE_END = 34,
    HOSTLIB_OP_DEFLATE_RESET = 35,
    HOSTLIB_OP_DEFLATE_RESET_KEEP = 36,
    HOSTLIB_OP_DEFLATE_SET_DICTIONARY = 37, /* a4: bytes, a5: how many */
    /* a4: address of 32768 bytes or 0, a5: address of a uint32_t or 0 */
    HOSTLIB_OP_DEFLATE_GET_DICTIONARY = 38,
    /* Of the copy: a2, a3. a4: the HostlibStream that is copied. */
    HOSTLIB_OP_DEFLATE_COPY = 39,
    HOSTLIB_OP_DEFLATE_PARAMS = 40, /* a4: level, a5: strategy */
    /* a4: good_length, with max_lazy in the upper half; a5: nice_length, with
     * max_chain there */
    HOSTLIB_OP_DEFLATE_TUNE = 41,
    /* a4: address of a uint64_t: the source's length, then the bound */
    HOSTLIB_OP_DEFLATE_BOUND = 42,
    /* a4: address of a uint32_t or 0, a5: address of an int32_t or 0 */
    HOSTLIB_OP_DEFLATE_PENDING = 43,
    HOSTLIB_OP_DEFLATE_PRIME = 44, /* a4: bits, a5: value */
    /*
     * a4: address of the program's gz_header (a HostlibGzHeader), or 0. Calls
     * that need it read it. -ENOSYS where the host's zlib has no such function.
     */
    HOSTLIB_OP_DEFLATE_SET_HEADER = 45,

    HOSTLIB_OP_INFLATE_INIT = 64,
    HOSTLIB_OP_INFLATE = 65, /* a4: flush */
    HOSTLIB_OP_INFLATE_END = 66,
    HOSTLIB_OP_INFLATE_RESET = 67,
    HOSTLIB_OP_INFLATE_RESET2 = 68, /* a4: window bits */
    HOSTLIB_OP_INFLATE_RESET_KEEP = 69,
    HOSTLIB_OP_INFLATE_SET_DICTIONARY = 70, /* as of deflate's */
    HOSTLIB_OP_INFLATE_GET_DICTIONARY = 71,
    HOSTLIB_OP_INFLATE_COPY = 72,
    HOSTLIB_OP_INFLATE_SYNC = 73,
    HOSTLIB_OP_INFLATE_SYNC_POINT = 74,
    HOSTLIB_OP_INFLATE_PRIME = 75,      /* a4: bits, a5: value */
    HOSTLIB_OP_INFLATE_MARK = 76,       /* a4: address of an int64_t, set */
    HOSTLIB_OP_INFLATE_UNDERMINE = 77,  /* a4: subvert */
    HOSTLIB_OP_INFLATE_VALIDATE = 78,   /* a4: check */
    HOSTLIB_OP_INFLATE_CODES_USED = 79, /* a4: address of a uint64_t, set */
    /* As of deflate's; calls that get to it write it. */
    HOSTLIB_OP_INFLATE_GET_HEADER = 80,

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

/*
 * zlib's z_stream, as a 64-bit program has it. Pointers are the guest's
 * addresses.
 */
typedef struct HostlibZStream {
    uint64_t next_in;
    uint32_t avail_in;
    uint32_t padding_in;
    uint64_t total_in;
    uint64_t next_out;
    uint32_t avail_out;
    uint32_t padding_out;
    uint64_t total_out;
    uint64_t msg;
    uint64_t state; /* the guest's; so are the next three */
    uint64_t zalloc;
    uint64_t zfree;
    uint64_t opaque;
    int32_t data_type;
    uint32_t padding_data_type;
    uint64_t adler;
    uint64_t reserved;
} HostlibZStream;

/* zlib's gz_header, likewise. */
typedef struct HostlibGzHeader {
    int32_t text;
    uint32_t padding_text;
    uint64_t time;
    int32_t xflags;
    int32_t os;
    uint64_t extra;
    uint32_t extra_len;
    uint32_t extra_max;
    uint64_t name;
    uint32_t name_max;
    uint32_t padding_name;
    uint64_t comment;
    uint32_t comm_max;
    int32_t hcrc;
    int32_t done;
    uint32_t padding_done;
} HostlibGzHeader;

enum {
    /* Of zlib's messages the longest has 38 bytes. */
    HOSTLIB_MESSAGE_SIZE = 64,
};

/* A stream that the host works on, in memory of the thunk library's. */
typedef struct HostlibStream {
    uint64_t handle; /* the host's name for it; 0 is none */
    /* What it was begun with; an inflate stream has window bits only. */
    int32_t level;
    int32_t method;
    int32_t window_bits;
    int32_t memory_level;
    int32_t strategy;
    int32_t padding;
    /* What z_stream's msg points at, where the host has set it. */
    char message[HOSTLIB_MESSAGE_SIZE];
} HostlibStream;

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
