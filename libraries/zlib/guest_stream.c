/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/guest_stream.h"

#include <string.h>

enum {
    /* What zlib 1.2.9 to 1.3.2 ask for their states, about. */
    DEFLATE_STATE_SIZE = 5952,
    INFLATE_STATE_SIZE = 7160,
};

_Static_assert(sizeof(HostsStream) <= DEFLATE_STATE_SIZE &&
                   sizeof(HostsStream) <= INFLATE_STATE_SIZE,
               "a stream fits where zlib's state would lie");

Allocator guest_allocator;

static voidpf allocate(z_streamp strm, uInt items, uInt size)
{
    return strm->zalloc(strm->opaque, items, size);
}

static void free_place(z_streamp strm, voidpf *place)
{
    if (*place != NULL) {
        strm->zfree(strm->opaque, *place);
        *place = NULL;
    }
}

static uInt state_size(const z_stream *strm, StreamKind kind)
{
    if (!has_own_allocator(strm)) {
        return sizeof(HostsStream);
    }
    return kind == DEFLATE_STREAM ? DEFLATE_STATE_SIZE : INFLATE_STATE_SIZE;
}

HostsStream *stream_allocate(z_streamp strm, StreamKind kind)
{
    HostsStream *stream = allocate(strm, 1, state_size(strm, kind));

    if (stream != NULL) {
        memset(stream, 0, sizeof(*stream));
        stream->block.tag = tag_of(strm);
        stream->kind = kind;
    }
    return stream;
}

void stream_free(z_streamp strm, HostsStream *stream)
{
    for (int i = STREAM_PLACES - 1; i >= 0; i--) {
        free_place(strm, &stream->places[i]);
    }
    /* Memory that is used again must not look like a stream. */
    stream->block.tag = 0;
    strm->zfree(strm->opaque, stream);
}

/* Ask for all places that have a size. */
static bool allocate_places(z_streamp strm, HostsStream *stream)
{
    bool are_all = true;

    for (int i = 0; i < STREAM_PLACES; i++) {
        if (stream->sizes[i] != 0) {
            stream->places[i] = allocate(strm, stream->sizes[i], 1);
            are_all = are_all && stream->places[i] != NULL;
        }
    }
    return are_all;
}

bool stream_allocate_places(z_streamp strm, HostsStream *stream,
                            int window_bits, int memory_level)
{
    const unsigned bits =
        (unsigned)(window_bits < 0 ? -window_bits : window_bits & 15);
    /* zlib does not use 8, but for the header. */
    const uInt window_size = 1U << (bits == 8 ? 9 : bits);

    if (!has_own_allocator(strm)) {
        return true;
    }
    stream->sizes[0] = 2 * window_size;
    stream->sizes[1] = 2 * window_size;
    stream->sizes[2] = 2U << (memory_level + 7);
    stream->sizes[3] = 4U << (memory_level + 6);
    return allocate_places(strm, stream);
}

bool stream_allocate_window(z_streamp strm, HostsStream *stream)
{
    if (stream->places[0] != NULL || !has_own_allocator(strm)) {
        return true;
    }
    stream->sizes[0] = 1U << stream->window_bits;
    return allocate_places(strm, stream);
}

void stream_free_window(z_streamp strm, HostsStream *stream)
{
    free_place(strm, &stream->places[0]);
    stream->sizes[0] = 0;
}

HostsStream *stream_allocate_copy(z_streamp strm, const HostsStream *source)
{
    HostsStream *copy = stream_allocate(strm, source->kind);

    if (copy == NULL) {
        return NULL;
    }
    copy->window_bits = source->window_bits;
    copy->is_raw = source->is_raw;
    copy->is_out_of_memory = source->is_out_of_memory;
    memcpy(copy->block.message, source->block.message, ZLIB_MESSAGE_SIZE);
    memcpy(copy->sizes, source->sizes, sizeof(copy->sizes));
    if (!allocate_places(strm, copy)) {
        stream_free(strm, copy);
        return NULL;
    }
    return copy;
}

static const char messages[][ZLIB_MESSAGE_SIZE] = {
    /* The names of the statuses, as deflate() sets them. */
    "need dictionary",
    "stream end",
    "",
    "file error",
    "stream error",
    "data error",
    "insufficient memory",
    "buffer error",
    "incompatible version",
    /* inflate()'s, in the order of its source. */
    "incorrect header check",
    "unknown compression method",
    "invalid window size",
    "unknown header flags set",
    "header crc mismatch",
    "invalid block type",
    "invalid stored block lengths",
    "too many length or distance symbols",
    "invalid code lengths set",
    "invalid bit length repeat",
    "invalid code -- missing end-of-block",
    "invalid literal/lengths set",
    "invalid distances set",
    "invalid literal/length code",
    "invalid distance code",
    "invalid distance too far back",
    "incorrect data check",
    "incorrect length check",
};

const char *stream_message(const char *text)
{
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        if (strcmp(messages[i], text) == 0) {
            return messages[i];
        }
    }
    return NULL;
}

void stream_settle_message(z_streamp strm, HostsStream *stream)
{
    const char *message = NULL;

    stream->block.message[ZLIB_MESSAGE_SIZE - 1] = '\0';
    message = stream_message(stream->block.message);
    if (message != NULL) {
        strm->msg = (char *)message;
    }
}
