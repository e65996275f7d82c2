/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The libraries that the plugin has the host do: what a user can switch off,
 * and what the doctor looks for.
 */
#ifndef HOSTLIB_LAUNCHER_LIBRARIES_H
#define HOSTLIB_LAUNCHER_LIBRARIES_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct Library {
    const char *option; /* of the plugin; "--no-OPTION" of the launcher's */
    const char *soname;
    /*
     * What the names begin with of libraries for the same purpose that are
     * not served, or NULL.
     */
    const char *alternative;
} Library;

/* Ends with one whose option is NULL. Made from //libraries:libraries.bzl. */
extern const Library libraries[];

G_END_DECLS

#endif
