/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <lzma.h>

#include "plugin/library/serving.h"

static void *allocate(void *arena, size_t items, size_t size)
{
    return items > 0 && size > SIZE_MAX / items
               ? NULL
               : arena_allocate(arena, items * size);
}

static void set_allocator(Object *object)
{
    lzma_stream *stream = object->data;
    lzma_allocator *allocator =
        arena_allocate(object->arena, sizeof(*allocator));

    if (allocator != NULL) {
        *allocator = (lzma_allocator){allocate, arena_free_item, object->arena};
    }
    stream->allocator = allocator;
}

typedef const lzma_stream ConstLzmaStream;

static const StreamType lzma_stream_stream = {
    .kind = {.name = "lzma stream", .size = sizeof(lzma_stream)},
    .state_offset = offsetof(lzma_stream, internal),
    .reopens = true,
    .checks_null = true,
    .field_count = 4,
    .fields =
        {
            STREAM_INPUT(lzma_stream, next_in, avail_in),
            STREAM_OUTPUT(lzma_stream, next_out, avail_out),
            STREAM_VALUE(lzma_stream, total_in),
            STREAM_VALUE(lzma_stream, total_out),
        },
    .set_allocator = set_allocator,
};

#define ConstLzmaStream_stream lzma_stream_stream

#define DECLARE_CALLS "libraries/lzma/calls.h"
#include "libraries/declare_host.h"

static const char *const family_prefixes[] = {"lzma_", NULL};

/* They begin streams of the guest's own, or take no stream. */
static const char *const own_functions[] = {
    "lzma_alone_encoder",
    "lzma_bcj_*",
    "lzma_block_*",
    "lzma_check_*",
    "lzma_cputhreads",
    "lzma_crc32",
    "lzma_crc64",
    "lzma_easy_buffer_encode",
    "lzma_easy_decoder_memusage",
    "lzma_easy_encoder_memusage",
    "lzma_file_info_decoder",
    "lzma_filter_*",
    "lzma_filters_copy",
    "lzma_filters_free",
    "lzma_index_*",
    "lzma_lzip_decoder",
    "lzma_lzma_preset",
    "lzma_mf_is_supported",
    "lzma_microlzma_*",
    "lzma_mode_is_supported",
    "lzma_mt_block_size",
    "lzma_physmem",
    "lzma_properties_*",
    "lzma_raw_*",
    "lzma_str_*",
    "lzma_stream_buffer_*",
    "lzma_stream_encoder",
    "lzma_stream_encoder_mt",
    "lzma_stream_encoder_mt_memusage",
    "lzma_stream_flags_compare",
    "lzma_stream_footer_*",
    "lzma_stream_header_*",
    "lzma_version_*",
    "lzma_vli_*",
    NULL,
};

static const char *const required_functions[] = {NULL};

DECLARED_SERVICE(lzma)
