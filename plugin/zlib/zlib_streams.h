/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The streams that guests have open, and the handles by which they know them.
 *
 * A handle is a place in a table and how often that place has been used: it
 * tells nothing about the host, and one that is out of date or made up finds no
 * stream.
 *
 * A stream is one call's at a time. That call takes it, and gives it back when
 * it is over, by host_call_keep(): if it was dropped before it had settled the
 * stream, zlib's state is half changed, and the stream is broken. All that can
 * be done with a broken one is to end it.
 *
 * All functions may be called from any thread and take no lock, so a child that
 * the guest forks in the middle of another thread's call is fine.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAMS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAMS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "plugin/zlib/zlib_arena.h"

G_BEGIN_DECLS

enum {
    ZLIB_STREAMS_MAX = 65536,
};

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
    ZlibArena *arena;    /* zlib's memory; NULL where there is none */
    const char *message; /* what zlib has last set msg to */
    uint64_t calls;      /* of deflate() or inflate() */
    uint64_t bytes_in;   /* of all calls */
    uint64_t bytes_out;
} ZlibStream;

/*
 * Returns a stream that nobody can find yet, the caller's until
 * zlib_streams_give_back(). Its z_stream has nothing but an allocator. NULL
 * when there are ZLIB_STREAMS_MAX.
 */
ZlibStream *zlib_streams_new(ZlibStreamKind kind);

/* Returns the stream whose z_stream is @zlib. */
static inline ZlibStream *zlib_streams_of(z_streamp zlib)
{
    return (ZlibStream *)zlib;
}

/* Returns the handle that @stream has, or will have once it is open; never 0.
 */
uint64_t zlib_streams_handle(const ZlibStream *stream);

/* Let a new stream be found, and settle it. The caller still has it. */
void zlib_streams_open(ZlibStream *stream);

/*
 * Returns the stream, the caller's until zlib_streams_give_back(), or NULL: no
 * stream of that kind has this handle, another call has it, or it is broken,
 * that is, a call was left in the middle of zlib's work on it.
 *
 * @takes_broken: whether to return a broken one, too: for calls that set all of
 * its state anew.
 */
ZlibStream *zlib_streams_take(uint64_t handle, ZlibStreamKind kind,
                              bool takes_broken);

/*
 * Returns what zlib_streams_take() would return for a stream that is there,
 * only to be compared.
 */
const ZlibStream *zlib_streams_place(uint64_t handle);

/* Say that @stream, which the caller has, is fit for more calls. */
void zlib_streams_settle(ZlibStream *stream);

typedef enum ZlibRemoval {
    ZLIB_REMOVED_NOTHING, /* there was no such stream */
    ZLIB_REMOVED_INTACT,
    ZLIB_REMOVED_BROKEN, /* or in the middle of another call */
} ZlibRemoval;

/*
 * Remove a stream, whatever state it is in: nobody finds it any more.
 *
 * @stream: set to the stream, the caller's until zlib_streams_give_back(), or
 * to NULL where there is none, or another call still has it.
 */
ZlibRemoval zlib_streams_remove(uint64_t handle, ZlibStreamKind kind,
                                ZlibStream **stream);

/*
 * A HostCallRelease: give back a stream that one of the functions above has
 * given. One that nobody can find is freed with all its memory, and the log
 * gets a line if it had been open.
 */
void zlib_streams_give_back(void *stream);

G_END_DECLS

#endif
