/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/host_library.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* Debian's and Ubuntu's name of the folder for the emulator's CPU. */
#if defined(__x86_64__)
#define MULTIARCH "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define MULTIARCH "aarch64-linux-gnu"
#else
#error "This CPU's folder of libraries has to be named here"
#endif

/*
 * RTLD_DEEPBIND: a library's own calls must not go to the functions that
 * another zlib, which QEMU may be linked with, exports under the same names.
 * dlmopen() would give the library a second C library, whose locks fork() does
 * not know. musl has no such flag, and AddressSanitizer refuses it.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_ADDRESS_SANITIZED
#endif
#endif
#if defined(RTLD_DEEPBIND) && !defined(IS_ADDRESS_SANITIZED)
#define LOAD_FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)
#else
#define LOAD_FLAGS (RTLD_NOW | RTLD_LOCAL)
#endif

/*
 * The real folder of the dynamic loader, which lies with the system's libraries
 * on most distributions, or NULL. Its path stands in the emulator's file.
 */
static char *loader_folder(void)
{
    const uintptr_t base = getauxval(AT_BASE);
    const void *address = NULL;
    g_autofree char *loader = NULL;

    memcpy(&address, &base, sizeof(address));
    loader = address == NULL ? NULL : host_library_file(address);
    return loader == NULL ? NULL : g_path_get_dirname(loader);
}

/* An absolute path, or NULL for the system's folders. */
static char *chosen_folder;

const char *host_library_choose_folder(const char *value)
{
    if (!g_file_test(value, G_FILE_TEST_IS_DIR)) {
        return "is no folder; give the path of one with libraries for this "
               "machine";
    }
    g_free(chosen_folder);
    chosen_folder = g_canonicalize_filename(value, NULL);
    return NULL;
}

static void add_system_folders(GPtrArray *folders)
{
    static const char *const standard[] = {
        "/lib/" MULTIARCH,
        "/usr/lib/" MULTIARCH,
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib",
    };
    char *folder = loader_folder();

    if (folder != NULL) {
        g_ptr_array_add(folders, folder);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(standard); i++) {
        g_ptr_array_add(folders, g_strdup(standard[i]));
    }
}

char **host_library_folders(void)
{
    GPtrArray *folders = g_ptr_array_new();

    if (chosen_folder != NULL) {
        g_ptr_array_add(folders, g_strdup(chosen_folder));
    } else {
        add_system_folders(folders);
    }
    g_ptr_array_add(folders, NULL);
    return (char **)g_ptr_array_free(folders, FALSE);
}

void *host_library_open(const char *path, char **problem)
{
    void *library = NULL;

    if (path[0] != '/') {
        *problem = g_strdup("it is no absolute path");
        return NULL;
    }
    library = dlopen(path, LOAD_FLAGS);
    if (library == NULL) {
        *problem = g_strdup(dlerror());
    }
    return library;
}

void *host_library_find(const char *soname, char *const *folders,
                        char **problem)
{
    g_autofree char *last = NULL;

    for (size_t i = 0; folders[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(folders[i], soname, NULL);
        void *library = NULL;

        if (access(path, F_OK) != 0) {
            continue;
        }
        /* It may be another CPU's: 32-bit libraries have folders, too. */
        g_clear_pointer(&last, g_free);
        library = host_library_open(path, &last);
        if (library != NULL) {
            return library;
        }
    }
    *problem = last != NULL
                   ? g_steal_pointer(&last)
                   : g_strdup("it is in none of the system's library folders");
    return NULL;
}

void *host_library_symbol(void *library, const char *name)
{
    return dlsym(library, name);
}

void host_library_close(void *library)
{
    dlclose(library);
}

char *host_library_file(const void *address)
{
    Dl_info info = {0};
    char *real = NULL;
    char *file = NULL;

    if (dladdr(address, &info) == 0 || info.dli_fname == NULL) {
        return NULL;
    }
    real = realpath(info.dli_fname, NULL);
    file = g_strdup(real != NULL ? real : info.dli_fname);
    free(real);
    return file;
}
