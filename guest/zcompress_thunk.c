/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libdemo-zlib-thunk.so, which the loader takes for libdemo-zlib.so: every
 * function is a call to the host and nothing else.
 */
#include "guest/zcompress.h"

#include <errno.h>

#include "guest/host_call.h"

/* The header spells out this one of zlib's statuses; zlib.h is not needed. */
#define STATUS_ERRNO (-1)

_Static_assert(sizeof(size_t) == sizeof(HostlibLength),
               "*dest_len is handed to the host as it is");

#define EXPORTED __attribute__((visibility("default")))

/* A status is 32 bits, zero-extended; what is negative is an errno. */
static int status_of(int64_t result)
{
    if (result < 0) {
        errno = (int)-result;
        return STATUS_ERRNO;
    }
    return (int)(HostlibStatus)result;
}

EXPORTED size_t zcompress_compress_bound(size_t source_len)
{
    int64_t result = host_call(HOSTLIB_OP_COMPRESS_BOUND, source_len);

    return result < 0 && result > -4096 ? 0 : (size_t)result;
}

EXPORTED int zcompress_compress(const void *source, size_t source_len,
                                void *dest, size_t *dest_len, int level)
{
    return status_of(host_call(HOSTLIB_OP_COMPRESS, (uintptr_t)source,
                               source_len, (uintptr_t)dest, (uintptr_t)dest_len,
                               (uint64_t)level));
}

EXPORTED int zcompress_uncompress(const void *source, size_t source_len,
                                  void *dest, size_t *dest_len)
{
    return status_of(host_call(HOSTLIB_OP_UNCOMPRESS, (uintptr_t)source,
                               source_len, (uintptr_t)dest,
                               (uintptr_t)dest_len));
}
