/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_service.h"

#include <errno.h>
#include <inttypes.h>

#include "plugin/core/fault_guard.h"
#include "plugin/core/guest_memory.h"
#include "plugin/core/log.h"
#include "plugin/zlib/zlib_arena.h"
#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_one_shot.h"

/* Set before the guest runs and only read after that. */
static const char *backend_file = ZLIB_BACKEND_DEFAULT;
static ZlibBackend backend;

/* A system call returns an errno as one of the last 4095 values. */
#define LARGEST_VALUE ((uint64_t)-4096)

static int64_t compress_bound(const uint64_t *arguments)
{
    const uint64_t length = arguments[0];
    const uint64_t bound = backend.compress_bound(length);

    /* Older zlibs let the sum wrap around. */
    return bound < length || bound > LARGEST_VALUE ? 0 : (int64_t)bound;
}

/* What operations 2 and 3 have in common. */
typedef struct GuestCall {
    uint64_t length_address; /* of the destination's length */
    FaultRange source;
    FaultRange destination;
    uint64_t source_length;
    HostlibLength destination_length;
} GuestCall;

/*
 * NULL stays NULL, wherever guest memory lies. zlib never follows it: it says
 * Z_STREAM_ERROR, or nothing where there is nothing to read.
 */
static int translate_buffer(uint64_t address, uint64_t length,
                            FaultRange *range)
{
    if (address == 0) {
        *range = (FaultRange){0};
        return 0;
    }
    return guest_memory_translate(address, length, range);
}

static int decode(const uint64_t *arguments, GuestCall *call)
{
    int error = 0;

    call->source_length = arguments[1];
    call->length_address = arguments[3];
    /* Read once: another thread of the guest may be writing to it. */
    error = guest_memory_read(call->length_address, &call->destination_length,
                              sizeof(call->destination_length));
    if (error == 0) {
        error =
            translate_buffer(arguments[0], call->source_length, &call->source);
    }
    if (error == 0) {
        error = translate_buffer(arguments[2], call->destination_length,
                                 &call->destination);
    }
    return error;
}

static void guarded_compress(void *shot)
{
    zlib_one_shot_compress(shot);
}

static void guarded_uncompress(void *shot)
{
    zlib_one_shot_uncompress(shot);
}

/* Run @function on guest memory. Returns a HostlibStatus, or -errno. */
static int64_t run(const GuestCall *call, int level, FaultGuardedCall *function,
                   const char *verb)
{
    const FaultRange ranges[] = {call->source, call->destination};
    FaultReport report;
    bool completed = false;
    ZlibOneShot shot = {
        .backend = &backend,
        .arena = zlib_arena_acquire(),
        .source = call->source.start,
        .source_length = call->source_length,
        .destination = (Bytef *)call->destination.start,
        .destination_length = call->destination_length,
        .level = level,
    };

    completed =
        fault_guard_run(ranges, G_N_ELEMENTS(ranges), function, &shot, &report);
    zlib_arena_release(shot.arena);
    if (!completed) {
        return -EFAULT;
    }
    if (guest_memory_write(call->length_address, &shot.destination_length,
                           sizeof(shot.destination_length)) != 0) {
        return -EFAULT;
    }
    if (shot.status == Z_OK) {
        log_event("%s %" PRIu64 " guest bytes to %" PRIu64 " host bytes", verb,
                  call->source_length, shot.destination_length);
    }
    return (HostlibStatus)shot.status;
}

static int64_t compress_call(const uint64_t *arguments)
{
    GuestCall call;
    int error = decode(arguments, &call);

    if (error != 0) {
        return error;
    }
    /* An int: the guest's compiler leaves the register's upper half undefined.
     */
    return run(&call, (int32_t)arguments[4], guarded_compress, "compressed");
}

static int64_t uncompress_call(const uint64_t *arguments)
{
    GuestCall call;
    int error = decode(arguments, &call);

    if (error != 0) {
        return error;
    }
    return run(&call, 0, guarded_uncompress, "uncompressed");
}

static const Operation zlib_operations[] = {
    {HOSTLIB_OP_COMPRESS_BOUND, "compressBound", compress_bound},
    {HOSTLIB_OP_COMPRESS, "compress2", compress_call},
    {HOSTLIB_OP_UNCOMPRESS, "uncompress", uncompress_call},
};

static const char *set_backend(const char *value)
{
    if (value[0] == '\0') {
        return "names no file; give the path of a zlib";
    }
    backend_file = value;
    return NULL;
}

static const ServiceOption zlib_options[] = {
    {"backend", "PATH", set_backend},
};

static bool start(void)
{
    g_autofree char *problem = NULL;

    if (!zlib_backend_load(backend_file, &backend, &problem)) {
        log_problem("no host zlib in '%s': %s; the guest runs without",
                    backend_file, problem);
        return false;
    }
    return true;
}

const Service zlib_service = {
    .name = "zlib",
    .library = HOSTLIB_DEMO_ZLIB_LIBRARY,
    .thunk = HOSTLIB_DEMO_ZLIB_THUNK,
    .operations = zlib_operations,
    .operation_count = G_N_ELEMENTS(zlib_operations),
    .options = zlib_options,
    .option_count = G_N_ELEMENTS(zlib_options),
    .start = start,
};
