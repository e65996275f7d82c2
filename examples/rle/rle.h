/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * librle packs runs of equal bytes: a run becomes two bytes, its length (1 to
 * 255) and the byte. Any thread may call; a stream is used by one at a time.
 */
#ifndef HOSTLIB_EXAMPLES_RLE_RLE_H
#define HOSTLIB_EXAMPLES_RLE_RLE_H

#include <stddef.h>
#include <stdint.h>

enum {
    RLE_OK = 0,
    RLE_END = 1, /* all is packed */
    RLE_NO_MEMORY = -1,
    RLE_MISUSED = -2, /* the stream is not open */
};

typedef struct RleState RleState;

/* What is packed piece by piece. The library moves the buffers on. */
typedef struct RleStream {
    const uint8_t *next_in;
    size_t avail_in; /* in bytes */
    uint8_t *next_out;
    size_t avail_out;
    uint64_t total_out;
    RleState *state; /* the library's own */
    /* To be set before rle_open(); NULL for malloc() and free(). */
    void *(*allocate)(void *opaque, size_t size);
    void (*release)(void *opaque, void *memory);
    void *opaque;
} RleStream;

/* Returns the library's version, a constant. */
const char *rle_version(void);

/* Returns the checksum of @count bytes more; @so_far is 0 for the first. */
uint32_t rle_checksum(uint32_t so_far, const uint8_t *bytes, size_t count);

/* Pack @count bytes to @room bytes at @to. Returns how many these are, 0 if
 * there is too little room. Twice @count is always enough. */
size_t rle_pack(uint8_t *to, size_t room, const uint8_t *from, size_t count);

/* Begin a stream. Returns RLE_OK or RLE_NO_MEMORY. */
int rle_open(RleStream *stream);

/* Pack what there is of input and room. @is_last: there is no more input.
 * Returns RLE_OK, RLE_END or RLE_MISUSED. */
int rle_feed(RleStream *stream, int is_last);

/* End a stream. Returns RLE_OK or RLE_MISUSED. */
int rle_close(RleStream *stream);

#endif
