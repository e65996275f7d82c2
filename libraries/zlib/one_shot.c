/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/one_shot.h"

#include <limits.h>
#include <stdbool.h>

/* zlib counts a call's bytes in 32 bits: long buffers go in by portions. */
typedef struct Portions {
    uint64_t source_left;
    uint64_t destination_left;
} Portions;

static void refill(uInt *available, uint64_t *left)
{
    if (*available == 0) {
        *available = (uInt)MIN(*left, UINT_MAX);
        *left -= *available;
    }
}

static z_stream stream_of(const ZlibOneShot *shot)
{
    return (z_stream){
        /* zlib.h makes it const or not, as ZLIB_CONST says. */
        .next_in = (z_const Bytef *)shot->source,
        .next_out = shot->destination,
        .zalloc = arena_allocate_items,
        .zfree = arena_free_item,
        .opaque = shot->arena,
    };
}

void zlib_one_shot_compress(ZlibOneShot *shot)
{
    const ZlibBackend *backend = shot->backend;
    z_stream stream = stream_of(shot);
    Portions portions = {shot->source_length, shot->destination_length};

    shot->destination_length = 0;
    shot->status = backend->deflate_init(&stream, shot->level, ZLIB_VERSION,
                                         (int)sizeof(stream));
    if (shot->status != Z_OK) {
        return;
    }
    do {
        refill(&stream.avail_out, &portions.destination_left);
        refill(&stream.avail_in, &portions.source_left);
        shot->status = backend->deflate(
            &stream, portions.source_left == 0 ? Z_FINISH : Z_NO_FLUSH);
    } while (shot->status == Z_OK);
    shot->destination_length = stream.total_out;
    backend->deflate_end(&stream);
    if (shot->status == Z_STREAM_END) {
        shot->status = Z_OK;
    }
}

/* From the status of the last inflate() to the one of uncompress(). */
static int uncompress_status(int status, bool has_room)
{
    switch (status) {
    case Z_STREAM_END:
        return Z_OK;
    case Z_NEED_DICT:
        return Z_DATA_ERROR;
    case Z_BUF_ERROR:
        /* No progress in spite of room for it: the input is cut off. */
        return has_room ? Z_DATA_ERROR : Z_BUF_ERROR;
    default:
        return status;
    }
}

void zlib_one_shot_uncompress(ZlibOneShot *shot)
{
    const ZlibBackend *backend = shot->backend;
    const bool is_check = shot->destination_length == 0;
    z_stream stream = stream_of(shot);
    Portions portions = {shot->source_length, shot->destination_length};
    Bytef spare[1];

    if (is_check) {
        /*
         * With no room at all an empty stream can still be told from one that
         * is cut off, given a byte that nothing should ever be written to.
         */
        stream.next_out = spare;
        portions.destination_left = sizeof(spare);
    }
    shot->destination_length = 0;
    shot->status =
        backend->inflate_init(&stream, ZLIB_VERSION, (int)sizeof(stream));
    if (shot->status != Z_OK) {
        return;
    }
    do {
        refill(&stream.avail_out, &portions.destination_left);
        refill(&stream.avail_in, &portions.source_left);
        shot->status = backend->inflate(&stream, Z_NO_FLUSH);
    } while (shot->status == Z_OK);
    shot->destination_length = is_check ? 0 : stream.total_out;
    shot->status = uncompress_status(
        shot->status,
        is_check || portions.destination_left != 0 || stream.avail_out != 0);
    backend->inflate_end(&stream);
}
