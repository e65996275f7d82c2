/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all calls of a stream have in common: from the guest's z_stream to the
 * host's and back.
 *
 * The host's z_stream is the stream's own, the guest's is only read and
 * written: each member once at the beginning, and at the end those that zlib
 * has changed.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAM_CALL_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_STREAM_CALL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

#include "plugin/core/host_call.h"
#include "plugin/zlib/zlib_streams.h"
#include "protocol/hostlib_protocol.h"

G_BEGIN_DECLS

/* What such calls borrow; a function may go on with the two last. */
enum {
    ZLIB_BORROWED_STREAM = 1,
    ZLIB_BORROWED_Z_STREAM,
    ZLIB_BORROWED_INPUT,
    ZLIB_BORROWED_OUTPUT,
    ZLIB_BORROWED_FIRST_MORE,
    ZLIB_BORROWED_SECOND_MORE,
};

/* On the stack of the function that serves the call. */
typedef struct ZlibStreamCall {
    HostCall *call;
    uint32_t operation;
    uint64_t stream_address; /* of the guest's HostlibStream */
    void *guest_stream;      /* the same, borrowed */
    void *guest_z_stream;    /* a HostlibZStream, borrowed */
    HostlibZStream before;   /* what was there */
    z_const Bytef *input;    /* borrowed, or NULL as the guest's next_in */
    Bytef *output;           /* likewise */
    ZlibStream *stream;
    z_stream *zlib;  /* the stream's: for zlib's functions */
    int64_t failure; /* the result where the call could not begin */
} ZlibStreamCall;

/*
 * Begin a call of the stream that the guest means by @arguments.
 *
 * @self: filled in.
 * @operation: an enum HostlibOperation; says which kind of stream it has to be.
 *
 * Returns false when the call is over, with @self->failure as its result.
 */
bool zlib_stream_call_begin(ZlibStreamCall *self, HostCall *call,
                            const uint64_t *arguments, uint32_t operation);

/*
 * As above, for a function of zlib's that changes nothing: if it is dropped the
 * stream is none the worse.
 */
bool zlib_stream_call_begin_query(ZlibStreamCall *self, HostCall *call,
                                  const uint64_t *arguments,
                                  uint32_t operation);

/*
 * Tell the guest what zlib has changed. Returns the result of the call, with
 * zlib's @status. What is written for the guest after that may be dropped
 * without harm.
 */
int64_t zlib_stream_call_finish(ZlibStreamCall *self, int status);

/*
 * Borrow @length bytes of which zlib may touch any first, such as the last ones
 * of a dictionary, as ZLIB_BORROWED_FIRST_MORE. Where the guest cannot have so
 * many at @address the call is suspended there, as by an access.
 *
 * Returns NULL if even so they cannot be used.
 */
void *zlib_stream_call_borrow_all(HostCall *call, uint64_t address,
                                  uint64_t length, GuestAccess access);

/*
 * Whole calls of functions that take the stream and ints, as @arguments have
 * them: of each the lower half, because the guest's compiler may leave the rest
 * undefined. @arguments and @operation as above. They return the result.
 */
int64_t zlib_stream_call_run(HostCall *call, const uint64_t *arguments,
                             uint32_t operation, int (*run)(z_streamp zlib));
int64_t zlib_stream_call_run_int(HostCall *call, const uint64_t *arguments,
                                 uint32_t operation,
                                 int (*run)(z_streamp zlib, int number));
int64_t zlib_stream_call_run_two_ints(HostCall *call, const uint64_t *arguments,
                                      uint32_t operation,
                                      int (*run)(z_streamp zlib, int first,
                                                 int second));

/* The same for deflateGetDictionary() and inflateGetDictionary(). */
int64_t zlib_stream_call_get_dictionary(
    HostCall *call, const uint64_t *arguments, uint32_t operation,
    int (*get)(z_streamp zlib, Bytef *dictionary, uInt *length));

/* Calls one of zlib's init functions, with what it needs of @parameters. */
typedef int ZlibInit(z_stream *zlib, const HostlibStream *parameters);

/*
 * Whole calls: to begin a stream, to end one, and to copy one. @arguments and
 * @operation as above. They return the result of the call.
 */
int64_t zlib_stream_call_init(HostCall *call, const uint64_t *arguments,
                              uint32_t operation, ZlibInit *init);
int64_t zlib_stream_call_end(HostCall *call, const uint64_t *arguments,
                             uint32_t operation, int (*end)(z_streamp zlib));
int64_t zlib_stream_call_copy(HostCall *call, const uint64_t *arguments,
                              uint32_t operation,
                              int (*copy)(z_streamp copy, z_streamp source));

G_END_DECLS

#endif
