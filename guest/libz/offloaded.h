/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream that the host works on. It lies where zlib would have its own state,
 * in memory of the program's allocator; which functions may be called for it is
 * the program's business, as with zlib.
 */
#ifndef HOSTLIB_GUEST_LIBZ_OFFLOADED_H
#define HOSTLIB_GUEST_LIBZ_OFFLOADED_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/host_call.h"
#include "guest/libz/own_zlib.h"
#include "protocol/hostlib_protocol.h"

typedef enum StreamKind {
    DEFLATE_STREAM,
    INFLATE_STREAM,
} StreamKind;

enum {
    /* Of a deflate stream: window, prev, head, pending_buf. */
    DEFLATE_BLOCKS = 4,
    /* Of an inflate stream: the window. */
    INFLATE_BLOCKS = 1,
    MOST_BLOCKS = DEFLATE_BLOCKS,
};

/* What deflateTune() was told. */
typedef struct Tuning {
    bool is_set;
    int good_length;
    int max_lazy;
    int nice_length;
    int max_chain;
} Tuning;

/* What inflateValidate() was told. */
typedef enum Validation {
    VALIDATION_DEFAULT,
    VALIDATION_OFF,
    VALIDATION_ON,
} Validation;

typedef struct OffloadedStream {
    uintptr_t tag; /* see offloaded_stream() */
    StreamKind kind;
    /* What is needed to begin it anew on the guest's side is in its
     * parameters, as set last, and in tuning and validation. */
    HostlibStream host;
    Tuning tuning;
    Validation validation;
    /* Whether more than that has happened to it since it began. */
    bool is_used;
    /* Whether deflate() has come to the end of it. */
    bool is_finished;
    /* Where the host has no headers: what deflateSetHeader() was told too late;
     * meant for the next reset. */
    gz_headerp header;
    /* Whether the program counts allocations: it has an allocator. */
    bool has_blocks;
    /* What zlib would work in; held, not used. */
    voidpf blocks[MOST_BLOCKS];
    /* Of an inflate stream: its window's, 0 while the header has to tell. */
    unsigned window_bits;
    /* The window could not be had: inflate() fails from then on. */
    bool is_out_of_memory;
} OffloadedStream;

/*
 * zlib's states have the address of their z_stream here, and zlib refuses those
 * that have another: a stream that is offloaded, of another z_stream, or ended.
 */
static inline uintptr_t tag_of(z_streamp strm)
{
    return (uintptr_t)strm + 1;
}

/*
 * Returns the state of @strm, NULL if it is no stream of @kind that the host
 * works on: then zlib's own function serves or refuses it.
 */
static inline OffloadedStream *offloaded_stream(z_streamp strm, StreamKind kind)
{
    OffloadedStream *stream = NULL;

    if (strm == NULL || strm->zalloc == NULL || strm->zfree == NULL ||
        strm->state == NULL) {
        return NULL;
    }
    stream = (OffloadedStream *)strm->state;
    return stream->tag == tag_of(strm) && stream->kind == kind ? stream : NULL;
}

/*
 * Begin a stream of @kind with @parameters, which are valid, on the host or, if
 * that does not want it, on the guest's side.
 *
 * Returns Z_OK or Z_MEM_ERROR.
 */
int begin_stream(z_streamp strm, StreamKind kind,
                 const HostlibStream *parameters);

/*
 * Call the host: @operation with @strm, its state and what else it takes. For
 * calls that are short, at most the copy of a stream.
 *
 * Returns the function's status.
 */
int call_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation,
                uint64_t a4, uint64_t a5);

/* What call_stream() does with the @result of a host_call(). */
int finish_call(z_streamp strm, OffloadedStream *stream, int64_t result);

/*
 * As call_stream(), for what goes through as many bytes as the program likes,
 * noting whether the stream has been used by that. Inline: of what deflate()
 * and inflate() do for a few bytes a function's call would be a good part.
 *
 * @is_short: whether the host is done with it so soon that host_call_short()
 * will do; see thresholds.h.
 */
static inline __attribute__((always_inline)) int
run_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation,
           uint64_t a4, uint64_t a5, bool is_short)
{
    const uLong total_in = strm->total_in;
    const uLong total_out = strm->total_out;
    const int64_t result =
        is_short ? host_call_short(operation, (uintptr_t)&stream->host,
                                   (uintptr_t)strm, a4, a5)
                 : host_call(operation, (uintptr_t)&stream->host,
                             (uintptr_t)strm, a4, a5);

    if (strm->total_in != total_in || strm->total_out != total_out) {
        stream->is_used = true;
    }
    if (result < 0 || strm->msg == stream->host.message) {
        return finish_call(strm, stream, result);
    }
    return (int)(HostlibStatus)result;
}

/*
 * As call_stream(), to give the host a program's @header.
 *
 * Returns false, with nothing done, where the host's zlib has no such function.
 */
bool give_header(z_streamp strm, OffloadedStream *stream, uint32_t operation,
                 gz_headerp header, int *status);

/* End @strm on both sides. Returns the host's status. */
int end_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation);

/*
 * Make @dest a copy of @source.
 *
 * Returns Z_OK or Z_MEM_ERROR; then @dest has no state.
 */
int copy_stream(z_streamp dest, z_streamp source, OffloadedStream *stream,
                uint32_t operation);

#endif
