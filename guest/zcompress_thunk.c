/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libdemo-zlib-thunk.so, which the loader takes for libdemo-zlib.so: every
 * function crosses to the host by one system call and does nothing else.
 */
#include "guest/zcompress.h"

#include <unistd.h>

#include "protocol/hostlib_protocol.h"

/* The header spells out this one of zlib's statuses; zlib.h is not needed. */
#define STATUS_ERRNO (-1)

_Static_assert(sizeof(size_t) == sizeof(HostlibLength),
               "*dest_len is handed to the host as it is");
_Static_assert(sizeof(long) == sizeof(HostlibLength),
               "syscall() returns a whole register");

#define EXPORTED __attribute__((visibility("default")))

/* syscall() has turned an errno into -1; a status is 32 bits, zero-extended. */
static int status_of(long result)
{
    return result == -1 ? STATUS_ERRNO : (int)(HostlibStatus)result;
}

EXPORTED size_t zcompress_compress_bound(size_t source_len)
{
    long result =
        syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, source_len);

    return result == -1 ? 0 : (size_t)result;
}

EXPORTED int zcompress_compress(const void *source, size_t source_len,
                                void *dest, size_t *dest_len, int level)
{
    return status_of(syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS, source,
                             source_len, dest, dest_len, level));
}

EXPORTED int zcompress_uncompress(const void *source, size_t source_len,
                                  void *dest, size_t *dest_len)
{
    return status_of(syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_UNCOMPRESS, source,
                             source_len, dest, dest_len));
}
