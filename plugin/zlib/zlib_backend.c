/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_backend.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX: a function's address fits a void *, whatever ISO C says of a cast. */
G_STATIC_ASSERT(sizeof(void *) == sizeof(void (*)(void)));

typedef struct BackendSymbol {
    const char *name;
    size_t offset; /* of its pointer in a ZlibBackend */
} BackendSymbol;

static const BackendSymbol backend_symbols[] = {
    {"compressBound", offsetof(ZlibBackend, compress_bound)},
    {"deflateInit_", offsetof(ZlibBackend, deflate_init)},
    {"deflate", offsetof(ZlibBackend, deflate)},
    {"deflateEnd", offsetof(ZlibBackend, deflate_end)},
    {"inflateInit_", offsetof(ZlibBackend, inflate_init)},
    {"inflate", offsetof(ZlibBackend, inflate)},
    {"inflateEnd", offsetof(ZlibBackend, inflate_end)},
};

static bool find_symbols(void *library, ZlibBackend *backend, char **problem)
{
    for (size_t i = 0; i < G_N_ELEMENTS(backend_symbols); i++) {
        const BackendSymbol *symbol = &backend_symbols[i];
        const void *address = dlsym(library, symbol->name);

        if (address == NULL) {
            *problem = g_strdup(dlerror());
            return false;
        }
        memcpy((char *)backend + symbol->offset, &address, sizeof(address));
    }
    return true;
}

/*
 * zlib keeps its structures compatible while the first digit of its version
 * stays; deflateInit_() makes the same check.
 */
static bool is_compatible(void *library, char **problem)
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
    return true;
}

bool zlib_backend_load(const char *file, ZlibBackend *backend, char **problem)
{
    /* Local: QEMU's own symbols must not bind to it, nor the other way round.
     */
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL) {
        *problem = g_strdup(dlerror());
        return false;
    }
    if (!is_compatible(library, problem) ||
        !find_symbols(library, backend, problem)) {
        dlclose(library);
        return false;
    }
    return true;
}
