/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/one_shot_service.h"

#include <string.h>

#include "libraries/zlib/backend.h"
#include "libraries/zlib/one_shot_calls.h"
#include "plugin/core/log.h"
#include "protocol/hostlib_protocol.h"

/*
 * The user's choice, an absolute path, or NULL for the system's zlib. Set
 * before the guest runs and only read after that.
 */
static char *backend_file;

static const char *set_backend(const char *value)
{
    /* A mere name would be searched for, by the guest's LD_LIBRARY_PATH. */
    if (strchr(value, '/') == NULL) {
        return "names no file; give the path of a zlib, with a '/' in it";
    }
    g_free(backend_file);
    backend_file = g_canonicalize_filename(value, NULL);
    return NULL;
}

static const ServiceOption options[] = {
    {"backend", "PATH", set_backend},
};

static bool start(void)
{
    g_autofree char *problem = NULL;
    g_autofree char *file = NULL;

    if (!zlib_backend_load(backend_file, &zlib_backend, &problem)) {
        log_problem("no host zlib in '%s': %s; the guest runs without",
                    backend_file != NULL ? backend_file : ZLIB_BACKEND_SONAME,
                    problem);
        return false;
    }
    file = zlib_backend_file(&zlib_backend);
    log_event("host zlib %s: %s", zlib_backend.version, file);
    return true;
}

static const Operation operations[] = {
    {HOSTLIB_OP_COMPRESS_BOUND, "compressBound", zlib_call_compress_bound},
    {HOSTLIB_OP_COMPRESS, "compress2", zlib_call_compress},
    {HOSTLIB_OP_UNCOMPRESS, "uncompress", zlib_call_uncompress},
};

const Service one_shot_service = {
    .name = "zlib",
    .library = HOSTLIB_DEMO_ZLIB_LIBRARY,
    .thunk = HOSTLIB_DEMO_ZLIB_THUNK,
    .operations = operations,
    .operation_count = G_N_ELEMENTS(operations),
    .options = options,
    .option_count = G_N_ELEMENTS(options),
    .start = start,
};
