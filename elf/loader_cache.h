/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * glibc's ld.so.cache (sysdeps/generic/dl-cache.h): where libraries are that
 * are in no folder that the loader searches.
 */
#ifndef HOSTLIB_ELF_LOADER_CACHE_H
#define HOSTLIB_ELF_LOADER_CACHE_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/*
 * @cache: all @size bytes of the file, in which nothing is trusted.
 *
 * Returns the paths that it has for the library @name, in the cache's order and
 * for whatever CPU they are; empty if it is no cache in a format since glibc
 * 2.2. The array, which frees its strings, is to be released.
 */
GPtrArray *loader_cache_find(const char *cache, size_t size, const char *name);

G_END_DECLS

#endif
