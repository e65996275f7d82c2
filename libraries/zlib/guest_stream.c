/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/guest_stream.h"

#include <string.h>

Allocator guest_allocator;

static voidpf allocate(z_streamp strm, uInt size)
{
    return strm->zalloc(strm->opaque, 1, size);
}

HostsStream *stream_allocate(z_streamp strm, StreamKind kind)
{
    HostsStream *stream = allocate(strm, sizeof(*stream));

    if (stream != NULL) {
        memset(stream, 0, sizeof(*stream));
        stream->block.tag = tag_of(strm);
        stream->kind = kind;
    }
    return stream;
}

void stream_free(z_streamp strm, HostsStream *stream)
{
    /* Memory that is used again must not look like a stream. */
    stream->block.tag = 0;
    strm->zfree(strm->opaque, stream);
}

/* Whether the program's allocator has @size bytes. Nothing is kept of them. */
static bool has_memory(z_streamp strm, uInt size)
{
    voidpf place = allocate(strm, size);

    if (place == NULL) {
        return false;
    }
    strm->zfree(strm->opaque, place);
    return true;
}

/* Ask for all that has a size, as zlib does. */
static bool ask(z_streamp strm, const HostsStream *stream)
{
    bool has_all = true;

    if (!has_own_allocator(strm)) {
        return true;
    }
    for (int i = 0; i < STREAM_PLACES; i++) {
        if (stream->sizes[i] != 0) {
            has_all = has_memory(strm, stream->sizes[i]) && has_all;
        }
    }
    return has_all;
}

bool stream_ask_for_deflate(z_streamp strm, HostsStream *stream,
                            int window_bits, int memory_level)
{
    const unsigned bits =
        (unsigned)(window_bits < 0 ? -window_bits : window_bits & 15);
    /* zlib does not use 8, but for the header. */
    const uInt window_size = 1U << (bits == 8 ? 9 : bits);

    stream->sizes[0] = 2 * window_size;
    stream->sizes[1] = 2 * window_size;
    stream->sizes[2] = 2U << (memory_level + 7);
    stream->sizes[3] = 4U << (memory_level + 6);
    return ask(strm, stream);
}

bool stream_ask_for_window(z_streamp strm, HostsStream *stream)
{
    const uInt size = 1U << stream->window_bits;

    if (stream->sizes[0] != 0) {
        return true;
    }
    if (has_own_allocator(strm) && !has_memory(strm, size)) {
        return false;
    }
    stream->sizes[0] = size;
    return true;
}

void stream_forget_window(HostsStream *stream)
{
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
    if (!ask(strm, copy)) {
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
