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
    /* What it calls itself: "1.2.13", "1.3.1.zlib-ng". */
    const char *version;

    /* Every zlib has these. */
    uLong (*compress_bound)(uLong length);
    int (*deflate_init)(z_streamp stream, int level, const char *version,
                        int stream_size);
    int (*deflate)(z_streamp stream, int flush);
    int (*deflate_end)(z_streamp stream);
    int (*inflate_init)(z_streamp stream, const char *version, int stream_size);
    int (*inflate)(z_streamp stream, int flush);
    int (*inflate_end)(z_streamp stream);

    /* NULL where the library lacks it. */
    uLong (*crc32)(uLong crc, const Bytef *bytes, uInt length);
    uLong (*crc32_z)(uLong crc, const Bytef *bytes, z_size_t length);
    uLong (*adler32)(uLong adler, const Bytef *bytes, uInt length);
    uLong (*adler32_z)(uLong adler, const Bytef *bytes, z_size_t length);

    int (*deflate_set_header)(z_streamp stream, gz_headerp header);
    int (*inflate_get_header)(z_streamp stream, gz_headerp header);

    /* What follows is to be used only if this is true: none is missing. */
    bool has_streams;
    int (*deflate_init2)(z_streamp stream, int level, int method,
                         int window_bits, int memory_level, int strategy,
                         const char *version, int stream_size);
    int (*deflate_reset)(z_streamp stream);
    int (*deflate_reset_keep)(z_streamp stream);
    int (*deflate_set_dictionary)(z_streamp stream, const Bytef *dictionary,
                                  uInt length);
    int (*deflate_get_dictionary)(z_streamp stream, Bytef *dictionary,
                                  uInt *length);
    int (*deflate_copy)(z_streamp copy, z_streamp source);
    int (*deflate_params)(z_streamp stream, int level, int strategy);
    int (*deflate_tune)(z_streamp stream, int good_length, int max_lazy,
                        int nice_length, int max_chain);
    uLong (*deflate_bound)(z_streamp stream, uLong length);
    int (*deflate_pending)(z_streamp stream, unsigned *pending, int *bits);
    int (*deflate_prime)(z_streamp stream, int bits, int value);
    int (*inflate_init2)(z_streamp stream, int window_bits, const char *version,
                         int stream_size);
    int (*inflate_reset)(z_streamp stream);
    int (*inflate_reset2)(z_streamp stream, int window_bits);
    int (*inflate_reset_keep)(z_streamp stream);
    int (*inflate_set_dictionary)(z_streamp stream, const Bytef *dictionary,
                                  uInt length);
    int (*inflate_get_dictionary)(z_streamp stream, Bytef *dictionary,
                                  uInt *length);
    int (*inflate_copy)(z_streamp copy, z_streamp source);
    int (*inflate_sync)(z_streamp stream);
    int (*inflate_sync_point)(z_streamp stream);
    int (*inflate_prime)(z_streamp stream, int bits, int value);
    long (*inflate_mark)(z_streamp stream);
    int (*inflate_undermine)(z_streamp stream, int subvert);
    int (*inflate_validate)(z_streamp stream, int check);
    unsigned long (*inflate_codes_used)(z_streamp stream);
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
