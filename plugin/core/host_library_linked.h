/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's libraries that are part of a static emulator. archive_table() of
 * //plugin:linked.bzl writes the table.
 */
#ifndef HOSTLIB_PLUGIN_CORE_HOST_LIBRARY_LINKED_H
#define HOSTLIB_PLUGIN_CORE_HOST_LIBRARY_LINKED_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/* What a library exports: a function, or data. */
typedef struct LinkedSymbol {
    const char *name;
    const void *address;
} LinkedSymbol;

typedef struct LinkedLibrary {
    const char *soname;
    const LinkedSymbol *symbols; /* sorted by name, in bytes */
    size_t count;
} LinkedLibrary;

/* All there are; ends with a soname that is NULL. */
extern const LinkedLibrary host_linked_libraries[];

G_END_DECLS

#endif
