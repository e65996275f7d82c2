/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's zlib, looked up at run time: the plugin is not linked against it,
 * so the user's own one is used, or none.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_BACKEND_H
#define HOSTLIB_LIBRARIES_ZLIB_BACKEND_H

#include <glib.h>
#include <stdbool.h>
#include <zlib.h>

G_BEGIN_DECLS

/* zlib.h documents them, under the names that its macros hide. */
typedef struct ZlibBackend {
    void *library; /* for host_library_symbol() */
    /* What it calls itself: "1.2.13", "1.3.1.zlib-ng". */
    const char *version;

    /* What operations 1 to 3 need; every zlib has these. */
    uLong (*compress_bound)(uLong length);
    int (*deflate_init)(z_streamp stream, int level, const char *version,
                        int stream_size);
    int (*deflate)(z_streamp stream, int flush);
    int (*deflate_end)(z_streamp stream);
    int (*inflate_init)(z_streamp stream, const char *version, int stream_size);
    int (*inflate)(z_streamp stream, int flush);
    int (*inflate_end)(z_streamp stream);
} ZlibBackend;

/*
 * The one that serves the guest: loaded before the guest runs and only read
 * after that, by any thread.
 */
extern ZlibBackend zlib_backend;

/* The soname under which every Linux distribution has zlib. */
#define ZLIB_BACKEND_SONAME "libz.so.1"

/*
 * Load a zlib and find its functions. It stays loaded for the life of the
 * process. Call it while there is one thread.
 *
 * @file: an absolute path, or NULL for the system's own; see host_library.h.
 * @backend: filled in on success.
 * @problem: on failure, what is wrong; free it with g_free().
 */
bool zlib_backend_load(const char *file, ZlibBackend *backend, char **problem);

/*
 * Returns the real path of the file that @backend was loaded from, as far as it
 * can be told; free it with g_free().
 */
char *zlib_backend_file(const ZlibBackend *backend);

G_END_DECLS

#endif
