/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the state of a z_stream points to while the host works on the stream.
 * The thunk allocates it as zlib does its own state; the host writes to it.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_BLOCK_H
#define HOSTLIB_LIBRARIES_ZLIB_BLOCK_H

#include <stdint.h>

enum {
    /* The longest of zlib's messages has 38 bytes. */
    ZLIB_MESSAGE_SIZE = 64,
};

typedef struct ZlibBlock {
    /*
     * zlib has the address of the z_stream here. Another number tells zlib's
     * own functions that the stream is none of theirs.
     */
    uint64_t tag;
    uint64_t handle; /* the host's name for it; 0 is none */
    char message[ZLIB_MESSAGE_SIZE];
} ZlibBlock;

/* The parameters of deflateInit2(), a byte each. */
typedef struct ZlibParameters {
    int8_t level;
    int8_t window_bits;
    int8_t memory_level;
    int8_t strategy;
} ZlibParameters;

static inline uint64_t zlib_pack_parameters(int level, int window_bits,
                                            int memory_level, int strategy)
{
    return (uint64_t)(uint8_t)level | (uint64_t)(uint8_t)window_bits << 8 |
           (uint64_t)(uint8_t)memory_level << 16 |
           (uint64_t)(uint8_t)strategy << 24;
}

static inline ZlibParameters zlib_unpack_parameters(uint64_t parameters)
{
    return (ZlibParameters){
        (int8_t)parameters,
        (int8_t)(parameters >> 8),
        (int8_t)(parameters >> 16),
        (int8_t)(parameters >> 24),
    };
}

/*
 * Returns the number of a version such as "1.2.13", in which greater numbers
 * are later versions, or 0 if there is more in it than digits and dots: it is
 * another library then, which has taken zlib's name and makes other bytes, such
 * as "1.3.1.zlib-ng".
 */
static inline uint64_t zlib_version_number(const char *version)
{
    uint64_t number = 0;
    uint64_t part = 0;
    int parts = 1;

    for (; *version != '\0'; version++) {
        if (*version >= '0' && *version <= '9') {
            part = part * 10 + (uint64_t)(*version - '0');
        } else if (*version == '.') {
            number = number << 8 | (part & 0xff);
            part = 0;
            parts++;
        } else {
            return 0;
        }
    }
    number = number << 8 | (part & 0xff);
    return parts > 4 ? 0 : number << 8 * (4 - parts);
}

/*
 * zlib 1.2.12 changed where blocks end at level 0 and with Z_FIXED. At other
 * levels and strategies, all versions write the same bytes.
 */
#define ZLIB_NEW_BLOCKS UINT64_C(0x01020c00)

/* Since 1.3.2 the resets of inflate streams set data_type to 0. */
#define ZLIB_RESETS_TYPE UINT64_C(0x01030200)

#endif
