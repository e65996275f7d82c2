/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's zlib, looked up at run time: the plugin is not linked against it,
 * so the user's own one is used, or none.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_BACKEND_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_BACKEND_H

#include <glib.h>
#include <stdbool.h>
#include <zlib.h>

G_BEGIN_DECLS

/* zlib.h documents them, under the names that its macros hide. */
typedef struct ZlibBackend {
    uLong (*compress_bound)(uLong length);
    int (*deflate_init)(z_streamp stream, int level, const char *version,
                        int stream_size);
    int (*deflate)(z_streamp stream, int flush);
    int (*deflate_end)(z_streamp stream);
    int (*inflate_init)(z_streamp stream, const char *version, int stream_size);
    int (*inflate)(z_streamp stream, int flush);
    int (*inflate_end)(z_streamp stream);
} ZlibBackend;

/* The soname under which every Linux distribution has zlib. */
#define ZLIB_BACKEND_DEFAULT "libz.so.1"

/*
 * Load the library @file, a path or a name that dlopen() looks for, and find
 * its functions. It stays loaded for the life of the process.
 *
 * @backend: filled in on success.
 * @problem: on failure, what is wrong; free it with g_free().
 */
bool zlib_backend_load(const char *file, ZlibBackend *backend, char **problem);

G_END_DECLS

#endif
