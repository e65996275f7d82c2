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
    /* What deflateSetHeader() was told too late; meant for the next reset. */
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
 * Returns the state of @strm, NULL if it is no stream of @kind that the host
 * works on: then zlib's own function serves or refuses it.
 */
OffloadedStream *offloaded_stream(z_streamp strm, StreamKind kind);

/*
 * Begin a stream of @kind with @parameters, which are valid, on the host or, if
 * that does not want it, on the guest's side.
 *
 * Returns Z_OK or Z_MEM_ERROR.
 */
int begin_stream(z_streamp strm, StreamKind kind,
                 const HostlibStream *parameters);

/*
 * Call the host: @operation with @strm, its state and what else it takes.
 *
 * Returns the function's status.
 */
int call_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation,
                uint64_t a4, uint64_t a5);

/* As call_stream(), noting whether the stream has been used by that. */
int use_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation,
               uint64_t a4, uint64_t a5);

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
