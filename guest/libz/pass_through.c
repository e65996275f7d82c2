/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is never the host's: functions that are done before a call would be,
 * what is said of this library, and inflateBack(), which calls the program back
 * for each piece.
 */
#include "guest/host_call.h"
#include "guest/libz/own_zlib.h"

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

const char *zlibVersion(void)
{
    return z_zlibVersion();
}

uLong zlibCompileFlags(void)
{
    return z_zlibCompileFlags();
}

const char *zError(int err)
{
    return z_zError(err);
}

const z_crc_t *get_crc_table(void)
{
    return z_get_crc_table();
}

uLong crc32_combine(uLong crc1, uLong crc2, z_off_t len2)
{
    return z_crc32_combine(crc1, crc2, len2);
}

uLong crc32_combine64(uLong crc1, uLong crc2, z_off64_t len2)
{
    return z_crc32_combine64(crc1, crc2, len2);
}

uLong crc32_combine_gen(z_off_t len2)
{
    return z_crc32_combine_gen(len2);
}

uLong crc32_combine_gen64(z_off64_t len2)
{
    return z_crc32_combine_gen64(len2);
}

uLong crc32_combine_op(uLong crc1, uLong crc2, uLong op)
{
    return z_crc32_combine_op(crc1, crc2, op);
}

uLong adler32_combine(uLong adler1, uLong adler2, z_off_t len2)
{
    return z_adler32_combine(adler1, adler2, len2);
}

uLong adler32_combine64(uLong adler1, uLong adler2, z_off64_t len2)
{
    return z_adler32_combine64(adler1, adler2, len2);
}

int inflateBackInit_(z_streamp strm, int windowBits, unsigned char *window,
                     const char *version, int stream_size)
{
    return z_inflateBackInit_(strm, windowBits, window, version, stream_size);
}

int inflateBack(z_streamp strm, in_func in, void *in_desc, out_func out,
                void *out_desc)
{
    int status = z_inflateBack(strm, in, in_desc, out, out_desc);

    /* How many bytes those were only the program knows. */
    if (host_wants_notes && status != Z_STREAM_ERROR) {
        host_note(HOSTLIB_OP_INFLATE, HOSTLIB_REASON_UNSUPPORTED, 0, 0);
    }
    return status;
}

int inflateBackEnd(z_streamp strm)
{
    return z_inflateBackEnd(strm);
}

/* NOLINTEND(readability-identifier-naming) */
