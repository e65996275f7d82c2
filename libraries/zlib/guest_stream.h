/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams that the host works on, as the thunks know them. Which functions a
 * program may call for a stream at a time is its own business, as with zlib.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_GUEST_STREAM_H
#define HOSTLIB_LIBRARIES_ZLIB_GUEST_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <zlib.h>

#include "libraries/zlib/block.h"

#define HIDDEN __attribute__((visibility("hidden")))

typedef enum StreamKind {
    DEFLATE_STREAM = 1,
    INFLATE_STREAM = 2,
} StreamKind;

enum {
    /* Of a deflate stream: window, prev, head, pending_buf. An inflate stream
     * has the first only. */
    STREAM_PLACES = 4,
};

typedef struct HostsStream {
    ZlibBlock block;
    StreamKind kind;
    /* Of an inflate stream: its window's, 0 while the header has to tell. */
    unsigned window_bits;
    /* It has no header of zlib's or gzip's. */
    bool is_raw;
    /* The window could not be had: inflate() fails from then on. */
    bool is_out_of_memory;
    /*
     * In bytes, what zlib would have allocated to work in. A program that has
     * an allocator of its own may count or limit what it gives, so it is asked
     * for these, too, when zlib would ask; they are given back at once.
     */
    uInt sizes[STREAM_PLACES];
} HostsStream;

/* What zlib has for programs that name no allocator. */
typedef struct Allocator {
    alloc_func zalloc;
    free_func zfree;
} Allocator;

extern HIDDEN Allocator guest_allocator;

static inline uint64_t tag_of(const z_stream *strm)
{
    return (uintptr_t)strm + 1;
}

/*
 * Returns the state of @strm, NULL if it is no stream of @kind that the host
 * works on: then zlib's own function serves or refuses it.
 */
static inline HostsStream *hosts_stream(const z_stream *strm, StreamKind kind)
{
    HostsStream *stream = NULL;

    if (strm == NULL || strm->zalloc == NULL || strm->zfree == NULL ||
        strm->state == NULL) {
        return NULL;
    }
    stream = (HostsStream *)strm->state;
    return stream->block.tag == tag_of(strm) && stream->kind == kind ? stream
                                                                     : NULL;
}

/* Whether @strm has an allocator of the program's. */
static inline bool has_own_allocator(const z_stream *strm)
{
    return strm->zalloc != guest_allocator.zalloc;
}

/*
 * Allocate a stream of @kind for @strm, whose allocator is set. Returns NULL if
 * out of memory.
 */
HIDDEN HostsStream *stream_allocate(z_streamp strm, StreamKind kind);

/* Free @stream, which @strm points to. */
HIDDEN void stream_free(z_streamp strm, HostsStream *stream);

/*
 * Returns whether the program's allocator has what a deflate stream works in,
 * or the window of an inflate stream, which is asked for once.
 */
HIDDEN bool stream_ask_for_deflate(z_streamp strm, HostsStream *stream,
                                   int window_bits, int memory_level);
HIDDEN bool stream_ask_for_window(z_streamp strm, HostsStream *stream);

/* The window is to be asked for again: it has another size from now on. */
HIDDEN void stream_forget_window(HostsStream *stream);

/*
 * Returns a stream for @strm with what @source holds, but for the host's
 * object, or NULL if out of memory.
 */
HIDDEN HostsStream *stream_allocate_copy(z_streamp strm,
                                         const HostsStream *source);

/* Returns the constant that has the same @text, or NULL. */
HIDDEN const char *stream_message(const char *text);

/*
 * Have @strm's message point to a constant where it is one of zlib's: it stays
 * valid after the stream's end.
 */
HIDDEN void stream_settle_message(z_streamp strm, HostsStream *stream);

#endif
