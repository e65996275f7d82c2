/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/offloaded.h"

#include <errno.h>
#include <stddef.h>

#include "guest/host_call.h"
#include "guest/libz/blocks.h"
#include "guest/libz/host.h"
#include "guest/libz/messages.h"
#include "guest/libz/take_over.h"

_Static_assert(sizeof(z_stream) == sizeof(HostlibZStream),
               "the host works on the program's z_stream");
_Static_assert(offsetof(z_stream, next_out) ==
                   offsetof(HostlibZStream, next_out),
               "the host works on the program's z_stream");
_Static_assert(offsetof(z_stream, msg) == offsetof(HostlibZStream, msg),
               "the host works on the program's z_stream");
_Static_assert(offsetof(z_stream, data_type) ==
                   offsetof(HostlibZStream, data_type),
               "the host works on the program's z_stream");
_Static_assert(offsetof(z_stream, adler) == offsetof(HostlibZStream, adler),
               "the host works on the program's z_stream");

_Static_assert(sizeof(gz_header) == sizeof(HostlibGzHeader),
               "the host works on the program's gz_header");
_Static_assert(offsetof(gz_header, extra_max) ==
                   offsetof(HostlibGzHeader, extra_max),
               "the host works on the program's gz_header");
_Static_assert(offsetof(gz_header, name_max) ==
                   offsetof(HostlibGzHeader, name_max),
               "the host works on the program's gz_header");
_Static_assert(offsetof(gz_header, done) == offsetof(HostlibGzHeader, done),
               "the host works on the program's gz_header");

static void attach(z_streamp strm, OffloadedStream *stream)
{
    stream->tag = tag_of(strm);
    strm->state = (struct internal_state *)stream;
}

/* A status is 32 bits, zero-extended; what is negative is an errno. */
static int status_of(int64_t result)
{
    if (result < 0) {
        return result == -ENOMEM ? Z_MEM_ERROR : Z_STREAM_ERROR;
    }
    return (int)(HostlibStatus)result;
}

/* Have msg point at a constant, unless it says what zlib never did. */
static void settle_message(z_streamp strm, OffloadedStream *stream)
{
    const char *message = NULL;

    if (strm->msg != stream->host.message) {
        return;
    }
    stream->host.message[HOSTLIB_MESSAGE_SIZE - 1] = '\0';
    message = constant_message(stream->host.message);
    if (message != NULL) {
        strm->msg = (char *)message;
    }
}

int finish_call(z_streamp strm, OffloadedStream *stream, int64_t result)
{
    settle_message(strm, stream);
    return status_of(result);
}

static int64_t cross(z_streamp strm, OffloadedStream *stream,
                     uint32_t operation, uint64_t a4, uint64_t a5)
{
    return host_call_short(operation, (uintptr_t)&stream->host, (uintptr_t)strm,
                           a4, a5);
}

int call_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation,
                uint64_t a4, uint64_t a5)
{
    return finish_call(strm, stream, cross(strm, stream, operation, a4, a5));
}

bool give_header(z_streamp strm, OffloadedStream *stream, uint32_t operation,
                 gz_headerp header, int *status)
{
    int64_t result = cross(strm, stream, operation, (uintptr_t)header, 0);

    *status = finish_call(strm, stream, result);
    return result != -ENOSYS;
}

static unsigned window_bits_of(int parameter)
{
    return (unsigned)(parameter < 0 ? -parameter : parameter & 15);
}

/* Why the host has not begun a stream. */
static enum HostlibReason reason_of(int64_t result)
{
    return result == -ENOMEM || result == (HostlibStatus)Z_MEM_ERROR
               ? HOSTLIB_REASON_NO_MEMORY
               : HOSTLIB_REASON_REFUSED;
}

int begin_stream(z_streamp strm, StreamKind kind,
                 const HostlibStream *parameters)
{
    OffloadedStream *stream = NULL;
    int64_t result = 0;

    strm->msg = NULL;
    if (strm->zalloc == NULL) {
        strm->zalloc = z_zcalloc;
        strm->opaque = NULL;
    }
    if (strm->zfree == NULL) {
        strm->zfree = z_zcfree;
    }
    stream = allocate_stream(strm, kind);
    if (stream == NULL) {
        return Z_MEM_ERROR;
    }
    attach(strm, stream);
    stream->host = *parameters;
    stream->window_bits = window_bits_of(parameters->window_bits);
    if (kind == DEFLATE_STREAM && !allocate_deflate_blocks(strm, stream)) {
        strm->msg = (char *)z_zError(Z_MEM_ERROR);
        free_stream(strm, stream);
        strm->state = NULL;
        return Z_MEM_ERROR;
    }
    result = host_call_short(kind == DEFLATE_STREAM ? HOSTLIB_OP_DEFLATE_INIT
                                                    : HOSTLIB_OP_INFLATE_INIT,
                             (uintptr_t)&stream->host, (uintptr_t)strm);
    host_has_answered(HOST_STREAMS, result);
    return result == Z_OK ? Z_OK : take_over(strm, stream, reason_of(result));
}

/* Free @stream with its blocks. */
static void detach(z_streamp strm, OffloadedStream *stream)
{
    if (strm->msg == stream->host.message) {
        /* zlib's would be good for ever. */
        strm->msg = "";
    }
    free_stream(strm, stream);
    strm->state = NULL;
}

int end_stream(z_streamp strm, OffloadedStream *stream, uint32_t operation)
{
    int status = call_stream(strm, stream, operation, 0, 0);

    detach(strm, stream);
    return status;
}

/* The blocks that @source has. Returns false if one could not be had. */
static bool allocate_copied_blocks(z_streamp strm, OffloadedStream *copy,
                                   const OffloadedStream *source)
{
    if (copy->kind == DEFLATE_STREAM) {
        return allocate_deflate_blocks(strm, copy);
    }
    return source->blocks[0] == NULL || allocate_window(strm, copy);
}

/* A stream like @source, without a handle. Returns NULL if out of memory. */
static OffloadedStream *allocate_copy(z_streamp strm,
                                      const OffloadedStream *source)
{
    OffloadedStream *copy = allocate_stream(strm, source->kind);

    if (copy == NULL) {
        return NULL;
    }
    *copy = *source;
    copy->tag = 0;
    copy->host.handle = 0;
    for (int i = 0; i < MOST_BLOCKS; i++) {
        copy->blocks[i] = NULL;
    }
    if (!allocate_copied_blocks(strm, copy, source)) {
        free_stream(strm, copy);
        return NULL;
    }
    return copy;
}

int copy_stream(z_streamp dest, z_streamp source, OffloadedStream *stream,
                uint32_t operation)
{
    OffloadedStream *copy = allocate_copy(source, stream);
    int status = Z_OK;

    if (copy == NULL && stream->kind == INFLATE_STREAM) {
        return Z_MEM_ERROR;
    }
    *dest = *source;
    if (copy == NULL) {
        /* deflateCopy() has written to it by then. */
        dest->state = NULL;
        return Z_MEM_ERROR;
    }
    attach(dest, copy);
    if (dest->msg == stream->host.message) {
        dest->msg = copy->host.message;
    }
    status = call_stream(dest, copy, operation, (uintptr_t)&stream->host, 0);
    if (status != Z_OK) {
        detach(dest, copy);
        return Z_MEM_ERROR;
    }
    return Z_OK;
}
