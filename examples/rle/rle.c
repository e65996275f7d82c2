/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library itself, for the host and for guests. */
#include "examples/rle/rle.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    LONGEST_RUN = 255,
    RUN_SIZE = 2, /* packed, in bytes */
};

/* A run that may go on; none if its length is 0. */
struct RleState {
    uint8_t length;
    uint8_t byte;
};

const char *rle_version(void)
{
    return "1.0";
}

/* FNV-1a. */
uint32_t rle_checksum(uint32_t so_far, const uint8_t *bytes, size_t count)
{
    uint32_t sum = so_far == 0 ? 2166136261u : so_far;

    for (size_t i = 0; i < count; i++) {
        sum = (sum ^ bytes[i]) * 16777619u;
    }
    return sum;
}

static bool goes_on(const RleState *run, uint8_t byte)
{
    return run->length > 0 && run->length < LONGEST_RUN && run->byte == byte;
}

/* Write the run, if there is one. Returns false if there is no room for it. */
static bool write_run(RleStream *stream, RleState *run)
{
    if (run->length == 0) {
        return true;
    }
    if (stream->avail_out < RUN_SIZE) {
        return false;
    }
    stream->next_out[0] = run->length;
    stream->next_out[1] = run->byte;
    stream->next_out += RUN_SIZE;
    stream->avail_out -= RUN_SIZE;
    stream->total_out += RUN_SIZE;
    run->length = 0;
    return true;
}

static int pack(RleStream *stream, RleState *run, bool is_last)
{
    while (stream->avail_in > 0) {
        const uint8_t byte = *stream->next_in;

        if (!goes_on(run, byte)) {
            if (!write_run(stream, run)) {
                return RLE_OK;
            }
            run->byte = byte;
        }
        run->length++;
        stream->next_in++;
        stream->avail_in--;
    }
    return is_last && write_run(stream, run) ? RLE_END : RLE_OK;
}

size_t rle_pack(uint8_t *to, size_t room, const uint8_t *from, size_t count)
{
    RleState run = {0};
    RleStream stream = {
        .next_in = from,
        .avail_in = count,
        .next_out = to,
        .avail_out = room,
    };

    return pack(&stream, &run, true) == RLE_END ? (size_t)stream.total_out : 0;
}

int rle_open(RleStream *stream)
{
    stream->state = stream->allocate != NULL
                        ? stream->allocate(stream->opaque, sizeof(RleState))
                        : malloc(sizeof(RleState));
    if (stream->state == NULL) {
        return RLE_NO_MEMORY;
    }
    *stream->state = (RleState){0};
    stream->total_out = 0;
    return RLE_OK;
}

int rle_feed(RleStream *stream, int is_last)
{
    return stream->state == NULL ? RLE_MISUSED
                                 : pack(stream, stream->state, is_last != 0);
}

int rle_close(RleStream *stream)
{
    if (stream->state == NULL) {
        return RLE_MISUSED;
    }
    if (stream->allocate != NULL) {
        stream->release(stream->opaque, stream->state);
    } else {
        free(stream->state);
    }
    stream->state = NULL;
    return RLE_OK;
}
