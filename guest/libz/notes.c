/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/notes.h"

#include <stddef.h>

#include "guest/host_call.h"

int note_begun(StreamKind kind, enum HostlibReason reason, int status)
{
    if (host_wants_notes && status == Z_OK) {
        host_note(kind == DEFLATE_STREAM ? HOSTLIB_OP_DEFLATE_INIT
                                         : HOSTLIB_OP_INFLATE_INIT,
                  reason, 0, 0);
    }
    return status;
}

static int run_noted(z_streamp strm, int flush, uint32_t operation,
                     int (*run)(z_streamp strm, int flush))
{
    const uInt in = strm->avail_in;
    const uInt out = strm->avail_out;
    int status = run(strm, flush);

    if (status != Z_STREAM_ERROR) {
        host_note(operation, HOSTLIB_REASON_GUESTS_STREAM, in - strm->avail_in,
                  out - strm->avail_out);
    }
    return status;
}

int deflate_in_guest(z_streamp strm, int flush)
{
    if (!host_wants_notes || strm == NULL) {
        return z_deflate(strm, flush);
    }
    return run_noted(strm, flush, HOSTLIB_OP_DEFLATE, z_deflate);
}

int inflate_in_guest(z_streamp strm, int flush)
{
    if (!host_wants_notes || strm == NULL) {
        return z_inflate(strm, flush);
    }
    return run_noted(strm, flush, HOSTLIB_OP_INFLATE, z_inflate);
}
