/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_streams.h"

static void forget_header(void *data)
{
    ZlibStream *stream = data;

    g_free(stream->header.memory);
}

static const ObjectKind kinds[] = {
    [ZLIB_STREAM_DEFLATE] = {"deflate stream", sizeof(ZlibStream),
                             forget_header},
    [ZLIB_STREAM_INFLATE] = {"inflate stream", sizeof(ZlibStream),
                             forget_header},
};

G_STATIC_ASSERT(offsetof(ZlibStream, zlib) == 0);

static ZlibStream *stream_of(const Object *object)
{
    return object != NULL ? object->data : NULL;
}

ZlibStream *zlib_streams_new(ZlibStreamKind kind)
{
    Object *object = object_new(&kinds[kind]);
    ZlibStream *stream = stream_of(object);

    if (stream != NULL) {
        stream->object = object;
        stream->zlib.zalloc = arena_allocate_items;
        stream->zlib.zfree = arena_free_item;
        stream->zlib.opaque = object->arena;
    }
    return stream;
}

ZlibStream *zlib_streams_take(uint64_t handle, ZlibStreamKind kind,
                              bool takes_broken)
{
    return stream_of(object_take(handle, &kinds[kind], takes_broken));
}

ObjectRemoval zlib_streams_remove(uint64_t handle, ZlibStreamKind kind,
                                  ZlibStream **stream)
{
    Object *object = NULL;
    const ObjectRemoval removal = object_remove(handle, &kinds[kind], &object);

    *stream = stream_of(object);
    return removal;
}
