/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <zlib.h>

#include "libraries/zlib/backend.h"
#include "libraries/zlib/block.h"
#include "libraries/zlib/bound.h"
#include "libraries/zlib/header.h"
#include "plugin/library/serving.h"

typedef z_stream DeflateStream;
typedef z_stream InflateStream;

static void set_allocator(Object *object)
{
    z_stream *zlib = object->data;

    zlib->zalloc = arena_allocate_items;
    zlib->zfree = arena_free_item;
    zlib->opaque = object->arena;
}

static void forget_header(void *data)
{
    ZlibStream *stream = data;

    g_free(stream->header.memory);
}

#define Z_STREAM(name_, closed_broken_)                                        \
    {                                                                          \
        .kind = {.name = (name_),                                              \
                 .size = sizeof(ZlibStream),                                   \
                 .forget = forget_header},                                     \
        .struct_size = sizeof(z_stream),                                       \
        .state_offset = offsetof(z_stream, state),                             \
        .block = {sizeof(ZlibBlock), offsetof(ZlibBlock, handle),              \
                  offsetof(ZlibBlock, message), ZLIB_MESSAGE_SIZE},            \
        .checks_null = true,                                                   \
        .closed_broken = (closed_broken_),                                     \
        .field_count = 7,                                                      \
        .fields =                                                              \
            {                                                                  \
                STREAM_INPUT(z_stream, next_in, avail_in),                     \
                STREAM_OUTPUT(z_stream, next_out, avail_out),                  \
                STREAM_VALUE(z_stream, total_in),                              \
                STREAM_VALUE(z_stream, total_out),                             \
                STREAM_MESSAGE(z_stream, msg),                                 \
                STREAM_VALUE(z_stream, data_type),                             \
                STREAM_VALUE(z_stream, adler),                                 \
            },                                                                 \
        .set_allocator = set_allocator,                                        \
    }

/* As zlib says of a stream with output that has yet to come. */
static const StreamType DeflateStream_stream =
    Z_STREAM("deflate stream", Z_DATA_ERROR);
static const StreamType InflateStream_stream = Z_STREAM("inflate stream", Z_OK);

#define DECLARE_CALLS "libraries/zlib/calls.h"
#include "libraries/declare_host.h"

static ZlibStream *stream_of(z_stream *zlib)
{
    return (ZlibStream *)zlib;
}

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */

/* Of the host's zlib. */
static uint64_t host_version;

/* Whether streams of these parameters have the same bytes on both sides. */
static bool are_bytes_same(const ZlibParameters *parameters,
                           uint64_t guest_version)
{
    const bool has_new_blocks = host_version >= ZLIB_NEW_BLOCKS;

    return (guest_version >= ZLIB_NEW_BLOCKS) == has_new_blocks ||
           (parameters->level != 0 && parameters->strategy != Z_FIXED);
}

static int host_deflateInit2_(Serving *serving, DeflateStream *strm,
                              uint64_t parameters, uint64_t guestVersion)
{
    const ZlibParameters own = zlib_unpack_parameters(parameters);

    if (!are_bytes_same(&own, guestVersion)) {
        serving->error = ENOTSUP;
        return Z_STREAM_ERROR;
    }
    stream_of(strm)->parameters = own;
    stream_of(strm)->guest_version = guestVersion;
    return declared_host.deflateInit2_(
        strm, own.level, Z_DEFLATED, own.window_bits, own.memory_level,
        own.strategy, ZLIB_VERSION, (int)sizeof(*strm));
}

static int host_inflateInit2_(Serving *serving, InflateStream *strm,
                              int windowBits)
{
    (void)serving;
    return declared_host.inflateInit2_(strm, windowBits, ZLIB_VERSION,
                                       (int)sizeof(*strm));
}

static int host_deflate(Serving *serving, DeflateStream *strm, int flush)
{
    const uInt avail_in = strm->avail_in;
    const uInt avail_out = strm->avail_out;
    int status = zlib_header_give(serving->call, serving_next_range(serving),
                                  stream_of(strm), flush);

    if (status == Z_OK) {
        status = declared_host.deflate(strm, flush);
        zlib_header_note_deflate(stream_of(strm), status, avail_in, avail_out);
    }
    return status;
}

/* It flushes what deflate() has begun, but begins nothing itself. */
static int host_deflateParams(Serving *serving, DeflateStream *strm, int level,
                              int strategy)
{
    const uInt avail_in = strm->avail_in;
    const uInt avail_out = strm->avail_out;
    const int status = declared_host.deflateParams(strm, level, strategy);

    (void)serving;
    zlib_header_note_deflate(stream_of(strm), status, avail_in, avail_out);
    if (status == Z_OK) {
        stream_of(strm)->parameters.level = (int8_t)level;
    }
    return status;
}

/* Note that zlib has been reset, if @status says so. Returns that. */
static int restart_header(DeflateStream *strm, int status)
{
    if (status == Z_OK) {
        zlib_header_restart(stream_of(strm));
    }
    return status;
}

static int host_deflateReset(Serving *serving, DeflateStream *strm)
{
    (void)serving;
    return restart_header(strm, declared_host.deflateReset(strm));
}

static int host_deflateResetKeep(Serving *serving, DeflateStream *strm)
{
    (void)serving;
    return restart_header(strm, declared_host.deflateResetKeep(strm));
}

/* The host's zlib tells how long the stream's header and trailer are. */
static uLong bound_in_guest(DeflateStream *strm, uLong length)
{
    const ZlibStream *stream = stream_of(strm);
    const uLong wrapper = declared_host.deflateBound(strm, 0) -
                          zlib_bound(host_version, &stream->parameters, 0, 0);

    return zlib_bound(stream->guest_version, &stream->parameters, length,
                      wrapper);
}

static uLong host_deflateBound(Serving *serving, DeflateStream *strm,
                               uLong sourceLen)
{
    uLong bound = 0;

    if (zlib_header_give_sizes(serving->call, serving_next_range(serving),
                               stream_of(strm)) != Z_OK) {
        serving->error = ENOMEM;
        return 0;
    }
    bound = bound_in_guest(strm, sourceLen);
    zlib_header_take_back(stream_of(strm));
    return bound;
}

static int host_deflateSetHeader(Serving *serving, DeflateStream *strm,
                                 uint64_t head)
{
    (void)serving;
    return zlib_header_set(stream_of(strm), head);
}

/*
 * By @get, of a dictionary that is as long as zlib says. The guest's addresses
 * may be 0.
 */
static int get_dictionary(Serving *serving, z_stream *strm, uint64_t dictionary,
                          uint64_t length_address,
                          int (*get)(z_streamp strm, Bytef *dictionary,
                                     uInt *length))
{
    uInt length = 0;
    const int status = get(strm, NULL, &length);
    Bytef *place =
        serving_borrow_or_null(serving, dictionary, length, GUEST_WRITE);
    uInt *length_place = serving_borrow_or_null(serving, length_address,
                                                sizeof(length), GUEST_WRITE);

    if (status != Z_OK || serving->error != 0) {
        return status;
    }
    if (length_place != NULL) {
        memcpy(length_place, &length, sizeof(length));
    }
    return place == NULL ? Z_OK : get(strm, place, NULL);
}

static int host_deflateGetDictionary(Serving *serving, DeflateStream *strm,
                                     uint64_t dictionary, uint64_t dictLength)
{
    return get_dictionary(serving, strm, dictionary, dictLength,
                          declared_host.deflateGetDictionary);
}

static int host_inflateGetDictionary(Serving *serving, InflateStream *strm,
                                     uint64_t dictionary, uint64_t dictLength)
{
    return get_dictionary(serving, strm, dictionary, dictLength,
                          declared_host.inflateGetDictionary);
}

static int host_inflate(Serving *serving, InflateStream *strm, int flush)
{
    ZlibStream *stream = stream_of(strm);
    const uInt avail_out = strm->avail_out;
    const size_t range = serving_next_range(serving);
    GuestGzHeader header;
    const bool is_lent =
        zlib_header_lend(serving->call, range, stream, &header);
    const int status = declared_host.inflate(strm, flush);

    if (is_lent) {
        zlib_header_return(serving->call, range, stream, &header);
    }
    zlib_header_note_inflate(stream, status, avail_out);
    return status;
}

/* Note that zlib has been reset, if @status says so. Returns that. */
static int forget_header_after(InflateStream *strm, int status)
{
    if (status == Z_OK) {
        zlib_header_forget(stream_of(strm));
    }
    return status;
}

static int host_inflateReset(Serving *serving, InflateStream *strm)
{
    (void)serving;
    return forget_header_after(strm, declared_host.inflateReset(strm));
}

static int host_inflateReset2(Serving *serving, InflateStream *strm,
                              int windowBits)
{
    (void)serving;
    return forget_header_after(strm,
                               declared_host.inflateReset2(strm, windowBits));
}

static int host_inflateResetKeep(Serving *serving, InflateStream *strm)
{
    (void)serving;
    return forget_header_after(strm, declared_host.inflateResetKeep(strm));
}

static int host_inflateSync(Serving *serving, InflateStream *strm)
{
    int status = Z_OK;

    (void)serving;
    if (strm->next_in == NULL) {
        /* zlib would follow it. A thunk has the guest do that before. */
        strm->avail_in = 0;
    }
    status = declared_host.inflateSync(strm);
    if (status == Z_OK) {
        zlib_header_skip(stream_of(strm));
    }
    return status;
}

/* From then on zlib has the header, even should the guest's be out of reach. */
static int host_inflateGetHeader(Serving *serving, InflateStream *strm,
                                 uint64_t head)
{
    const int32_t done = 0;
    const int status = zlib_header_get(stream_of(strm), head);
    uint8_t *header = NULL;

    if (status == Z_OK) {
        header = host_call_borrow(serving->call, serving_next_range(serving),
                                  head, sizeof(GuestGzHeader), GUEST_WRITE);
        memcpy(header + offsetof(GuestGzHeader, done), &done, sizeof(done));
    }
    return status;
}

/* Copies of streams. */

/*
 * zlib copies the source's opaque before it allocates memory for the copy: for
 * the time being that is the copy's.
 */
static int copy_zlib(Object *copy, Object *source,
                     int (*function)(z_streamp copy, z_streamp source))
{
    z_stream *zlib = source->data;
    int status = Z_OK;

    zlib->opaque = copy->arena;
    status = function(copy->data, zlib);
    zlib->opaque = source->arena;
    return status;
}

/*
 * Begin a copy of the stream at @arguments[1] in the struct at @arguments[0],
 * which the guest has copied itself.
 */
static int64_t serve_copy(HostCall *call, const uint64_t *arguments,
                          const StreamType *type,
                          int (*copy)(Object *copy, Object *source))
{
    Serving serving = serving_begin(call);
    StreamUse use;
    StreamUse source;
    int status = Z_OK;

    if (!declared_is_ready) {
        return serving_refuse(&serving, ENOSYS);
    }
    if (stream_take_to_copy(&serving, type, arguments[1], &source) == NULL ||
        stream_new(&serving, type, arguments[0], &use) == NULL) {
        return serving_refuse(&serving, EINVAL);
    }
    status = copy(use.object, source.object);
    stream_copied(&use, status == Z_OK);
    return status;
}

static int copy_deflate(Object *copy, Object *source)
{
    const int status = copy_zlib(copy, source, declared_host.deflateCopy);
    const ZlibStream *stream = source->data;
    ZlibStream *copied = copy->data;

    if (status != Z_OK) {
        return status;
    }
    copied->parameters = stream->parameters;
    copied->guest_version = stream->guest_version;
    return zlib_header_copy_deflate(copy->data, source->data) ? Z_OK
                                                              : Z_MEM_ERROR;
}

static int64_t serve_deflateCopy(HostCall *call, const uint64_t *arguments)
{
    return serve_copy(call, arguments, &DeflateStream_stream, copy_deflate);
}

static int copy_inflate(Object *copy, Object *source)
{
    const int status = copy_zlib(copy, source, declared_host.inflateCopy);

    if (status == Z_OK) {
        zlib_header_copy_inflate(copy->data, source->data);
    }
    return status;
}

static int64_t serve_inflateCopy(HostCall *call, const uint64_t *arguments)
{
    return serve_copy(call, arguments, &InflateStream_stream, copy_inflate);
}

/* NOLINTEND(readability-identifier-naming) */

/* The service. */

static char *load(char **problem)
{
    if (zlib_backend.library == NULL) {
        *problem = g_strdup("it could not be loaded");
        return NULL;
    }
    host_version = zlib_version_number(zlib_backend.version);
    if (host_version == 0) {
        *problem = g_strdup_printf("version %s may produce other bytes",
                                   zlib_backend.version);
        return NULL;
    }
    if (!declared_service_find(zlib_backend.library, declared_symbols,
                               G_N_ELEMENTS(declared_symbols), problem)) {
        return NULL;
    }
    zlib_header_functions = (ZlibHeaderFunctions){
        declared_host.deflateSetHeader,
        declared_host.inflateGetHeader,
    };
    declared_is_ready = true;
    return zlib_backend_file(&zlib_backend);
}

static const char *const family_prefixes[] = {"deflate", "inflate", NULL};

/*
 * inflateBack() has streams of its own. The others look at a stream's state
 * only if it is zlib's.
 */
static const char *const own_functions[] = {
    "deflateBound_z",
    "deflateUsed",
    "inflateBack*",
    NULL,
};

/* With it, in 1.2.9, zlib began to check whether a stream is its own. */
static const char *const required_functions[] = {"deflateGetDictionary", NULL};

DECLARED_SERVICE_WITH_LOAD(zlib)
