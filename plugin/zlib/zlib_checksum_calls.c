/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_checksum_calls.h"

#include <errno.h>
#include <limits.h>

#include "plugin/core/host_call.h"
#include "plugin/zlib/zlib_backend.h"

enum {
    BUFFER = 1,
};

typedef uLong Checksum(uLong sum, const Bytef *bytes, uInt length);
typedef uLong LongChecksum(uLong sum, const Bytef *bytes, z_size_t length);

/* Older zlibs count in 32 bits. */
static uLong by_portions(Checksum *checksum, uLong sum, const Bytef *bytes,
                         uint64_t length)
{
    do {
        const uInt portion = (uInt)MIN(length, UINT_MAX);

        sum = checksum(sum, bytes, portion);
        bytes += portion;
        length -= portion;
    } while (length > 0);
    return sum;
}

/* @long_checksum: the better one, or NULL where there is none. */
static int64_t run(HostCall *call, const uint64_t *arguments,
                   Checksum *checksum, LongChecksum *long_checksum)
{
    const uint64_t address = arguments[1];
    const uint64_t length = arguments[2];
    const Bytef *bytes = NULL;
    uLong sum = arguments[0];

    if (checksum == NULL) {
        return -ENOSYS;
    }
    if (address == 0) {
        /* The initial value. With a length of 1 zlib would follow the NULL. */
        return (uint32_t)checksum(0, NULL, 0);
    }
    bytes = host_call_borrow(call, BUFFER, address, length, GUEST_READ);
    sum = long_checksum != NULL ? long_checksum(sum, bytes, length)
                                : by_portions(checksum, sum, bytes, length);
    host_call_count(call, length, 0);
    return (uint32_t)sum;
}

int64_t zlib_call_crc32(HostCall *call, const uint64_t *arguments)
{
    return run(call, arguments, zlib_backend.crc32, zlib_backend.crc32_z);
}

int64_t zlib_call_adler32(HostCall *call, const uint64_t *arguments)
{
    return run(call, arguments, zlib_backend.adler32, zlib_backend.adler32_z);
}
