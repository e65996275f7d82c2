/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/backend.h"

#include <string.h>

#include "plugin/core/host_library.h"

/* POSIX: a function's address fits a void *, whatever ISO C says of a cast. */
G_STATIC_ASSERT(sizeof(void *) == sizeof(void (*)(void)));

ZlibBackend zlib_backend;

typedef struct BackendSymbol {
    const char *name;
    size_t offset; /* of its pointer in a ZlibBackend */
} BackendSymbol;

static const BackendSymbol symbols[] = {
    {"compressBound", offsetof(ZlibBackend, compress_bound)},
    {"deflateInit_", offsetof(ZlibBackend, deflate_init)},
    {"deflate", offsetof(ZlibBackend, deflate)},
    {"deflateEnd", offsetof(ZlibBackend, deflate_end)},
    {"inflateInit_", offsetof(ZlibBackend, inflate_init)},
    {"inflate", offsetof(ZlibBackend, inflate)},
    {"inflateEnd", offsetof(ZlibBackend, inflate_end)},
};

/* Find the functions of @library. */
static bool find_all(void *library, ZlibBackend *backend, char **problem)
{
    for (size_t i = 0; i < G_N_ELEMENTS(symbols); i++) {
        const void *address = host_library_symbol(library, symbols[i].name);

        if (address == NULL) {
            *problem =
                g_strdup_printf("there is no %s() in it", symbols[i].name);
            return false;
        }
        memcpy((char *)backend + symbols[i].offset, &address, sizeof(address));
    }
    backend->library = library;
    return true;
}

/*
 * zlib keeps its structures compatible while the first digit of its version
 * stays; deflateInit_() makes the same check.
 */
static bool is_compatible(void *library, ZlibBackend *backend, char **problem)
{
    const char *(*get_version)(void) = NULL;
    const void *address = host_library_symbol(library, "zlibVersion");
    const char *version = NULL;

    if (address == NULL) {
        *problem = g_strdup("there is no zlibVersion() in it");
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
        host_library_close(library);
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
