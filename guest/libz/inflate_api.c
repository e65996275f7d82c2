/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inflate() and its relatives: each goes to the side that the stream was begun
 * on. The z_ functions also refuse what is no stream.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/libz/blocks.h"
#include "guest/libz/host.h"
#include "guest/libz/notes.h"
#include "guest/libz/offloaded.h"
#include "guest/libz/own_zlib.h"
#include "guest/libz/take_over.h"
#include "guest/libz/thresholds.h"

enum {
    SMALLEST_BITS = 8,
    /* Window bits up to here ask for a header: zlib's, gzip's or either. */
    END_OF_HEADER_BITS = 48,
    BITS_MASK = 15,
    FIRST_GZIP_BITS = 16,
    /* By as many bytes zlib tells one kind of stream from another. */
    HEADER_SIZE = 2,
};

static unsigned bits_of(int parameter)
{
    return (unsigned)(parameter < 0 ? -parameter : parameter & BITS_MASK);
}

/* What zlib would take; it says itself what is wrong with all else. */
static bool are_valid_bits(int parameter)
{
    unsigned bits = 0;

    if (parameter < -MAX_WBITS || parameter >= END_OF_HEADER_BITS) {
        return false;
    }
    bits = bits_of(parameter);
    return bits == 0 || bits >= SMALLEST_BITS;
}

/* A stream's window may be as large as its header says: note what it is. */
static void note_header(z_streamp strm, OffloadedStream *stream)
{
    if (stream->window_bits != 0 || strm->avail_in == 0 ||
        strm->next_in == NULL) {
        return;
    }
    stream->window_bits = MAX_WBITS;
    if ((*strm->next_in & 15) == Z_DEFLATED &&
        *strm->next_in >> 4 <= MAX_WBITS - 8) {
        stream->window_bits = (*strm->next_in >> 4) + 8u;
    }
}

/*
 * Whether zlib would keep what it has written in a window of its own. It also
 * does without where only a part of the trailer is missing, and @flush is
 * Z_FINISH or that is gzip's length: which does not show here.
 */
static bool needs_window(const OffloadedStream *stream, int status, int flush)
{
    switch (status) {
    case Z_OK:
    case Z_BUF_ERROR:
    case Z_NEED_DICT:
        return true;
    case Z_STREAM_END:
        /* Behind a trailer that is right it does not look back. */
        return flush != Z_FINISH && stream->host.window_bits < 0;
    default:
        return false;
    }
}

/* Nothing that has been fed counts any more. */
static void note_reset(OffloadedStream *stream)
{
    stream->is_used = false;
    stream->is_out_of_memory = false;
}

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

int inflateInit2_(z_streamp strm, int windowBits, const char *version,
                  int stream_size)
{
    const HostlibStream parameters = {.window_bits = windowBits};

    if (!host_may_have(HOST_STREAMS) || strm == NULL || version == NULL ||
        version[0] != ZLIB_VERSION[0] || stream_size != sizeof(z_stream) ||
        !are_valid_bits(windowBits)) {
        return note_begun(
            INFLATE_STREAM, HOSTLIB_REASON_REFUSED,
            z_inflateInit2_(strm, windowBits, version, stream_size));
    }
    return begin_stream(strm, INFLATE_STREAM, &parameters);
}

int inflateInit_(z_streamp strm, const char *version, int stream_size)
{
    return inflateInit2_(strm, MAX_WBITS, version, stream_size);
}

WITHIN_A_PAGE int inflate(z_streamp strm, int flush)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    uLong total_in = 0;
    uLong total_out = 0;
    int status = Z_OK;

    if (stream == NULL) {
        return inflate_in_guest(strm, flush);
    }
    if (stream->is_out_of_memory) {
        return Z_MEM_ERROR;
    }
    total_in = strm->total_in;
    total_out = strm->total_out;
    note_header(strm, stream);
    status = run_stream(strm, stream, HOSTLIB_OP_INFLATE, (uint64_t)flush, 0,
                        strm->avail_out <= INFLATE_SHORT_OUTPUT ||
                            strm->avail_in <= INFLATE_SHORT_INPUT);
    if (strm->total_out != total_out && !has_window(stream) &&
        needs_window(stream, status, flush) && !allocate_window(strm, stream)) {
        /* Where zlib finds it out, it has not counted the bytes yet. */
        strm->total_in = total_in;
        strm->total_out = total_out;
        stream->is_out_of_memory = true;
        return Z_MEM_ERROR;
    }
    return status;
}

int inflateEnd(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);

    if (stream == NULL) {
        return z_inflateEnd(strm);
    }
    return end_stream(strm, stream, HOSTLIB_OP_INFLATE_END);
}

int inflateReset(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateReset(strm);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_INFLATE_RESET, 0, 0);
    if (status == Z_OK) {
        note_reset(stream);
    }
    return status;
}

int inflateReset2(z_streamp strm, int windowBits)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateReset2(strm, windowBits);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_INFLATE_RESET2,
                         (uint64_t)windowBits, 0);
    if (status == Z_OK) {
        if (stream->window_bits != bits_of(windowBits)) {
            free_window(strm, stream);
        }
        stream->window_bits = bits_of(windowBits);
        stream->host.window_bits = windowBits;
        stream->validation = VALIDATION_DEFAULT;
        note_reset(stream);
    }
    return status;
}

int inflateResetKeep(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateResetKeep(strm);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_INFLATE_RESET_KEEP, 0, 0);
    if (status == Z_OK) {
        /* What is in the window stays; it has been used. */
        stream->is_out_of_memory = false;
    }
    return status;
}

int inflateSetDictionary(z_streamp strm, const Bytef *dictionary,
                         uInt dictLength)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateSetDictionary(strm, dictionary, dictLength);
    }
    status = run_stream(strm, stream, HOSTLIB_OP_INFLATE_SET_DICTIONARY,
                        (uintptr_t)dictionary, dictLength,
                        dictLength <= CHECKSUM_SHORT);
    if (status != Z_OK) {
        return status;
    }
    stream->is_used = true;
    if (!allocate_window(strm, stream)) {
        stream->is_out_of_memory = true;
        return Z_MEM_ERROR;
    }
    return Z_OK;
}

int inflateGetDictionary(z_streamp strm, Bytef *dictionary, uInt *dictLength)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);

    if (stream == NULL) {
        return z_inflateGetDictionary(strm, dictionary, dictLength);
    }
    if (stream->is_out_of_memory) {
        /* Without a window there is nothing in it. */
        if (dictLength != NULL) {
            *dictLength = 0;
        }
        return Z_OK;
    }
    return call_stream(strm, stream, HOSTLIB_OP_INFLATE_GET_DICTIONARY,
                       (uintptr_t)dictionary, (uintptr_t)dictLength);
}

int inflateCopy(z_streamp dest, z_streamp source)
{
    OffloadedStream *stream = offloaded_stream(source, INFLATE_STREAM);

    if (stream == NULL || dest == NULL) {
        return z_inflateCopy(dest, source);
    }
    return copy_stream(dest, source, stream, HOSTLIB_OP_INFLATE_COPY);
}

int inflateSync(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    bool has_header = false;
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateSync(strm);
    }
    has_header = strm->total_in > HEADER_SIZE ||
                 (strm->total_in == HEADER_SIZE && strm->msg == NULL);
    status = run_stream(strm, stream, HOSTLIB_OP_INFLATE_SYNC, 0, 0,
                        strm->avail_in <= CHECKSUM_SHORT);
    stream->is_used = true;
    if (status == Z_OK) {
        /* It goes on behind what there was no window for. */
        stream->is_out_of_memory = false;
    }
    if (status == Z_OK && !has_header && stream->host.window_bits > 0) {
        /* zlib takes it for a raw stream from then on. */
        stream->host.window_bits = -(int)stream->window_bits;
    }
    return status;
}

int inflateSyncPoint(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);

    if (stream == NULL) {
        return z_inflateSyncPoint(strm);
    }
    return call_stream(strm, stream, HOSTLIB_OP_INFLATE_SYNC_POINT, 0, 0);
}

int inflatePrime(z_streamp strm, int bits, int value)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflatePrime(strm, bits, value);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_INFLATE_PRIME, (uint64_t)bits,
                         (uint64_t)value);
    stream->is_used = stream->is_used || status == Z_OK;
    return status;
}

long inflateMark(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int64_t mark = 0;

    if (stream == NULL || call_stream(strm, stream, HOSTLIB_OP_INFLATE_MARK,
                                      (uintptr_t)&mark, 0) != Z_OK) {
        return z_inflateMark(strm);
    }
    return mark;
}

int inflateUndermine(z_streamp strm, int subvert)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);

    if (stream == NULL) {
        return z_inflateUndermine(strm, subvert);
    }
    return call_stream(strm, stream, HOSTLIB_OP_INFLATE_UNDERMINE,
                       (uint64_t)subvert, 0);
}

int inflateValidate(z_streamp strm, int check)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateValidate(strm, check);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_INFLATE_VALIDATE,
                         (uint64_t)check, 0);
    if (status == Z_OK) {
        stream->validation = check != 0 ? VALIDATION_ON : VALIDATION_OFF;
    }
    return status;
}

unsigned long inflateCodesUsed(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    uint64_t used = 0;

    if (stream == NULL ||
        call_stream(strm, stream, HOSTLIB_OP_INFLATE_CODES_USED,
                    (uintptr_t)&used, 0) != Z_OK) {
        return z_inflateCodesUsed(strm);
    }
    return used;
}

/*
 * Where the host has no headers, a stream that is about to begin is from here
 * on the guest's. One that has begun stays on the host; the header is then
 * never done, as if it had been behind it already.
 */
int inflateGetHeader(z_streamp strm, gz_headerp head)
{
    OffloadedStream *stream = offloaded_stream(strm, INFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_inflateGetHeader(strm, head);
    }
    if (give_header(strm, stream, HOSTLIB_OP_INFLATE_GET_HEADER, head,
                    &status)) {
        return status;
    }
    if (stream->host.window_bits < FIRST_GZIP_BITS) {
        return Z_STREAM_ERROR;
    }
    if (stream->is_used) {
        head->done = 0;
        return Z_OK;
    }
    status = take_over(strm, stream, HOSTLIB_REASON_UNSUPPORTED);
    return status != Z_OK ? status : z_inflateGetHeader(strm, head);
}

/* NOLINTEND(readability-identifier-naming) */
