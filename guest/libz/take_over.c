/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/take_over.h"

#include <stddef.h>

#include "guest/host_call.h"
#include "guest/libz/blocks.h"
#include "guest/libz/notes.h"

enum {
    /* The state, and what else there is. */
    HANDED_BLOCKS = 1 + MOST_BLOCKS,
};

/*
 * An allocator for one call of an init function: it gives out the blocks that
 * the stream has, which are those that zlib asks for, in that order.
 */
typedef struct Handover {
    alloc_func zalloc;
    free_func zfree;
    voidpf opaque;
    voidpf blocks[HANDED_BLOCKS];
    int next;
} Handover;

static voidpf hand_over_block(voidpf opaque, unsigned items, unsigned size)
{
    Handover *handover = opaque;
    voidpf block = NULL;

    if (handover->next < HANDED_BLOCKS) {
        block = handover->blocks[handover->next];
        handover->next++;
    }
    return block != NULL ? block
                         : handover->zalloc(handover->opaque, items, size);
}

static void free_handed_block(voidpf opaque, voidpf block)
{
    const Handover *handover = opaque;

    handover->zfree(handover->opaque, block);
}

static int begin_deflate(z_streamp strm, const OffloadedStream *was)
{
    const HostlibStream *parameters = &was->host;
    const Tuning *tuning = &was->tuning;
    int status =
        z_deflateInit2_(strm, parameters->level, parameters->method,
                        parameters->window_bits, parameters->memory_level,
                        parameters->strategy, ZLIB_VERSION, sizeof(z_stream));

    if (status == Z_OK && tuning->is_set) {
        status = z_deflateTune(strm, tuning->good_length, tuning->max_lazy,
                               tuning->nice_length, tuning->max_chain);
    }
    return status;
}

static int begin_inflate(z_streamp strm, const OffloadedStream *was)
{
    int status = z_inflateInit2_(strm, was->host.window_bits, ZLIB_VERSION,
                                 sizeof(z_stream));

    if (status == Z_OK && was->validation != VALIDATION_DEFAULT) {
        status = z_inflateValidate(strm, was->validation == VALIDATION_ON);
    }
    return status;
}

static void end_on_host(z_streamp strm, OffloadedStream *stream)
{
    if (stream->host.handle != 0) {
        host_call(stream->kind == DEFLATE_STREAM ? HOSTLIB_OP_DEFLATE_END
                                                 : HOSTLIB_OP_INFLATE_END,
                  (uintptr_t)&stream->host, (uintptr_t)strm);
    }
}

int take_over(z_streamp strm, OffloadedStream *stream,
              enum HostlibReason reason)
{
    OffloadedStream was;
    Handover handover = {strm->zalloc, strm->zfree, strm->opaque, {stream}, 0};
    int status = Z_OK;

    end_on_host(strm, stream);
    if (stream->kind == INFLATE_STREAM) {
        /* One from before a reset. zlib asks for it when it needs it. */
        free_window(strm, stream);
    }
    for (int i = 0; i < MOST_BLOCKS; i++) {
        handover.blocks[1 + i] = stream->blocks[i];
    }
    was = *stream; /* zlib's state will lie there */
    strm->state = NULL;
    strm->zalloc = hand_over_block;
    strm->zfree = free_handed_block;
    strm->opaque = &handover;
    status = was.kind == DEFLATE_STREAM ? begin_deflate(strm, &was)
                                        : begin_inflate(strm, &was);
    strm->zalloc = handover.zalloc;
    strm->zfree = handover.zfree;
    strm->opaque = handover.opaque;
    return note_begun(was.kind, reason, status);
}
