/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/bound.h"

#include <stdlib.h>
#include <zlib.h>

/* Versions since which the bound is another one. */
#define TIGHT_BOUNDS UINT64_C(0x01020d00) /* 1.2.13 */
#define KNOWS_LEVEL  UINT64_C(0x01030000) /* 1.3 */
#define SATURATES    UINT64_C(0x01030200) /* 1.3.2 */

enum {
    GZIP_WINDOW_BITS = 16, /* added to those of the window */
};

static int window_bits_of(const ZlibParameters *parameters)
{
    int bits = abs((int)parameters->window_bits);

    if (bits > MAX_WBITS) {
        bits -= GZIP_WINDOW_BITS;
    }
    /* zlib takes 9 for 8. */
    return bits == 8 ? 9 : bits;
}

/* Without the wrapper. */
static uint64_t bound_of_data(uint64_t version,
                              const ZlibParameters *parameters, uint64_t length)
{
    const int window_bits = window_bits_of(parameters);
    const int hash_bits = parameters->memory_level + 7;

    if (window_bits == MAX_WBITS && hash_bits == 8 + 7) {
        return length + (length >> 12) + (length >> 14) + (length >> 25) + 7;
    }
    if (version < TIGHT_BOUNDS) {
        return length + ((length + 7) >> 3) + ((length + 63) >> 6) + 5;
    }
    if (window_bits <= hash_bits &&
        (version < KNOWS_LEVEL || parameters->level != 0)) {
        /* Of blocks with fixed codes. */
        return length + (length >> 3) + (length >> 8) + (length >> 9) + 4;
    }
    /* Of stored blocks. */
    return length + (length >> 5) + (length >> 7) + (length >> 11) + 7;
}

uint64_t zlib_bound(uint64_t version, const ZlibParameters *parameters,
                    uint64_t length, uint64_t wrapper)
{
    const uint64_t bound = bound_of_data(version, parameters, length) + wrapper;

    return bound < length && version >= SATURATES ? UINT64_MAX : bound;
}
