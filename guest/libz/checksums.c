/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sums of long buffers are the host's, all others zlib's own.
 */
#include <stdbool.h>
#include <stdint.h>

#include "guest/host_call.h"
#include "guest/libz/host.h"
#include "guest/libz/own_zlib.h"
#include "guest/libz/thresholds.h"

/* Ask the host. Returns false where it does not serve. */
static bool sum_on_host(uint32_t operation, uLong *sum, const Bytef *bytes,
                        z_size_t length)
{
    int64_t result = 0;

    if (!host_may_have(HOST_CHECKSUMS)) {
        return false;
    }
    result = host_call(operation, *sum, (uintptr_t)bytes, length);
    host_has_answered(HOST_CHECKSUMS, result);
    if (result < 0) {
        return false;
    }
    *sum = (uLong)result;
    return true;
}

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

uLong crc32_z(uLong crc, const Bytef *buf, z_size_t len)
{
    if (buf != Z_NULL && len >= CRC32_THRESHOLD &&
        sum_on_host(HOSTLIB_OP_CRC32, &crc, buf, len)) {
        return crc;
    }
    return z_crc32_z(crc, buf, len);
}

uLong crc32(uLong crc, const Bytef *buf, uInt len)
{
    return crc32_z(crc, buf, len);
}

uLong adler32_z(uLong adler, const Bytef *buf, z_size_t len)
{
    if (buf != Z_NULL && len >= ADLER32_THRESHOLD &&
        sum_on_host(HOSTLIB_OP_ADLER32, &adler, buf, len)) {
        return adler;
    }
    return z_adler32_z(adler, buf, len);
}

uLong adler32(uLong adler, const Bytef *buf, uInt len)
{
    return adler32_z(adler, buf, len);
}

/* NOLINTEND(readability-identifier-naming) */
