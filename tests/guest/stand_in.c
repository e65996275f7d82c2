/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a library has that takes the name of zlib, or is one for the same
 * purpose.
 */
#include <zlib.h>

const char *zlibVersion(void)
{
    return "1.stand-in";
}

/* NOLINTNEXTLINE(readability-non-const-parameter): zlib's */
int compress(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen)
{
    (void)dest;
    (void)destLen;
    (void)source;
    (void)sourceLen;
    return Z_STREAM_ERROR;
}
