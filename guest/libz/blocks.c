/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/blocks.h"

#include <stddef.h>
#include <string.h>

#include "guest/libz/own_zlib.h"

/* zlib's own headers, in the order that they need. */
/* clang-format off */
#include <zutil.h>
#include <deflate.h>
#include <inftrees.h>
#include <inflate.h>
/* clang-format on */

/* The state's place is the program's, of the size that zlib asks for. */
_Static_assert(sizeof(OffloadedStream) <= sizeof(deflate_state),
               "an offloaded stream fits in a deflate_state");
_Static_assert(sizeof(OffloadedStream) <= sizeof(struct inflate_state),
               "an offloaded stream fits in an inflate_state");
/* What offloaded_stream() relies on. */
_Static_assert(offsetof(deflate_state, strm) == offsetof(OffloadedStream, tag),
               "a deflate_state has its owner where the tag is");
_Static_assert(offsetof(struct inflate_state, strm) ==
                   offsetof(OffloadedStream, tag),
               "an inflate_state has its owner where the tag is");

unsigned state_size(StreamKind kind)
{
    return kind == DEFLATE_STREAM ? sizeof(deflate_state)
                                  : sizeof(struct inflate_state);
}

OffloadedStream *allocate_stream(z_streamp strm, StreamKind kind)
{
    OffloadedStream *stream = ZALLOC(strm, 1, state_size(kind));

    if (stream == NULL) {
        return NULL;
    }
    memset(stream, 0, sizeof(*stream));
    stream->kind = kind;
    stream->has_blocks = strm->zalloc != z_zcalloc;
    return stream;
}

bool allocate_deflate_blocks(z_streamp strm, OffloadedStream *stream)
{
    const int bits = stream->host.window_bits;
    const unsigned window_bits = (unsigned)(bits < 0 ? -bits : bits & 15);
    /* zlib does not use 8, but for the header. */
    const unsigned window_size = 1u << (window_bits == 8 ? 9 : window_bits);
    const unsigned memory_level = (unsigned)stream->host.memory_level;
    bool are_all = true;

    if (!stream->has_blocks) {
        return true;
    }
    stream->blocks[0] = ZALLOC(strm, window_size, 2 * sizeof(Byte));
    stream->blocks[1] = ZALLOC(strm, window_size, sizeof(Pos));
    stream->blocks[2] = ZALLOC(strm, 1u << (memory_level + 7), sizeof(Pos));
    stream->blocks[3] = ZALLOC(strm, 1u << (memory_level + 6), 4);
    for (int i = 0; i < DEFLATE_BLOCKS; i++) {
        are_all = are_all && stream->blocks[i] != NULL;
    }
    return are_all;
}

bool allocate_window(z_streamp strm, OffloadedStream *stream)
{
    if (has_window(stream)) {
        return true;
    }
    stream->blocks[0] =
        ZALLOC(strm, 1u << stream->window_bits, sizeof(unsigned char));
    return stream->blocks[0] != NULL;
}

void free_window(z_streamp strm, OffloadedStream *stream)
{
    TRY_FREE(strm, stream->blocks[0]);
    stream->blocks[0] = NULL;
}

void free_stream(z_streamp strm, OffloadedStream *stream)
{
    for (int i = MOST_BLOCKS - 1; i >= 0; i--) {
        TRY_FREE(strm, stream->blocks[i]);
    }
    /* Memory that is used again must not look like a stream. */
    stream->tag = 0;
    ZFREE(strm, stream);
}
