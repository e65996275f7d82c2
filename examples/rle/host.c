/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/rle/rle.h"
#include "plugin/library/serving.h"

static void *allocate(void *arena, size_t size)
{
    return arena_allocate(arena, size);
}

static void set_allocator(Object *object)
{
    RleStream *stream = object->data;

    stream->allocate = allocate;
    stream->release = arena_free_item;
    stream->opaque = object->arena;
}

static const StreamType RleStream_stream = {
    .kind = {.name = "rle stream", .size = sizeof(RleStream)},
    .state_offset = offsetof(RleStream, state),
    .field_count = 3,
    .fields =
        {
            STREAM_INPUT(RleStream, next_in, avail_in),
            STREAM_OUTPUT(RleStream, next_out, avail_out),
            STREAM_VALUE(RleStream, total_out),
        },
    .set_allocator = set_allocator,
};

#define DECLARE_CALLS "examples/rle/calls.h"
#include "libraries/declare_host.h"

static const char *const family_prefixes[] = {"rle_", NULL};
static const char *const own_functions[] = {"rle_version", NULL};
static const char *const required_functions[] = {NULL};

DECLARED_SERVICE(rle)
