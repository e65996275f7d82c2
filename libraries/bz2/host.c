/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bzlib.h>

#include "plugin/library/serving.h"

static void *allocate(void *arena, int items, int size)
{
    return arena_allocate_items(arena, (unsigned int)items, (unsigned int)size);
}

static void set_allocator(Object *object)
{
    bz_stream *stream = object->data;

    stream->bzalloc = allocate;
    stream->bzfree = arena_free_item;
    stream->opaque = object->arena;
}

#define BZ_STREAM(name_)                                                       \
    {                                                                          \
        .kind = {.name = (name_), .size = sizeof(bz_stream)},                  \
        .state_offset = offsetof(bz_stream, state),                            \
        .field_count = 6,                                                      \
        .fields =                                                              \
            {                                                                  \
                STREAM_INPUT(bz_stream, next_in, avail_in),                    \
                STREAM_OUTPUT(bz_stream, next_out, avail_out),                 \
                STREAM_VALUE(bz_stream, total_in_lo32),                        \
                STREAM_VALUE(bz_stream, total_in_hi32),                        \
                STREAM_VALUE(bz_stream, total_out_lo32),                       \
                STREAM_VALUE(bz_stream, total_out_hi32),                       \
            },                                                                 \
        .set_allocator = set_allocator,                                        \
    }

typedef bz_stream CompressStream;
typedef bz_stream DecompressStream;

static const StreamType CompressStream_stream = BZ_STREAM("bz2 compression");
static const StreamType DecompressStream_stream =
    BZ_STREAM("bz2 decompression");

#define DECLARE_CALLS "libraries/bz2/calls.h"
#include "libraries/declare_host.h"

static const char *const family_prefixes[] = {"BZ2_bz", NULL};

/* They reach streams by the functions above, or not at all. */
static const char *const own_functions[] = {
    "BZ2_bzBuffToBuff*",
    "BZ2_bzRead*",
    "BZ2_bzWrite*",
    "BZ2_bz__AssertH__fail",
    "BZ2_bzclose",
    "BZ2_bzdopen",
    "BZ2_bzerror",
    "BZ2_bzflush",
    "BZ2_bzlibVersion",
    "BZ2_bzopen",
    "BZ2_bzread",
    "BZ2_bzwrite",
    NULL,
};

static const char *const required_functions[] = {NULL};

DECLARED_SERVICE(bz2)
