/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program of guests that packs a text in three ways. */
#include <stdio.h>
#include <stdlib.h>

#include "examples/rle/rle.h"

enum {
    SIZE = 100000,
    PIECE = 30000, /* of the text, for each call */
    ROOM = 1000,
};

static uint8_t text[SIZE];
static uint8_t packed[2 * SIZE];

static void report(const char *way, size_t size)
{
    printf("%s: %d bytes become %zu, checksum %08x\n", way, SIZE, size,
           rle_checksum(0, packed, size));
}

/* Runs of letters, some of them longer than 255. */
static void make_text(void)
{
    uint32_t random = 1;
    uint8_t letter = 'a';

    for (size_t i = 0; i < SIZE; i++) {
        random = random * 1103515245u + 12345u;
        if (random >> 26 == 0) {
            letter = (uint8_t)('a' + (random >> 16) % 26);
        }
        text[i] = letter;
    }
}

/* Returns the size of what is packed. */
static size_t pack_by(RleStream *stream)
{
    int status = RLE_OK;

    if (rle_open(stream) != RLE_OK) {
        exit(EXIT_FAILURE);
    }
    stream->next_in = text;
    stream->next_out = packed;
    while (status == RLE_OK) {
        const size_t left = SIZE - (size_t)(stream->next_in - text);

        stream->avail_in = left < PIECE ? left : PIECE;
        stream->avail_out = ROOM;
        status = rle_feed(stream, left <= PIECE);
    }
    if (status != RLE_END || rle_close(stream) != RLE_OK) {
        exit(EXIT_FAILURE);
    }
    return (size_t)stream->total_out;
}

static void *allocate(void *opaque, size_t size)
{
    ++*(int *)opaque;
    return malloc(size);
}

static void release(void *opaque, void *memory)
{
    --*(int *)opaque;
    free(memory);
}

int main(void)
{
    int blocks = 0;
    RleStream stream = {0};
    RleStream own = {
        .allocate = allocate,
        .release = release,
        .opaque = &blocks,
    };

    printf("librle %s\n", rle_version());
    make_text();
    report("at once", rle_pack(packed, sizeof(packed), text, SIZE));
    report("by stream", pack_by(&stream));
    report("own allocator", pack_by(&own));
    return blocks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
