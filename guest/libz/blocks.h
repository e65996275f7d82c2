/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that zlib 1.2.13 would allocate for a stream. A program with an
 * allocator of its own may count on it: it sees the same requests in the same
 * order whichever side does the work.
 */
#ifndef HOSTLIB_GUEST_LIBZ_BLOCKS_H
#define HOSTLIB_GUEST_LIBZ_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "guest/libz/offloaded.h"

/*
 * Allocate the first block of @strm, for its state, zeroed but for what the
 * arguments say. @strm's allocator has been set.
 *
 * Returns NULL when there is no memory.
 */
OffloadedStream *allocate_stream(z_streamp strm, StreamKind kind);

/* Returns the size of the first block of a stream of @kind. */
unsigned state_size(StreamKind kind);

/*
 * Allocate the blocks of a deflate stream; nothing where nobody would see it.
 *
 * Returns false if one of them could not be had.
 */
bool allocate_deflate_blocks(z_streamp strm, OffloadedStream *stream);

/* Whether an inflate stream has its window, or nobody would see it. */
static inline bool has_window(const OffloadedStream *stream)
{
    return !stream->has_blocks || stream->blocks[0] != NULL;
}

/* As above, for the window of an inflate stream, unless it has one. */
bool allocate_window(z_streamp strm, OffloadedStream *stream);

/* Free the window of an inflate stream. */
void free_window(z_streamp strm, OffloadedStream *stream);

/* Free all blocks of @stream, as zlib does: the first one last. */
void free_stream(z_streamp strm, OffloadedStream *stream);

#endif
