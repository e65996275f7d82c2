/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are part of the plugin: see embed_files() in //tools/embed.
 */
#ifndef HOSTLIB_PLUGIN_LIBRARY_EMBEDDED_FILE_H
#define HOSTLIB_PLUGIN_LIBRARY_EMBEDDED_FILE_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/* An array of them ends with one whose name is NULL. */
typedef struct EmbeddedFile {
    const char *name;
    const void *bytes;
    size_t size;
} EmbeddedFile;

/*
 * Returns the bytes of the one of @files with that @name, and sets @size; NULL
 * where there is none. Any thread may call.
 */
const void *embedded_file_find(const EmbeddedFile *files, const char *name,
                               size_t *size);

G_END_DECLS

#endif
