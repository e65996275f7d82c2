/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <lzma.h>

typedef const lzma_stream ConstLzmaStream;

#define lzma_stream_IS_HOSTS(stream) THUNK_HAS_HANDLE(stream, internal)
/* What an initialized struct has is freed first, by the side that has it. */
#define lzma_stream_MAY_OPEN(stream)                                           \
    ((stream)->internal == NULL || lzma_stream_IS_HOSTS(stream))
#define lzma_stream_LOST(stream)         return LZMA_PROG_ERROR;
#define ConstLzmaStream_IS_HOSTS(stream) THUNK_HAS_HANDLE(stream, internal)
#define ConstLzmaStream_LOST(stream)     return 0;

#define DECLARE_CALLS "libraries/lzma/calls.h"
#include "libraries/declare_guest.h"

THUNK_ORIGINAL(lzma_stream_decoder_mt)
THUNK_ORIGINAL(lzma_get_progress)
THUNK_ORIGINAL(lzma_filters_update)

/* The host has one thread for it, which produces the same bytes. */
THUNK_EXPORT lzma_ret lzma_stream_decoder_mt(lzma_stream *strm,
                                             const lzma_mt *options)
{
    if (host_call_has_host() && strm != NULL && options != NULL &&
        lzma_stream_MAY_OPEN(strm)) {
        return lzma_stream_decoder(strm, options->memlimit_stop,
                                   options->flags & ~LZMA_FAIL_FAST);
    }
    return original_lzma_stream_decoder_mt()(strm, options);
}

/* As of any stream that one thread works on. */
THUNK_EXPORT void lzma_get_progress(lzma_stream *strm, uint64_t *progress_in,
                                    uint64_t *progress_out)
{
    if (lzma_stream_IS_HOSTS(strm)) {
        *progress_in = strm->total_in;
        *progress_out = strm->total_out;
    } else {
        original_lzma_get_progress()(strm, progress_in, progress_out);
    }
}

/* Streams that have filters to update are begun by other functions. */
THUNK_EXPORT lzma_ret lzma_filters_update(lzma_stream *strm,
                                          const lzma_filter *filters)
{
    return lzma_stream_IS_HOSTS(strm)
               ? LZMA_PROG_ERROR
               : original_lzma_filters_update()(strm, filters);
}
