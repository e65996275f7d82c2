/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_inflate_calls.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_header.h"
#include "plugin/zlib/zlib_stream_call.h"

static int init(z_stream *zlib, const HostlibStream *parameters)
{
    return zlib_backend.inflate_init2(zlib, parameters->window_bits,
                                      ZLIB_VERSION, (int)sizeof(*zlib));
}

int64_t zlib_call_inflate_init(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_init(call, arguments, HOSTLIB_OP_INFLATE_INIT,
                                 init);
}

int64_t zlib_call_inflate(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    HostlibGzHeader header;
    bool is_lent = false;
    int status = Z_OK;

    if (!zlib_stream_call_begin(&self, call, arguments, HOSTLIB_OP_INFLATE)) {
        return self.failure;
    }
    is_lent =
        zlib_header_lend(call, ZLIB_BORROWED_FIRST_MORE, self.stream, &header);
    status = zlib_backend.inflate(self.zlib, (int32_t)arguments[2]);
    if (is_lent) {
        zlib_header_return(call, ZLIB_BORROWED_FIRST_MORE, self.stream,
                           &header);
    }
    zlib_header_note_inflate(self.stream, status, self.before.avail_out);
    return zlib_stream_call_finish(&self, status);
}

int64_t zlib_call_inflate_end(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_end(call, arguments, HOSTLIB_OP_INFLATE_END,
                                zlib_backend.inflate_end);
}

/* Note that zlib has been reset, if @status says so. Returns that. */
static int forget_header(z_streamp zlib, int status)
{
    if (status == Z_OK) {
        zlib_header_forget(zlib_streams_of(zlib));
    }
    return status;
}

static int reset(z_streamp zlib)
{
    return forget_header(zlib, zlib_backend.inflate_reset(zlib));
}

static int reset2(z_streamp zlib, int window_bits)
{
    return forget_header(zlib, zlib_backend.inflate_reset2(zlib, window_bits));
}

static int reset_keep(z_streamp zlib)
{
    return forget_header(zlib, zlib_backend.inflate_reset_keep(zlib));
}

int64_t zlib_call_inflate_reset(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run(call, arguments, HOSTLIB_OP_INFLATE_RESET,
                                reset);
}

int64_t zlib_call_inflate_reset2(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run_int(call, arguments, HOSTLIB_OP_INFLATE_RESET2,
                                    reset2);
}

int64_t zlib_call_inflate_reset_keep(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run(call, arguments, HOSTLIB_OP_INFLATE_RESET_KEEP,
                                reset_keep);
}

/*
 * Unlike deflate's function this one follows a NULL: it gets an address of the
 * guest's in its place, which faults as NULL does natively.
 */
int64_t zlib_call_inflate_set_dictionary(HostCall *call,
                                         const uint64_t *arguments)
{
    ZlibStreamCall self;
    const Bytef *dictionary = NULL;
    const uInt length = (uInt)arguments[3];

    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_INFLATE_SET_DICTIONARY)) {
        return self.failure;
    }
    dictionary =
        zlib_stream_call_borrow_all(call, arguments[2], length, GUEST_READ);
    if (dictionary == NULL) {
        return zlib_stream_call_finish(&self, Z_STREAM_ERROR);
    }
    return zlib_stream_call_finish(&self, zlib_backend.inflate_set_dictionary(
                                              self.zlib, dictionary, length));
}

int64_t zlib_call_inflate_get_dictionary(HostCall *call,
                                         const uint64_t *arguments)
{
    return zlib_stream_call_get_dictionary(call, arguments,
                                           HOSTLIB_OP_INFLATE_GET_DICTIONARY,
                                           zlib_backend.inflate_get_dictionary);
}

static int copy(z_streamp to, z_streamp from)
{
    const int status = zlib_backend.inflate_copy(to, from);

    if (status == Z_OK) {
        zlib_header_copy_inflate(zlib_streams_of(to), zlib_streams_of(from));
    }
    return status;
}

int64_t zlib_call_inflate_copy(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_copy(call, arguments, HOSTLIB_OP_INFLATE_COPY,
                                 copy);
}

int64_t zlib_call_inflate_sync(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;
    int status = Z_OK;

    if (!zlib_stream_call_begin(&self, call, arguments,
                                HOSTLIB_OP_INFLATE_SYNC)) {
        return self.failure;
    }
    if (self.input == NULL && self.before.avail_in != 0) {
        /* This function follows a NULL. It does not get to the output. */
        self.input = host_call_borrow(call, ZLIB_BORROWED_INPUT, 0,
                                      self.before.avail_in, GUEST_READ);
        self.zlib->next_in = self.input;
    }
    status = zlib_backend.inflate_sync(self.zlib);
    if (status == Z_OK) {
        zlib_header_skip(self.stream);
    }
    return zlib_stream_call_finish(&self, status);
}

int64_t zlib_call_inflate_sync_point(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run(call, arguments, HOSTLIB_OP_INFLATE_SYNC_POINT,
                                zlib_backend.inflate_sync_point);
}

int64_t zlib_call_inflate_prime(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run_two_ints(
        call, arguments, HOSTLIB_OP_INFLATE_PRIME, zlib_backend.inflate_prime);
}

/* Finish a call whose result is @number: write it where the guest wants it. */
static int64_t finish_with(ZlibStreamCall *self, uint64_t address,
                           uint64_t number)
{
    void *place = host_call_borrow(self->call, ZLIB_BORROWED_FIRST_MORE,
                                   address, sizeof(number), GUEST_WRITE);
    const int64_t result = zlib_stream_call_finish(self, Z_OK);

    memcpy(place, &number, sizeof(number));
    return result;
}

int64_t zlib_call_inflate_mark(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin_query(&self, call, arguments,
                                      HOSTLIB_OP_INFLATE_MARK)) {
        return self.failure;
    }
    return finish_with(&self, arguments[2],
                       (uint64_t)zlib_backend.inflate_mark(self.zlib));
}

int64_t zlib_call_inflate_undermine(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run_int(call, arguments,
                                    HOSTLIB_OP_INFLATE_UNDERMINE,
                                    zlib_backend.inflate_undermine);
}

int64_t zlib_call_inflate_validate(HostCall *call, const uint64_t *arguments)
{
    return zlib_stream_call_run_int(call, arguments,
                                    HOSTLIB_OP_INFLATE_VALIDATE,
                                    zlib_backend.inflate_validate);
}

int64_t zlib_call_inflate_codes_used(HostCall *call, const uint64_t *arguments)
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin_query(&self, call, arguments,
                                      HOSTLIB_OP_INFLATE_CODES_USED)) {
        return self.failure;
    }
    return finish_with(&self, arguments[2],
                       zlib_backend.inflate_codes_used(self.zlib));
}

/* From then on zlib has the header, even should the guest's be out of reach. */
int64_t zlib_call_inflate_get_header(HostCall *call, const uint64_t *arguments)
{
    const int32_t done = 0;
    ZlibStreamCall self;
    void *header = NULL;
    int status = Z_OK;
    int64_t result = 0;

    if (zlib_backend.inflate_get_header == NULL) {
        return -ENOSYS;
    }
    if (!zlib_stream_call_begin_query(&self, call, arguments,
                                      HOSTLIB_OP_INFLATE_GET_HEADER)) {
        return self.failure;
    }
    status = zlib_header_get(self.stream, arguments[2]);
    result = zlib_stream_call_finish(&self, status);
    if (status == Z_OK) {
        header = host_call_borrow(call, ZLIB_BORROWED_FIRST_MORE, arguments[2],
                                  sizeof(HostlibGzHeader), GUEST_WRITE);
        memcpy((uint8_t *)header + offsetof(HostlibGzHeader, done), &done,
               sizeof(done));
    }
    return result;
}
