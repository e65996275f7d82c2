/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/testing/fake_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guest/host_call.h"
#include "guest/libz/own_zlib.h"
#include "protocol/hostlib_protocol.h"

FakeHost fake_host;

atomic_bool host_call_has_threads;

bool host_wants_notes;

/* A call: its z_stream as the host has it, and its arguments. */
typedef struct Call {
    uint32_t operation;
    z_stream *z;
    HostlibStream *stream;
    const uint64_t *arguments;
} Call;

/* NOLINTBEGIN(performance-no-int-to-ptr): guest addresses are pointers here */

static void *pointer(uint64_t address)
{
    return (void *)address;
}

static int init(Call *call)
{
    const HostlibStream *stream = call->stream;
    int status = Z_OK;

    if (call->operation == HOSTLIB_OP_DEFLATE_INIT) {
        status =
            z_deflateInit2_(call->z, stream->level, stream->method,
                            stream->window_bits, stream->memory_level,
                            stream->strategy, ZLIB_VERSION, sizeof(z_stream));
    } else {
        status = z_inflateInit2_(call->z, stream->window_bits, ZLIB_VERSION,
                                 sizeof(z_stream));
    }
    if (status == Z_OK) {
        call->stream->handle = (uintptr_t)call->z;
        fake_host.streams++;
    }
    return status;
}

static int deflate_call(const Call *call)
{
    z_stream *z = call->z;
    const uint64_t a4 = call->arguments[2];
    const uint64_t a5 = call->arguments[3];

    switch (call->operation) {
    case HOSTLIB_OP_DEFLATE:
        return z_deflate(z, (int)a4);
    case HOSTLIB_OP_DEFLATE_END:
        return z_deflateEnd(z);
    case HOSTLIB_OP_DEFLATE_RESET:
        return z_deflateReset(z);
    case HOSTLIB_OP_DEFLATE_RESET_KEEP:
        return z_deflateResetKeep(z);
    case HOSTLIB_OP_DEFLATE_SET_DICTIONARY:
        return z_deflateSetDictionary(z, pointer(a4), (uInt)a5);
    case HOSTLIB_OP_DEFLATE_GET_DICTIONARY:
        return z_deflateGetDictionary(z, pointer(a4), pointer(a5));
    case HOSTLIB_OP_DEFLATE_PARAMS:
        return z_deflateParams(z, (int)a4, (int)a5);
    case HOSTLIB_OP_DEFLATE_TUNE:
        return z_deflateTune(z, (int)a4, (int)(a4 >> 32), (int)a5,
                             (int)(a5 >> 32));
    case HOSTLIB_OP_DEFLATE_BOUND:
        *(uint64_t *)pointer(a4) = z_deflateBound(z, *(uint64_t *)pointer(a4));
        return Z_OK;
    case HOSTLIB_OP_DEFLATE_PENDING:
        return z_deflatePending(z, pointer(a4), pointer(a5));
    case HOSTLIB_OP_DEFLATE_PRIME:
        return z_deflatePrime(z, (int)a4, (int)a5);
    case HOSTLIB_OP_DEFLATE_SET_HEADER:
        return z_deflateSetHeader(z, pointer(a4));
    default:
        return Z_STREAM_ERROR;
    }
}

static int inflate_call(const Call *call)
{
    z_stream *z = call->z;
    const uint64_t a4 = call->arguments[2];
    const uint64_t a5 = call->arguments[3];

    switch (call->operation) {
    case HOSTLIB_OP_INFLATE:
        return z_inflate(z, (int)a4);
    case HOSTLIB_OP_INFLATE_END:
        return z_inflateEnd(z);
    case HOSTLIB_OP_INFLATE_RESET:
        return z_inflateReset(z);
    case HOSTLIB_OP_INFLATE_RESET2:
        return z_inflateReset2(z, (int)a4);
    case HOSTLIB_OP_INFLATE_RESET_KEEP:
        return z_inflateResetKeep(z);
    case HOSTLIB_OP_INFLATE_SET_DICTIONARY:
        return z_inflateSetDictionary(z, pointer(a4), (uInt)a5);
    case HOSTLIB_OP_INFLATE_GET_DICTIONARY:
        return z_inflateGetDictionary(z, pointer(a4), pointer(a5));
    case HOSTLIB_OP_INFLATE_SYNC:
        return z_inflateSync(z);
    case HOSTLIB_OP_INFLATE_SYNC_POINT:
        return z_inflateSyncPoint(z);
    case HOSTLIB_OP_INFLATE_PRIME:
        return z_inflatePrime(z, (int)a4, (int)a5);
    case HOSTLIB_OP_INFLATE_MARK:
        *(int64_t *)pointer(a4) = z_inflateMark(z);
        return Z_OK;
    case HOSTLIB_OP_INFLATE_UNDERMINE:
        return z_inflateUndermine(z, (int)a4);
    case HOSTLIB_OP_INFLATE_VALIDATE:
        return z_inflateValidate(z, (int)a4);
    case HOSTLIB_OP_INFLATE_CODES_USED:
        *(uint64_t *)pointer(a4) = z_inflateCodesUsed(z);
        return Z_OK;
    case HOSTLIB_OP_INFLATE_GET_HEADER:
        return z_inflateGetHeader(z, pointer(a4));
    default:
        return Z_STREAM_ERROR;
    }
}

static int copy(Call *call)
{
    const HostlibStream *from = pointer(call->arguments[2]);
    z_stream *source = pointer(from->handle);
    int status = call->operation == HOSTLIB_OP_DEFLATE_COPY
                     ? z_deflateCopy(call->z, source)
                     : z_inflateCopy(call->z, source);

    if (status == Z_OK) {
        call->stream->handle = (uintptr_t)call->z;
        fake_host.streams++;
    }
    return status;
}

static int serve(Call *call)
{
    switch (call->operation) {
    case HOSTLIB_OP_DEFLATE_INIT:
    case HOSTLIB_OP_INFLATE_INIT:
        return init(call);
    case HOSTLIB_OP_DEFLATE_COPY:
    case HOSTLIB_OP_INFLATE_COPY:
        return copy(call);
    default:
        return call->operation < HOSTLIB_OP_INFLATE_INIT ? deflate_call(call)
                                                         : inflate_call(call);
    }
}

/* Everything but what is the guest's own. */
static void transfer(z_stream *to, const z_stream *from)
{
    z_stream kept = *to;

    *to = *from;
    to->msg = kept.msg;
    to->state = kept.state;
    to->zalloc = kept.zalloc;
    to->zfree = kept.zfree;
    to->opaque = kept.opaque;
}

static void set_message(z_stream *strm, HostlibStream *stream,
                        const z_stream *z)
{
    const char *message = fake_host.says != NULL ? fake_host.says : z->msg;

    fake_host.says = NULL;
    if (message == NULL) {
        strm->msg = NULL;
        return;
    }
    strncpy(stream->message, message, sizeof(stream->message) - 1);
    strm->msg = stream->message;
}

static int64_t serve_stream(uint32_t operation, const uint64_t *arguments)
{
    HostlibStream *stream = pointer(arguments[0]);
    z_stream *strm = pointer(arguments[1]);
    Call call = {operation, pointer(stream->handle), stream, arguments};
    int status = Z_OK;

    if (stream->handle == 0) {
        if (fake_host.init_error != 0) {
            return fake_host.init_error;
        }
        call.z = calloc(1, sizeof(*call.z));
    }
    transfer(call.z, strm);
    status = serve(&call);
    transfer(strm, call.z);
    set_message(strm, stream, call.z);
    if (call.z->state == NULL) {
        fake_host.streams -= stream->handle != 0;
        stream->handle = 0;
        free(call.z);
    }
    return (HostlibStatus)status;
}

static int64_t serve_sum(uint32_t operation, const uint64_t *arguments)
{
    fake_host.sums++;
    return (int64_t)(operation == HOSTLIB_OP_CRC32
                         ? z_crc32_z(arguments[0], pointer(arguments[1]),
                                     arguments[2])
                         : z_adler32_z(arguments[0], pointer(arguments[1]),
                                       arguments[2]));
}

/* NOLINTEND(performance-no-int-to-ptr) */

int64_t host_call_long(uint32_t operation,
                       const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    fake_host.calls++;
    fake_host.last = operation;
    if (operation == HOSTLIB_OP_CRC32 || operation == HOSTLIB_OP_ADLER32) {
        return serve_sum(operation, arguments);
    }
    if (fake_host.lacks_headers &&
        (operation == HOSTLIB_OP_DEFLATE_SET_HEADER ||
         operation == HOSTLIB_OP_INFLATE_GET_HEADER)) {
        return -ENOSYS;
    }
    if (operation >= HOSTLIB_OP_DEFLATE_INIT && operation < HOSTLIB_OP_END) {
        return serve_stream(operation, arguments);
    }
    return -ENOSYS;
}

int64_t host_call_unheard(Doorbell *doorbell, HostlibFrame *frame,
                          uint64_t address)
{
    (void)doorbell;
    (void)address;
    return host_call_long(frame->operation, frame->arguments);
}

int64_t host_call_given_up(Doorbell *doorbell, HostlibFrame *frame,
                           uint64_t address)
{
    (void)doorbell;
    (void)address;
    return fake_host.hears ? host_call_long(frame->operation, frame->arguments)
                           : -EAGAIN;
}

void host_note(uint32_t operation, enum HostlibReason reason, uint64_t bytes_in,
               uint64_t bytes_out)
{
    if (host_wants_notes) {
        fake_host.notes++;
        fake_host.last_note =
            (FakeNote){operation, reason, bytes_in, bytes_out};
    }
}

void fake_host_set_wants_notes(bool wants)
{
    host_wants_notes = wants;
}
