/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams of the host's zlib: objects (plugin/library/object.h) with a
 * z_stream.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAMS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAMS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "plugin/library/object.h"

G_BEGIN_DECLS

typedef enum ZlibStreamKind {
    ZLIB_STREAM_DEFLATE,
    ZLIB_STREAM_INFLATE,
} ZlibStreamKind;

/* The header of gzip's that a stream was given; see zlib_header.h. */
typedef struct ZlibHeader {
    /* Known to zlib. Has addresses of the guest's during a call at most. */
    gz_header zlib;
    uint64_t address; /* of the guest's gz_header, 0 for none */
    void *memory;     /* what a deflate stream's points at, for g_free() */
    size_t size;      /* of it, in bytes */
    /* Since the last reset: whether zlib has written a part of memory, */
    bool is_begun;
    /* whether it will not come back to it before the next one, */
    bool is_past;
    /* and whether the stream is over. */
    bool is_over;
} ZlibHeader;

/* Belongs to the call that has the stream. */
typedef struct ZlibStream {
    z_stream zlib; /* the first; at an address that does not change */
    ZlibHeader header;
    Object *object;
    const char *message; /* what zlib has last set msg to */
} ZlibStream;

/* Returns the stream whose z_stream is @zlib. */
static inline ZlibStream *zlib_streams_of(z_streamp zlib)
{
    return (ZlibStream *)zlib;
}

/* As object_new(). The stream's z_stream has nothing but an allocator. */
ZlibStream *zlib_streams_new(ZlibStreamKind kind);

/* As object_take(). */
ZlibStream *zlib_streams_take(uint64_t handle, ZlibStreamKind kind,
                              bool takes_broken);

/* As object_remove(). */
ObjectRemoval zlib_streams_remove(uint64_t handle, ZlibStreamKind kind,
                                  ZlibStream **stream);

G_END_DECLS

#endif
