/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_backend.h"

#include <dlfcn.h>
#include <string.h>

#include "plugin/core/host_library.h"

/* POSIX: a function's address fits a void *, whatever ISO C says of a cast. */
G_STATIC_ASSERT(sizeof(void *) == sizeof(void (*)(void)));

ZlibBackend zlib_backend;

typedef struct BackendSymbol {
    const char *name;
    size_t offset; /* of its pointer in a ZlibBackend */
} BackendSymbol;

static const BackendSymbol mandatory_symbols[] = {
    {"compressBound", offsetof(ZlibBackend, compress_bound)},
    {"deflateInit_", offsetof(ZlibBackend, deflate_init)},
    {"deflate", offsetof(ZlibBackend, deflate)},
    {"deflateEnd", offsetof(ZlibBackend, deflate_end)},
    {"inflateInit_", offsetof(ZlibBackend, inflate_init)},
    {"inflate", offsetof(ZlibBackend, inflate)},
    {"inflateEnd", offsetof(ZlibBackend, inflate_end)},
};

static const BackendSymbol optional_symbols[] = {
    {"crc32", offsetof(ZlibBackend, crc32)},
    {"crc32_z", offsetof(ZlibBackend, crc32_z)},
    {"adler32", offsetof(ZlibBackend, adler32)},
    {"adler32_z", offsetof(ZlibBackend, adler32_z)},
    {"deflateSetHeader", offsetof(ZlibBackend, deflate_set_header)},
    {"inflateGetHeader", offsetof(ZlibBackend, inflate_get_header)},
};

static const BackendSymbol stream_symbols[] = {
    {"deflateInit2_", offsetof(ZlibBackend, deflate_init2)},
    {"deflateReset", offsetof(ZlibBackend, deflate_reset)},
    {"deflateResetKeep", offsetof(ZlibBackend, deflate_reset_keep)},
    {"deflateSetDictionary", offsetof(ZlibBackend, deflate_set_dictionary)},
    {"deflateGetDictionary", offsetof(ZlibBackend, deflate_get_dictionary)},
    {"deflateCopy", offsetof(ZlibBackend, deflate_copy)},
    {"deflateParams", offsetof(ZlibBackend, deflate_params)},
    {"deflateTune", offsetof(ZlibBackend, deflate_tune)},
    {"deflateBound", offsetof(ZlibBackend, deflate_bound)},
    {"deflatePending", offsetof(ZlibBackend, deflate_pending)},
    {"deflatePrime", offsetof(ZlibBackend, deflate_prime)},
    {"inflateInit2_", offsetof(ZlibBackend, inflate_init2)},
    {"inflateReset", offsetof(ZlibBackend, inflate_reset)},
    {"inflateReset2", offsetof(ZlibBackend, inflate_reset2)},
    {"inflateResetKeep", offsetof(ZlibBackend, inflate_reset_keep)},
    {"inflateSetDictionary", offsetof(ZlibBackend, inflate_set_dictionary)},
    {"inflateGetDictionary", offsetof(ZlibBackend, inflate_get_dictionary)},
    {"inflateCopy", offsetof(ZlibBackend, inflate_copy)},
    {"inflateSync", offsetof(ZlibBackend, inflate_sync)},
    {"inflateSyncPoint", offsetof(ZlibBackend, inflate_sync_point)},
    {"inflatePrime", offsetof(ZlibBackend, inflate_prime)},
    {"inflateMark", offsetof(ZlibBackend, inflate_mark)},
    {"inflateUndermine", offsetof(ZlibBackend, inflate_undermine)},
    {"inflateValidate", offsetof(ZlibBackend, inflate_validate)},
    {"inflateCodesUsed", offsetof(ZlibBackend, inflate_codes_used)},
};

/*
 * Find as many of the @count functions as there are. Returns the name of one
 * that is missing, or NULL.
 */
static const char *find_symbols(void *library, const BackendSymbol *symbols,
                                size_t count, ZlibBackend *backend)
{
    const char *missing = NULL;

    for (size_t i = 0; i < count; i++) {
        const void *address = dlsym(library, symbols[i].name);

        if (address == NULL) {
            missing = symbols[i].name;
        }
        memcpy((char *)backend + symbols[i].offset, &address, sizeof(address));
    }
    return missing;
}

static bool find_all(void *library, ZlibBackend *backend, char **problem)
{
    const char *missing = find_symbols(
        library, mandatory_symbols, G_N_ELEMENTS(mandatory_symbols), backend);

    if (missing != NULL) {
        *problem = g_strdup_printf("there is no %s() in it", missing);
        return false;
    }
    find_symbols(library, optional_symbols, G_N_ELEMENTS(optional_symbols),
                 backend);
    backend->has_streams =
        find_symbols(library, stream_symbols, G_N_ELEMENTS(stream_symbols),
                     backend) == NULL;
    return true;
}

/*
 * zlib keeps its structures compatible while the first digit of its version
 * stays; deflateInit_() makes the same check.
 */
static bool is_compatible(void *library, ZlibBackend *backend, char **problem)
{
    const char *(*get_version)(void) = NULL;
    const void *address = dlsym(library, "zlibVersion");
    const char *version = NULL;

    if (address == NULL) {
        *problem = g_strdup(dlerror());
        return false;
    }
    memcpy(&get_version, &address, sizeof(address));
    version = get_version();
    if (version[0] != ZLIB_VERSION[0]) {
        *problem = g_strdup_printf("version %s is not compatible with %s",
                                   version, ZLIB_VERSION);
        return false;
    }
    backend->version = version;
    return true;
}

bool zlib_backend_load(const char *file, ZlibBackend *backend, char **problem)
{
    g_auto(GStrv) folders = host_library_folders();
    void *library =
        file != NULL ? host_library_open(file, problem)
                     : host_library_find(ZLIB_BACKEND_SONAME, folders, problem);

    if (library == NULL) {
        return false;
    }
    if (!is_compatible(library, backend, problem) ||
        !find_all(library, backend, problem)) {
        dlclose(library);
        return false;
    }
    return true;
}

char *zlib_backend_file(const ZlibBackend *backend)
{
    const void *address = NULL;
    char *file = NULL;

    memcpy(&address, &backend->deflate, sizeof(address));
    file = host_library_file(address);
    return file != NULL ? file : g_strdup("(unknown)");
}
