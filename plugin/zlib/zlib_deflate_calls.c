/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_deflate_calls.h"

#include <errno.h>
#include <string.h>

#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_buffer.h"
#include "plugin/zlib/zlib_header.h"
#include "plugin/zlib/zlib_stream_call.h"

static int init(z_stream *zlib, const HostlibStream *parameters)
{
    return zlib_backend.deflate_init2(
        zlib, parameters->level, parameters->method, parameters->window_bits,
        parameters->memory_level, parameters->strategy, ZLIB_VERSION,
        (int)sizeof(*zlib));
}

int64_t zlib_call_deflate_init(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_init(call, arguments, HOSTLIB_OP_DEFLATE_INIT,
                                 init);
}

static void note_header(ZlibStreamCall *self, int status)
{
    zlib_header_note_deflate(self->stream, status, self->before.avail_in,
                             self->before.avail_out);
}

int64_t zlib_call_deflate(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    const int flush = (int32_t)arguments[2];
    int status = Z_OK;

    if (!zlib_stream_call_begin(&self, call, arguments, HOSTLIB_OP_DEFLATE)) {
        return self.failure;
    }
    status =
        zlib_header_give(call, ZLIB_BORROWED_FIRST_MORE, self.stream, flush);
    if (status == Z_OK) {
        status = zlib_backend.deflate(self.zlib, flush);
        note_header(&self, status);
    }
    return zlib_stream_call_finish(&self, status);
}

int64_t zlib_call_deflate_end(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_end(call, arguments, HOSTLIB_OP_DEFLATE_END,
                                zlib_backend.deflate_end);
}

/* Note that zlib has been reset, if @status says so. Returns that. */
static int restart_header(z_streamp zlib, int status)
{
    if (status == Z_OK) {
        zlib_header_restart(zlib_streams_of(zlib));
    }
    return status;
}

static int reset(z_streamp zlib)
{
    return restart_header(zlib, zlib_backend.deflate_reset(zlib));
}

static int reset_keep(z_streamp zlib)
{
    return restart_header(zlib, zlib_backend.deflate_reset_keep(zlib));
}

int64_t zlib_call_deflate_reset(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run(call, arguments, HOSTLIB_OP_DEFLATE_RESET,
                                reset);
}

int64_t zlib_call_deflate_reset_keep(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run(call, arguments, HOSTLIB_OP_DEFLATE_RESET_KEEP,
                                reset_keep);
}

int64_t zlib_call_deflate_set_dictionary(HostCall *call,
                                         const uint64_t *arguments)
{
    ZlibStreamCall self;
    const Bytef *dictionary = NULL;
    const uInt length = (uInt)arguments[3];

    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_DEFLATE_SET_DICTIONARY)) {
        return self.failure;
    }
    if (arguments[2] != 0) {
        dictionary =
            zlib_stream_call_borrow_all(call, arguments[2], length, GUEST_READ);
    }
    return zlib_stream_call_finish(&self, zlib_backend.deflate_set_dictionary(
                                              self.zlib, dictionary, length));
}

int64_t zlib_call_deflate_get_dictionary(HostCall *call,
                                         const uint64_t *arguments)
{
    return zlib_stream_call_get_dictionary(call, arguments,
                                           HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
                                           zlib_backend.deflate_get_dictionary);
}

static int copy(z_streamp to, z_streamp from)
{
    const int status = zlib_backend.deflate_copy(to, from);

    if (status != Z_OK) {
        return status;
    }
    return zlib_header_copy_deflate(zlib_streams_of(to), zlib_streams_of(from))
               ? Z_OK
               : Z_MEM_ERROR;
}

int64_t zlib_call_deflate_copy(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_copy(call, arguments, HOSTLIB_OP_DEFLATE_COPY,
                                 copy);
}

int64_t zlib_call_deflate_params(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    int status = Z_OK;

    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_DEFLATE_PARAMS)) {
        return self.failure;
    }
    /* It flushes what deflate() has begun, but begins nothing itself. */
    status = zlib_backend.deflate_params(self.zlib, (int32_t)arguments[2],
                                         (int32_t)arguments[3]);
    note_header(&self, status);
    return zlib_stream_call_finish(&self, status);
}

static int upper_half(uint64_t argument)
{
    return (int32_t)(argument >> 32);
}

int64_t zlib_call_deflate_tune(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_DEFLATE_TUNE)) {
        return self.failure;
    }
    return zlib_stream_call_finish(
        &self, zlib_backend.deflate_tune(
                   self.zlib, (int32_t)arguments[2], upper_half(arguments[2]),
                   (int32_t)arguments[3], upper_half(arguments[3])));
}

int64_t zlib_call_deflate_bound(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    void *place = NULL;
    uint64_t length = 0;
    int status = Z_OK;
    int64_t result = 0;

    if (!zlib_stream_call_begin_query(&self, call, arguments,
                                      HOSTLIB_OP_DEFLATE_BOUND)) {
        return self.failure;
    }
    place = host_call_borrow(call, ZLIB_BORROWED_FIRST_MORE, arguments[2],
                             sizeof(length), GUEST_WRITE);
    memcpy(&length, place, sizeof(length));
    status =
        zlib_header_give_sizes(call, ZLIB_BORROWED_SECOND_MORE, self.stream);
    if (status == Z_OK) {
        length = zlib_backend.deflate_bound(self.zlib, length);
        zlib_header_take_back(self.stream);
    }
    result = zlib_stream_call_finish(&self, status);
    if (status == Z_OK) {
        memcpy(place, &length, sizeof(length));
    }
    return result;
}

/* Write a result of 32 bits where the guest wants it, or nowhere. */
static void write_number(void *place, const void *number)
{
    if (place != NULL) {
        memcpy(place, number, sizeof(uint32_t));
    }
}

int64_t zlib_call_deflate_pending(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    void *pending_place = NULL;
    void *bits_place = NULL;
    unsigned int pending = 0;
    int bits = 0;
    int64_t result = 0;

    if (!zlib_stream_call_begin_query(&self, call, arguments,
                                      HOSTLIB_OP_DEFLATE_PENDING)) {
        return self.failure;
    }
    pending_place =
        zlib_borrow_buffer(call, ZLIB_BORROWED_FIRST_MORE, arguments[2],
                           sizeof(pending), GUEST_WRITE);
    bits_place = zlib_borrow_buffer(call, ZLIB_BORROWED_SECOND_MORE,
                                    arguments[3], sizeof(bits), GUEST_WRITE);
    result = zlib_stream_call_finish(
        &self, zlib_backend.deflate_pending(self.zlib, &pending, &bits));
    if (result == Z_OK) {
        write_number(pending_place, &pending);
        write_number(bits_place, &bits);
    }
    return result;
}

int64_t zlib_call_deflate_prime(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run_two_ints(
        call, arguments, HOSTLIB_OP_DEFLATE_PRIME, zlib_backend.deflate_prime);
}

int64_t zlib_call_deflate_set_header(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;

    if (zlib_backend.deflate_set_header == NULL) {
        return -ENOSYS;
    }
    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_DEFLATE_SET_HEADER)) {
        return self.failure;
    }
    return zlib_stream_call_finish(&self,
                                   zlib_header_set(self.stream, arguments[2]));
}
