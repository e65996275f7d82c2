/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deflate() and its relatives: each goes to the side that the stream was begun
 * on. The z_ functions also refuse what is no stream.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/libz/host.h"
#include "guest/libz/notes.h"
#include "guest/libz/offloaded.h"
#include "guest/libz/own_zlib.h"
#include "guest/libz/take_over.h"
#include "guest/libz/thresholds.h"

enum {
    DEFAULT_MEMORY_LEVEL = 8,
    MOST_MEMORY = 9,
    BEST_LEVEL = 9,
    DEFAULT_LEVEL = 6,
};

/* Whether a stream with these window bits has a header of gzip's. */
static bool is_gzip(int window_bits)
{
    return window_bits > MAX_WBITS;
}

/* What zlib would take; it says itself what is wrong with all else. */
static bool are_valid_bits(int bits)
{
    if (bits < 0) {
        return bits >= -MAX_WBITS && bits < -8;
    }
    if (is_gzip(bits)) {
        return bits > 16 + 8 && bits <= 16 + MAX_WBITS;
    }
    return bits >= 8;
}

static bool are_valid(const HostlibStream *parameters)
{
    return parameters->level >= Z_DEFAULT_COMPRESSION &&
           parameters->level <= BEST_LEVEL &&
           parameters->method == Z_DEFLATED &&
           are_valid_bits(parameters->window_bits) &&
           parameters->memory_level >= 1 &&
           parameters->memory_level <= MOST_MEMORY &&
           parameters->strategy >= Z_DEFAULT_STRATEGY &&
           parameters->strategy <= Z_FIXED;
}

static int plain_level(int level)
{
    return level == Z_DEFAULT_COMPRESSION ? DEFAULT_LEVEL : level;
}

static uint64_t two_ints(int low, int high)
{
    return (uint32_t)low | (uint64_t)(uint32_t)high << 32;
}

/*
 * Whether deflate() of as much input may go by the doorbell. However little it
 * is, a block may end with it, which takes longer than other threads should
 * wait.
 */
static bool is_short(uInt avail_in)
{
    return avail_in <= DEFLATE_SHORT &&
           !atomic_load_explicit(&host_call_has_threads, memory_order_relaxed);
}

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

int deflateInit2_(z_streamp strm, int level, int method, int windowBits,
                  int memLevel, int strategy, const char *version,
                  int stream_size)
{
    const HostlibStream parameters = {.level = level,
                                      .method = method,
                                      .window_bits = windowBits,
                                      .memory_level = memLevel,
                                      .strategy = strategy};

    if (!host_may_have(HOST_STREAMS) || strm == NULL || version == NULL ||
        version[0] != ZLIB_VERSION[0] || stream_size != sizeof(z_stream) ||
        !are_valid(&parameters)) {
        return note_begun(DEFLATE_STREAM, HOSTLIB_REASON_REFUSED,
                          z_deflateInit2_(strm, level, method, windowBits,
                                          memLevel, strategy, version,
                                          stream_size));
    }
    return begin_stream(strm, DEFLATE_STREAM, &parameters);
}

int deflateInit_(z_streamp strm, int level, const char *version,
                 int stream_size)
{
    return deflateInit2_(strm, level, Z_DEFLATED, MAX_WBITS,
                         DEFAULT_MEMORY_LEVEL, Z_DEFAULT_STRATEGY, version,
                         stream_size);
}

WITHIN_A_PAGE int deflate(z_streamp strm, int flush)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return deflate_in_guest(strm, flush);
    }
    status = run_stream(strm, stream, HOSTLIB_OP_DEFLATE, (uint64_t)flush, 0,
                        is_short(strm->avail_in));
    stream->is_finished = stream->is_finished || status == Z_STREAM_END;
    return status;
}

int deflateEnd(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);

    if (stream == NULL) {
        return z_deflateEnd(strm);
    }
    return end_stream(strm, stream, HOSTLIB_OP_DEFLATE_END);
}

int deflateReset(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    gz_headerp header = NULL;
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateReset(strm);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_DEFLATE_RESET, 0, 0);
    if (status != Z_OK) {
        return status;
    }
    stream->is_used = false;
    stream->is_finished = false;
    stream->tuning.is_set = false;
    header = stream->header;
    return header == NULL ? Z_OK : deflateSetHeader(strm, header);
}

int deflateResetKeep(z_streamp strm)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateResetKeep(strm);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_DEFLATE_RESET_KEEP, 0, 0);
    if (status == Z_OK) {
        /* But what is in the window stays: it has been used. */
        stream->is_finished = false;
    }
    return status;
}

int deflateSetDictionary(z_streamp strm, const Bytef *dictionary,
                         uInt dictLength)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateSetDictionary(strm, dictionary, dictLength);
    }
    status = run_stream(strm, stream, HOSTLIB_OP_DEFLATE_SET_DICTIONARY,
                        (uintptr_t)dictionary, dictLength,
                        dictLength <= CHECKSUM_SHORT);
    stream->is_used = stream->is_used || status == Z_OK;
    return status;
}

int deflateGetDictionary(z_streamp strm, Bytef *dictionary, uInt *dictLength)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);

    if (stream == NULL) {
        return z_deflateGetDictionary(strm, dictionary, dictLength);
    }
    return call_stream(strm, stream, HOSTLIB_OP_DEFLATE_GET_DICTIONARY,
                       (uintptr_t)dictionary, (uintptr_t)dictLength);
}

int deflateCopy(z_streamp dest, z_streamp source)
{
    OffloadedStream *stream = offloaded_stream(source, DEFLATE_STREAM);

    if (stream == NULL || dest == NULL) {
        return z_deflateCopy(dest, source);
    }
    return copy_stream(dest, source, stream, HOSTLIB_OP_DEFLATE_COPY);
}

int deflateParams(z_streamp strm, int level, int strategy)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateParams(strm, level, strategy);
    }
    status =
        run_stream(strm, stream, HOSTLIB_OP_DEFLATE_PARAMS, (uint64_t)level,
                   (uint64_t)strategy, is_short(strm->avail_in));
    if (status == Z_OK) {
        if (plain_level(level) != plain_level(stream->host.level)) {
            /* What belongs to the new level has taken its place. */
            stream->tuning.is_set = false;
        }
        stream->host.level = level;
        stream->host.strategy = strategy;
    }
    return status;
}

int deflateTune(z_streamp strm, int good_length, int max_lazy, int nice_length,
                int max_chain)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateTune(strm, good_length, max_lazy, nice_length,
                             max_chain);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_DEFLATE_TUNE,
                         two_ints(good_length, max_lazy),
                         two_ints(nice_length, max_chain));
    if (status == Z_OK) {
        stream->tuning =
            (Tuning){true, good_length, max_lazy, nice_length, max_chain};
    }
    return status;
}

uLong deflateBound(z_streamp strm, uLong sourceLen)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    uint64_t bound = sourceLen;

    if (stream == NULL || call_stream(strm, stream, HOSTLIB_OP_DEFLATE_BOUND,
                                      (uintptr_t)&bound, 0) != Z_OK) {
        /* Of what is no stream of its own, the bound for any. */
        return z_deflateBound(strm, sourceLen);
    }
    return bound;
}

int deflatePending(z_streamp strm, unsigned *pending, int *bits)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);

    if (stream == NULL) {
        return z_deflatePending(strm, pending, bits);
    }
    return call_stream(strm, stream, HOSTLIB_OP_DEFLATE_PENDING,
                       (uintptr_t)pending, (uintptr_t)bits);
}

int deflatePrime(z_streamp strm, int bits, int value)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflatePrime(strm, bits, value);
    }
    status = call_stream(strm, stream, HOSTLIB_OP_DEFLATE_PRIME, (uint64_t)bits,
                         (uint64_t)value);
    stream->is_used = stream->is_used || status == Z_OK;
    return status;
}

/*
 * Where the host has no headers, a stream that is about to begin is from here
 * on the guest's. One that has begun has its header behind it; natively the new
 * one would be for after the next reset, and so it is here.
 */
int deflateSetHeader(z_streamp strm, gz_headerp head)
{
    OffloadedStream *stream = offloaded_stream(strm, DEFLATE_STREAM);
    int status = Z_OK;

    if (stream == NULL) {
        return z_deflateSetHeader(strm, head);
    }
    if (give_header(strm, stream, HOSTLIB_OP_DEFLATE_SET_HEADER, head,
                    &status)) {
        return status;
    }
    if (!is_gzip(stream->host.window_bits) || stream->is_finished) {
        return Z_STREAM_ERROR;
    }
    if (stream->is_used || head == NULL) {
        stream->header = head;
        return Z_OK;
    }
    status = take_over(strm, stream, HOSTLIB_REASON_UNSUPPORTED);
    return status != Z_OK ? status : z_deflateSetHeader(strm, head);
}

/* NOLINTEND(readability-identifier-naming) */
