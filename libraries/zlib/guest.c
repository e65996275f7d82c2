/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zlib's thunks. A stream goes to the side that it was begun on; zlib's own
 * functions also refuse what is no stream.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "guest/host_call.h"
#include "libraries/zlib/guest_stream.h"
#include "libraries/zlib/thresholds.h"

typedef z_stream DeflateStream;
typedef z_stream InflateStream;

#define DeflateStream_IS_HOSTS(strm)                                           \
    (hosts_stream(strm, DEFLATE_STREAM) != NULL)
#define DeflateStream_LOST(strm)
#define InflateStream_IS_HOSTS(strm)                                           \
    (hosts_stream(strm, INFLATE_STREAM) != NULL)
#define InflateStream_LOST(strm)

/*
 * For short functions that are called often: QEMU looks the target of a jump up
 * each time if it lies in another page.
 */
#define WITHIN_A_PAGE __attribute__((aligned(1024)))

/* Most calls are short; they share a doorbell. */
static __attribute__((noinline)) bool cross_short(HostlibFrame *frame)
{
    return host_call_frame_short(frame);
}

/* Of a stream of the host's. */
static inline void settle_message(z_streamp strm)
{
    HostsStream *stream = (HostsStream *)strm->state;

    if (__builtin_expect(strm->msg == stream->block.message, 0)) {
        stream_settle_message(strm, stream);
    }
}

/* All that thunks are made for have the stream as their first parameter. */
static bool cross_for_thunk(HostlibFrame *frame)
{
    const bool is_made = cross_short(frame);

    if (is_made) {
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): it was a pointer once */
        settle_message((z_streamp)frame->arguments[0]);
    }
    return is_made;
}

#define DECLARE_CROSS(frame) cross_for_thunk(frame)
#define DECLARE_CALLS        "libraries/zlib/calls.h"
#include "libraries/declare_guest.h"

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

THUNK_ORIGINAL(adler32)
THUNK_ORIGINAL(crc32)
THUNK_ORIGINAL(deflateCopy)
THUNK_ORIGINAL(deflateInit_)
THUNK_ORIGINAL(inflateBack)
THUNK_ORIGINAL(inflateCopy)
THUNK_ORIGINAL(inflateInit_)
THUNK_ORIGINAL(zlibVersion)

/* A thunk so that THUNK_ORIGINAL finds the library's own function. */
THUNK_EXPORT const char *zlibVersion(void)
{
    return original_zlibVersion()();
}

/* Of the guest's zlib; set by prepare(). */
static uint64_t guest_version;

/*
 * Find out what the library is, and what it allocates by where a program does
 * not say. Returns whether the host may begin streams.
 */
static bool prepare(void)
{
    static atomic_int readiness; /* 1: ready, -1: never */
    z_stream strm = {0};
    int now = atomic_load_explicit(&readiness, memory_order_acquire);

    if (now == 0) {
        now = -1;
        guest_version = zlib_version_number(original_zlibVersion()());
        if (host_call_has_host() && guest_version != 0 &&
            original_inflateInit2_()(&strm, MAX_WBITS, ZLIB_VERSION,
                                     sizeof(strm)) == Z_OK) {
            guest_allocator = (Allocator){strm.zalloc, strm.zfree};
            original_inflateEnd()(&strm);
            now = 1;
        }
        atomic_store_explicit(&readiness, now, memory_order_release);
    }
    return now == 1;
}

/*
 * After the beginning or a reset of an inflate stream: from 1.3.2 on, zlib sets
 * data_type, which others leave as it was @before.
 */
static void settle_type(z_streamp strm, int before)
{
    strm->data_type = guest_version >= ZLIB_RESETS_TYPE ? 0 : before;
}

/* Notes for statistics of what the guest's zlib does. */

/* Note, if @status is Z_OK, that the guest has begun a stream. Returns that. */
static int note_begun(uint32_t operation, enum HostlibReason reason, int status)
{
    if (host_wants_notes && status == Z_OK) {
        host_note(operation, reason, 0, 0);
    }
    return status;
}

static int run_in_guest(z_streamp strm, int flush, uint32_t operation,
                        int (*run)(z_streamp strm, int flush))
{
    uInt in = 0;
    uInt out = 0;
    int status = Z_OK;

    if (!host_wants_notes || strm == NULL) {
        return run(strm, flush);
    }
    in = strm->avail_in;
    out = strm->avail_out;
    status = run(strm, flush);
    /* What is no stream nobody serves. */
    if (status != Z_STREAM_ERROR) {
        host_note(operation, HOSTLIB_REASON_GUESTS_STREAM, in - strm->avail_in,
                  out - strm->avail_out);
    }
    return status;
}

/* Beginning and ending. */

/* What init functions check before anything else. */
static bool may_begin(const z_stream *strm, const char *version,
                      int stream_size)
{
    return strm != NULL && version != NULL && version[0] == ZLIB_VERSION[0] &&
           stream_size == sizeof(z_stream) && prepare();
}

/* Set @strm up as init functions do. Returns its state, or NULL. */
static HostsStream *begin(z_streamp strm, StreamKind kind)
{
    HostsStream *stream = NULL;

    strm->msg = NULL;
    if (strm->zalloc == NULL) {
        strm->zalloc = guest_allocator.zalloc;
        strm->opaque = NULL;
    }
    if (strm->zfree == NULL) {
        strm->zfree = guest_allocator.zfree;
    }
    stream = stream_allocate(strm, kind);
    if (stream != NULL) {
        strm->state = (struct internal_state *)stream;
    }
    return stream;
}

static void end(z_streamp strm, HostsStream *stream)
{
    if (strm->msg == stream->block.message) {
        /* zlib's would be good for ever. */
        strm->msg = "";
    }
    stream_free(strm, stream);
    strm->state = NULL;
}

/* Why the host has not begun the stream of @frame. */
static enum HostlibReason reason_of(const HostlibFrame *frame)
{
    return frame->result == -ENOMEM || (int)frame->result == Z_MEM_ERROR
               ? HOSTLIB_REASON_NO_MEMORY
               : HOSTLIB_REASON_REFUSED;
}

/*
 * What zlib would take, but for window bits of 8 where it has no header: zlib
 * says itself what is wrong with all else.
 */
static bool are_valid_deflate_bits(int bits)
{
    if (bits < 0) {
        return bits >= -MAX_WBITS && bits < -8;
    }
    if (bits > MAX_WBITS) {
        return bits > 16 + 8 && bits <= 16 + MAX_WBITS;
    }
    return bits >= 8;
}

static bool are_valid(int level, int method, int window_bits, int memory_level,
                      int strategy)
{
    return level >= Z_DEFAULT_COMPRESSION && level <= Z_BEST_COMPRESSION &&
           method == Z_DEFLATED && are_valid_deflate_bits(window_bits) &&
           memory_level >= 1 && memory_level <= MAX_MEM_LEVEL &&
           strategy >= Z_DEFAULT_STRATEGY && strategy <= Z_FIXED;
}

THUNK_EXPORT int deflateInit2_(z_streamp strm, int level, int method,
                               int windowBits, int memLevel, int strategy,
                               const char *version, int stream_size)
{
    enum HostlibReason reason = HOSTLIB_REASON_REFUSED;
    HostsStream *stream = NULL;
    HostlibFrame frame;

    if (may_begin(strm, version, stream_size) &&
        are_valid(level, method, windowBits, memLevel, strategy)) {
        stream = begin(strm, DEFLATE_STREAM);
        if (stream == NULL) {
            return Z_MEM_ERROR;
        }
        if (!stream_ask_for_deflate(strm, stream, windowBits, memLevel)) {
            strm->msg = (char *)stream_message("insufficient memory");
            end(strm, stream);
            return Z_MEM_ERROR;
        }
        frame_deflateInit2_(
            &frame, strm,
            zlib_pack_parameters(level, windowBits, memLevel, strategy),
            guest_version);
        if (cross_short(&frame) && frame.result == Z_OK) {
            return Z_OK;
        }
        reason = reason_of(&frame);
        end(strm, stream);
    }
    return note_begun(OPERATION_deflateInit2_, reason,
                      original_deflateInit2_()(strm, level, method, windowBits,
                                               memLevel, strategy, version,
                                               stream_size));
}

THUNK_EXPORT int deflateInit_(z_streamp strm, int level, const char *version,
                              int stream_size)
{
    return deflateInit2_(strm, level, Z_DEFLATED, MAX_WBITS, 8,
                         Z_DEFAULT_STRATEGY, version, stream_size);
}

static unsigned window_bits_of(int parameter)
{
    return (unsigned)(parameter < 0 ? -parameter : parameter & 15);
}

static bool are_valid_inflate_bits(int parameter)
{
    /* Up to here they ask for a header: zlib's, gzip's or either. */
    const int end_of_header_bits = 48;
    const unsigned bits = window_bits_of(parameter);

    return parameter >= -MAX_WBITS && parameter < end_of_header_bits &&
           (bits == 0 || bits >= 8);
}

THUNK_EXPORT int inflateInit2_(z_streamp strm, int windowBits,
                               const char *version, int stream_size)
{
    enum HostlibReason reason = HOSTLIB_REASON_REFUSED;
    HostsStream *stream = NULL;
    HostlibFrame frame;
    int type = 0;

    if (may_begin(strm, version, stream_size) &&
        are_valid_inflate_bits(windowBits)) {
        type = strm->data_type;
        stream = begin(strm, INFLATE_STREAM);
        if (stream == NULL) {
            return Z_MEM_ERROR;
        }
        stream->window_bits = window_bits_of(windowBits);
        stream->is_raw = windowBits < 0;
        frame_inflateInit2_(&frame, strm, windowBits);
        if (cross_short(&frame) && frame.result == Z_OK) {
            settle_type(strm, type);
            return Z_OK;
        }
        reason = reason_of(&frame);
        end(strm, stream);
    }
    return note_begun(
        OPERATION_inflateInit2_, reason,
        original_inflateInit2_()(strm, windowBits, version, stream_size));
}

THUNK_EXPORT int inflateInit_(z_streamp strm, const char *version,
                              int stream_size)
{
    return inflateInit2_(strm, MAX_WBITS, version, stream_size);
}

/* @frame: of the function that ends @strm on the host. */
static int end_on_host(z_streamp strm, HostsStream *stream, HostlibFrame *frame)
{
    const int status = cross_short(frame) ? (int)frame->result : Z_STREAM_ERROR;

    end(strm, stream);
    return status;
}

THUNK_EXPORT int deflateEnd(z_streamp strm)
{
    HostsStream *stream = hosts_stream(strm, DEFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_deflateEnd()(strm);
    }
    frame_deflateEnd(&frame, strm);
    return end_on_host(strm, stream, &frame);
}

THUNK_EXPORT int inflateEnd(z_streamp strm)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_inflateEnd()(strm);
    }
    frame_inflateEnd(&frame, strm);
    return end_on_host(strm, stream, &frame);
}

/* Make @dest a copy of @source, which is @stream. */
static int copy_stream(z_streamp dest, z_streamp source,
                       const HostsStream *stream, uint32_t operation)
{
    HostsStream *copy = stream_allocate_copy(source, stream);
    HostlibFrame frame;

    if (copy == NULL && stream->kind == INFLATE_STREAM) {
        return Z_MEM_ERROR;
    }
    *dest = *source;
    dest->state = (struct internal_state *)copy;
    if (copy == NULL) {
        /* deflateCopy() has written to it by then. */
        return Z_MEM_ERROR;
    }
    copy->block.tag = tag_of(dest);
    if (source->msg == stream->block.message) {
        dest->msg = copy->block.message;
    }
    frame.operation = operation;
    frame.arguments[0] = (uintptr_t)dest;
    frame.arguments[1] = (uintptr_t)source;
    if (cross_short(&frame) && frame.result == Z_OK) {
        return Z_OK;
    }
    end(dest, copy);
    return Z_MEM_ERROR;
}

THUNK_EXPORT int deflateCopy(z_streamp dest, z_streamp source)
{
    const HostsStream *stream = hosts_stream(source, DEFLATE_STREAM);

    return stream == NULL || dest == NULL
               ? original_deflateCopy()(dest, source)
               : copy_stream(dest, source, stream, OPERATION_deflateCopy);
}

THUNK_EXPORT int inflateCopy(z_streamp dest, z_streamp source)
{
    const HostsStream *stream = hosts_stream(source, INFLATE_STREAM);

    return stream == NULL || dest == NULL
               ? original_inflateCopy()(dest, source)
               : copy_stream(dest, source, stream, OPERATION_inflateCopy);
}

/* Deflating. */

/*
 * Whether deflate() of as much input may go by the doorbell. However little it
 * is, a block may end with it, which takes longer than other threads should
 * wait.
 */
static bool is_short_deflate(uInt avail_in)
{
    return avail_in <= DEFLATE_SHORT &&
           !atomic_load_explicit(&host_call_has_threads, memory_order_relaxed);
}

THUNK_EXPORT WITHIN_A_PAGE int deflate(z_streamp strm, int flush)
{
    HostlibFrame frame;

    if (hosts_stream(strm, DEFLATE_STREAM) == NULL) {
        return run_in_guest(strm, flush, OPERATION_deflate, original_deflate());
    }
    frame_deflate(&frame, strm, flush);
    if (is_short_deflate(strm->avail_in) ? host_call_frame_short(&frame)
                                         : host_call_frame(&frame)) {
        settle_message(strm);
        return (int)frame.result;
    }
    return Z_STREAM_ERROR;
}

THUNK_EXPORT int deflateParams(z_streamp strm, int level, int strategy)
{
    HostlibFrame frame;

    if (hosts_stream(strm, DEFLATE_STREAM) == NULL) {
        return original_deflateParams()(strm, level, strategy);
    }
    frame_deflateParams(&frame, strm, level, strategy);
    if (is_short_deflate(strm->avail_in) ? cross_short(&frame)
                                         : host_call_frame(&frame)) {
        settle_message(strm);
        return (int)frame.result;
    }
    return Z_STREAM_ERROR;
}

/* Make a call whose time is that of a checksum of @length bytes. */
static bool cross_for(HostlibFrame *frame, uInt length)
{
    return length <= CHECKSUM_SHORT ? cross_short(frame)
                                    : host_call_frame(frame);
}

THUNK_EXPORT int deflateSetDictionary(z_streamp strm, const Bytef *dictionary,
                                      uInt dictLength)
{
    HostlibFrame frame;

    if (hosts_stream(strm, DEFLATE_STREAM) == NULL) {
        return original_deflateSetDictionary()(strm, dictionary, dictLength);
    }
    frame_deflateSetDictionary(&frame, strm, dictionary, dictLength);
    return cross_for(&frame, dictLength) ? (int)frame.result : Z_STREAM_ERROR;
}

/* Inflating. */

/* A stream's window may be as large as its header says: note what it is. */
static void note_header(const z_stream *strm, HostsStream *stream)
{
    if (stream->window_bits != 0 || strm->avail_in == 0 ||
        strm->next_in == NULL) {
        return;
    }
    stream->window_bits = MAX_WBITS;
    if ((*strm->next_in & 15) == Z_DEFLATED &&
        *strm->next_in >> 4 <= MAX_WBITS - 8) {
        stream->window_bits = (*strm->next_in >> 4) + 8U;
    }
}

/*
 * Whether zlib would keep what it has written in a window of its own. It also
 * does without where only a part of the trailer is missing, and @flush is
 * Z_FINISH or that is gzip's length: which does not show here.
 */
static bool needs_window(const HostsStream *stream, int status, int flush)
{
    /* Behind a trailer that is right it does not look back. */
    return status == Z_OK || status == Z_BUF_ERROR || status == Z_NEED_DICT ||
           (status == Z_STREAM_END && flush != Z_FINISH && stream->is_raw);
}

/*
 * Have the program's allocator give the window of @strm where zlib would ask
 * for it. Returns false if it does not.
 */
static bool ask_for_window(z_streamp strm, HostsStream *stream, uLong total_in,
                           uLong total_out)
{
    if (stream_ask_for_window(strm, stream)) {
        return true;
    }
    /* Where zlib finds it out, it has not counted the bytes yet. */
    strm->total_in = total_in;
    strm->total_out = total_out;
    stream->is_out_of_memory = true;
    return false;
}

THUNK_EXPORT WITHIN_A_PAGE int inflate(z_streamp strm, int flush)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;
    uLong total_in = 0;
    uLong total_out = 0;

    if (stream == NULL) {
        return run_in_guest(strm, flush, OPERATION_inflate, original_inflate());
    }
    if (stream->is_out_of_memory) {
        return Z_MEM_ERROR;
    }
    total_in = strm->total_in;
    total_out = strm->total_out;
    note_header(strm, stream);
    frame_inflate(&frame, strm, flush);
    if (!(strm->avail_out <= INFLATE_SHORT_OUTPUT ||
                  strm->avail_in <= INFLATE_SHORT_INPUT
              ? host_call_frame_short(&frame)
              : host_call_frame(&frame))) {
        return Z_STREAM_ERROR;
    }
    settle_message(strm);
    if (stream->sizes[0] == 0 && strm->total_out != total_out &&
        needs_window(stream, (int)frame.result, flush) &&
        !ask_for_window(strm, stream, total_in, total_out)) {
        return Z_MEM_ERROR;
    }
    return (int)frame.result;
}

/*
 * Cross with @frame, a reset of @strm that leaves its format as it is. Returns
 * what zlib's function does.
 */
static int cross_reset(z_streamp strm, HostsStream *stream, HostlibFrame *frame)
{
    const int type = strm->data_type;

    if (!cross_short(frame)) {
        return Z_STREAM_ERROR;
    }
    stream->is_out_of_memory = false;
    settle_message(strm);
    settle_type(strm, type);
    return (int)frame->result;
}

THUNK_EXPORT int inflateReset(z_streamp strm)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_inflateReset()(strm);
    }
    frame_inflateReset(&frame, strm);
    return cross_reset(strm, stream, &frame);
}

THUNK_EXPORT int inflateReset2(z_streamp strm, int windowBits)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;
    int type = 0;

    if (stream == NULL) {
        return original_inflateReset2()(strm, windowBits);
    }
    type = strm->data_type;
    frame_inflateReset2(&frame, strm, windowBits);
    if (!cross_short(&frame)) {
        return Z_STREAM_ERROR;
    }
    settle_message(strm);
    if (frame.result == Z_OK) {
        if (stream->window_bits != window_bits_of(windowBits)) {
            stream_forget_window(stream);
        }
        stream->window_bits = window_bits_of(windowBits);
        stream->is_raw = windowBits < 0;
        stream->is_out_of_memory = false;
        settle_type(strm, type);
    }
    return (int)frame.result;
}

THUNK_EXPORT int inflateResetKeep(z_streamp strm)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_inflateResetKeep()(strm);
    }
    frame_inflateResetKeep(&frame, strm);
    return cross_reset(strm, stream, &frame);
}

THUNK_EXPORT int inflateSetDictionary(z_streamp strm, const Bytef *dictionary,
                                      uInt dictLength)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_inflateSetDictionary()(strm, dictionary, dictLength);
    }
    frame_inflateSetDictionary(&frame, strm, dictionary, dictLength);
    if (!cross_for(&frame, dictLength)) {
        return Z_STREAM_ERROR;
    }
    if (frame.result == Z_OK && !stream_ask_for_window(strm, stream)) {
        stream->is_out_of_memory = true;
        return Z_MEM_ERROR;
    }
    return (int)frame.result;
}

THUNK_EXPORT int inflateGetDictionary(z_streamp strm, Bytef *dictionary,
                                      uInt *dictLength)
{
    const HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;

    if (stream == NULL) {
        return original_inflateGetDictionary()(strm, dictionary, dictLength);
    }
    if (stream->is_out_of_memory) {
        /* Without a window there is nothing in it. */
        if (dictLength != NULL) {
            *dictLength = 0;
        }
        return Z_OK;
    }
    frame_inflateGetDictionary(&frame, strm, dictionary, dictLength);
    return cross_short(&frame) ? (int)frame.result : Z_STREAM_ERROR;
}

THUNK_EXPORT int inflateSync(z_streamp strm)
{
    HostsStream *stream = hosts_stream(strm, INFLATE_STREAM);
    HostlibFrame frame;
    bool has_header = false;
    int type = 0;

    if (stream == NULL) {
        return original_inflateSync()(strm);
    }
    /* By two bytes zlib tells one kind of stream from another. */
    has_header =
        strm->total_in > 2 || (strm->total_in == 2 && strm->msg == NULL);
    if (strm->next_in == NULL && strm->avail_in > 0) {
        /* zlib follows it here. NOLINTNEXTLINE(*NullDereference) */
        (void)*(const volatile Bytef *)strm->next_in;
    }
    type = strm->data_type;
    frame_inflateSync(&frame, strm);
    if (!cross_for(&frame, strm->avail_in)) {
        return Z_STREAM_ERROR;
    }
    if (frame.result == Z_OK) {
        /* It goes on behind what there was no window for. */
        stream->is_out_of_memory = false;
        settle_type(strm, type);
        /* zlib takes it for a raw stream from then on. */
        stream->is_raw = stream->is_raw || !has_header;
    }
    settle_message(strm);
    return (int)frame.result;
}

/* How many bytes those were only the program knows. */
THUNK_EXPORT int inflateBack(z_streamp strm, in_func in, void *in_desc,
                             out_func out, void *out_desc)
{
    const int status = original_inflateBack()(strm, in, in_desc, out, out_desc);

    if (host_wants_notes && status != Z_STREAM_ERROR) {
        host_note(OPERATION_inflate, HOSTLIB_REASON_UNSUPPORTED, 0, 0);
    }
    return status;
}

/* Checksums are the host's wherever that is cheaper. */

/*
 * Make the call in @frame, of a checksum of @length bytes. @worthwhile: from
 * how many on a system call is cheaper than to sum them here. Inline: of what
 * is done for a few bytes a function's call would be a good part.
 */
static inline __attribute__((always_inline)) bool
sum_on_host(HostlibFrame *frame, const Bytef *bytes, z_size_t length,
            z_size_t worthwhile)
{
    if (bytes == Z_NULL || length == 0 || !host_call_has_host()) {
        return false;
    }
    return length > CHECKSUM_SHORT
               ? host_call_frame(frame)
               : host_call_frame_cheap(length >= worthwhile, frame);
}

/* Note a sum that is zlib's own. NULL asks for the initial value. */
static void note_sum(uint32_t operation, const Bytef *bytes, z_size_t length,
                     z_size_t worthwhile)
{
    if (host_wants_notes && bytes != Z_NULL) {
        host_note(operation,
                  length < worthwhile ? HOSTLIB_REASON_TOO_SMALL
                                      : HOSTLIB_REASON_REFUSED,
                  length, 0);
    }
}

/* zlib's own functions with 32 bits call those with more, which are thunks. */
#define SUM(name, length_type, long_name, worthwhile)                          \
    THUNK_EXPORT WITHIN_A_PAGE uLong name(uLong sum, const Bytef *bytes,       \
                                          length_type length)                  \
    {                                                                          \
        HostlibFrame frame;                                                    \
                                                                               \
        frame_##long_name(&frame, sum, bytes, length);                         \
        if (sum_on_host(&frame, bytes, length, (worthwhile))) {                \
            return (uLong)frame.result;                                        \
        }                                                                      \
        note_sum(OPERATION_##long_name, bytes, length, (worthwhile));          \
        return original_##long_name()(sum, bytes, length);                     \
    }

SUM(crc32, uInt, crc32_z, CRC32_SYSTEM_CALL)
SUM(crc32_z, z_size_t, crc32_z, CRC32_SYSTEM_CALL)
SUM(adler32, uInt, adler32_z, ADLER32_SYSTEM_CALL)
SUM(adler32_z, z_size_t, adler32_z, ADLER32_SYSTEM_CALL)

/* NOLINTEND(readability-identifier-naming) */
