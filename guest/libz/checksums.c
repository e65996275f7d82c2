/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums are the host's wherever that is cheaper, all others zlib's own.
 */
#include <errno.h>
#include <stdint.h>

#include "guest/host_call.h"
#include "guest/libz/host.h"
#include "guest/libz/own_zlib.h"
#include "guest/libz/thresholds.h"

/*
 * Ask the host, in one of several ways. @worthwhile: from how many bytes on a
 * system call is cheaper than to sum them here.
 *
 * Returns the sum, or a negative number where the host does not serve. Inline:
 * of what is done for a few bytes a function's call would be a good part.
 */
static inline __attribute__((always_inline)) int64_t
sum_on_host(uint32_t operation, uLong sum, const Bytef *bytes, z_size_t length,
            z_size_t worthwhile)
{
    int64_t result = 0;

    if (bytes == Z_NULL || length == 0 || !host_may_have(HOST_CHECKSUMS)) {
        return -EAGAIN;
    }
    if (length > CHECKSUM_SHORT) {
        result = host_call(operation, sum, (uintptr_t)bytes, length);
    } else {
        result = host_call_cheap(length >= worthwhile, operation, sum,
                                 (uintptr_t)bytes, length);
    }
    if (result < 0) {
        host_has_answered(HOST_CHECKSUMS, result);
    }
    return result;
}

/* Note a sum that is zlib's own. NULL asks for the initial value. */
static void note_sum(uint32_t operation, const Bytef *bytes, z_size_t length,
                     z_size_t worthwhile)
{
    if (host_wants_notes && bytes != Z_NULL) {
        host_note(operation,
                  length < worthwhile ? HOSTLIB_REASON_TOO_SMALL
                                      : HOSTLIB_REASON_REFUSED,
                  length, 0);
    }
}

static uLong crc32_in_guest(uLong crc, const Bytef *buf, z_size_t len)
{
    note_sum(HOSTLIB_OP_CRC32, buf, len, CRC32_SYSTEM_CALL);
    return z_crc32_z(crc, buf, len);
}

static uLong adler32_in_guest(uLong adler, const Bytef *buf, z_size_t len)
{
    note_sum(HOSTLIB_OP_ADLER32, buf, len, ADLER32_SYSTEM_CALL);
    return z_adler32_z(adler, buf, len);
}

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

WITHIN_A_PAGE uLong crc32_z(uLong crc, const Bytef *buf, z_size_t len)
{
    const int64_t sum =
        sum_on_host(HOSTLIB_OP_CRC32, crc, buf, len, CRC32_SYSTEM_CALL);

    return sum >= 0 ? (uLong)sum : crc32_in_guest(crc, buf, len);
}

WITHIN_A_PAGE uLong crc32(uLong crc, const Bytef *buf, uInt len)
{
    const int64_t sum =
        sum_on_host(HOSTLIB_OP_CRC32, crc, buf, len, CRC32_SYSTEM_CALL);

    return sum >= 0 ? (uLong)sum : crc32_in_guest(crc, buf, len);
}

WITHIN_A_PAGE uLong adler32_z(uLong adler, const Bytef *buf, z_size_t len)
{
    const int64_t sum =
        sum_on_host(HOSTLIB_OP_ADLER32, adler, buf, len, ADLER32_SYSTEM_CALL);

    return sum >= 0 ? (uLong)sum : adler32_in_guest(adler, buf, len);
}

WITHIN_A_PAGE uLong adler32(uLong adler, const Bytef *buf, uInt len)
{
    const int64_t sum =
        sum_on_host(HOSTLIB_OP_ADLER32, adler, buf, len, ADLER32_SYSTEM_CALL);

    return sum >= 0 ? (uLong)sum : adler32_in_guest(adler, buf, len);
}

/* NOLINTEND(readability-identifier-naming) */
