/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_service.h"

#include <string.h>

#include "plugin/core/log.h"
#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_checksum_calls.h"
#include "plugin/zlib/zlib_deflate_calls.h"
#include "plugin/zlib/zlib_inflate_calls.h"
#include "plugin/zlib/zlib_one_shot_calls.h"

/*
 * The user's choice, an absolute path, or NULL for the system's zlib. Set
 * before the guest runs and only read after that.
 */
static char *backend_file;

static const Operation zlib_operations[] = {
    {HOSTLIB_OP_COMPRESS_BOUND, "compressBound", zlib_call_compress_bound},
    {HOSTLIB_OP_COMPRESS, "compress2", zlib_call_compress},
    {HOSTLIB_OP_UNCOMPRESS, "uncompress", zlib_call_uncompress},

    {HOSTLIB_OP_CRC32, "crc32", zlib_call_crc32},
    {HOSTLIB_OP_ADLER32, "adler32", zlib_call_adler32},

    {HOSTLIB_OP_DEFLATE_INIT, "deflateInit2", zlib_call_deflate_init},
    {HOSTLIB_OP_DEFLATE, "deflate", zlib_call_deflate},
    {HOSTLIB_OP_DEFLATE_END, "deflateEnd", zlib_call_deflate_end},
    {HOSTLIB_OP_DEFLATE_RESET, "deflateReset", zlib_call_deflate_reset},
    {HOSTLIB_OP_DEFLATE_RESET_KEEP, "deflateResetKeep",
     zlib_call_deflate_reset_keep},
    {HOSTLIB_OP_DEFLATE_SET_DICTIONARY, "deflateSetDictionary",
     zlib_call_deflate_set_dictionary},
    {HOSTLIB_OP_DEFLATE_GET_DICTIONARY, "deflateGetDictionary",
     zlib_call_deflate_get_dictionary},
    {HOSTLIB_OP_DEFLATE_COPY, "deflateCopy", zlib_call_deflate_copy},
    {HOSTLIB_OP_DEFLATE_PARAMS, "deflateParams", zlib_call_deflate_params},
    {HOSTLIB_OP_DEFLATE_TUNE, "deflateTune", zlib_call_deflate_tune},
    {HOSTLIB_OP_DEFLATE_BOUND, "deflateBound", zlib_call_deflate_bound},
    {HOSTLIB_OP_DEFLATE_PENDING, "deflatePending", zlib_call_deflate_pending},
    {HOSTLIB_OP_DEFLATE_PRIME, "deflatePrime", zlib_call_deflate_prime},
    {HOSTLIB_OP_DEFLATE_SET_HEADER, "deflateSetHeader",
     zlib_call_deflate_set_header},

    {HOSTLIB_OP_INFLATE_INIT, "inflateInit2", zlib_call_inflate_init},
    {HOSTLIB_OP_INFLATE, "inflate", zlib_call_inflate},
    {HOSTLIB_OP_INFLATE_END, "inflateEnd", zlib_call_inflate_end},
    {HOSTLIB_OP_INFLATE_RESET, "inflateReset", zlib_call_inflate_reset},
    {HOSTLIB_OP_INFLATE_RESET2, "inflateReset2", zlib_call_inflate_reset2},
    {HOSTLIB_OP_INFLATE_RESET_KEEP, "inflateResetKeep",
     zlib_call_inflate_reset_keep},
    {HOSTLIB_OP_INFLATE_SET_DICTIONARY, "inflateSetDictionary",
     zlib_call_inflate_set_dictionary},
    {HOSTLIB_OP_INFLATE_GET_DICTIONARY, "inflateGetDictionary",
     zlib_call_inflate_get_dictionary},
    {HOSTLIB_OP_INFLATE_COPY, "inflateCopy", zlib_call_inflate_copy},
    {HOSTLIB_OP_INFLATE_SYNC, "inflateSync", zlib_call_inflate_sync},
    {HOSTLIB_OP_INFLATE_SYNC_POINT, "inflateSyncPoint",
     zlib_call_inflate_sync_point},
    {HOSTLIB_OP_INFLATE_PRIME, "inflatePrime", zlib_call_inflate_prime},
    {HOSTLIB_OP_INFLATE_MARK, "inflateMark", zlib_call_inflate_mark},
    {HOSTLIB_OP_INFLATE_UNDERMINE, "inflateUndermine",
     zlib_call_inflate_undermine},
    {HOSTLIB_OP_INFLATE_VALIDATE, "inflateValidate",
     zlib_call_inflate_validate},
    {HOSTLIB_OP_INFLATE_CODES_USED, "inflateCodesUsed",
     zlib_call_inflate_codes_used},
    {HOSTLIB_OP_INFLATE_GET_HEADER, "inflateGetHeader",
     zlib_call_inflate_get_header},
};

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

static const ServiceOption zlib_options[] = {
    {"backend", "PATH", set_backend},
};

static const DropIn zlib_drop_ins[] = {
    {.library = "libz.so.1", .option = "libz"},
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

const Service zlib_service = {
    .name = "zlib",
    .library = HOSTLIB_DEMO_ZLIB_LIBRARY,
    .thunk = HOSTLIB_DEMO_ZLIB_THUNK,
    .drop_ins = zlib_drop_ins,
    .drop_in_count = G_N_ELEMENTS(zlib_drop_ins),
    .operations = zlib_operations,
    .operation_count = G_N_ELEMENTS(zlib_operations),
    .options = zlib_options,
    .option_count = G_N_ELEMENTS(zlib_options),
    .start = start,
};
