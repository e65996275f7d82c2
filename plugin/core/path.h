/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of files, as strings: nothing here looks at a file system.
 */
#ifndef HOSTLIB_PLUGIN_CORE_PATH_H
#define HOSTLIB_PLUGIN_CORE_PATH_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/*
 * Whether the last component of @path is @name. A path that ends in a slash
 * names a directory and never matches. @length is @path's, in bytes.
 */
bool path_has_basename(const char *path, size_t length, const char *name);

/*
 * Write the path of @name in the directory of @path to @buffer: "lib/a.so" and
 * "b.so" give "lib/b.so", "a.so" gives "b.so".
 *
 * @size: of @buffer, in bytes.
 *
 * Returns false when it does not fit.
 */
bool path_sibling(const char *path, const char *name, char *buffer,
                  size_t size);

G_END_DECLS

#endif
