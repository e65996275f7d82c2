/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a plugin says of itself when its option "describe" asks: see
 * docs/protocol.md.
 */
#ifndef HOSTLIB_LAUNCHER_DESCRIPTION_H
#define HOSTLIB_LAUNCHER_DESCRIPTION_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The fields of records, which are texts. The first one, 0, is the key: that of
 * these is "plugin".
 */
enum {
    PLUGIN_API = 1,
    PLUGIN_OLDEST_API = 2, /* that QEMU has */
    PLUGIN_NEWEST_API = 3,
    PLUGIN_PROTOCOL = 4,
    PLUGIN_FIELDS = 5,
};

/* "library": one that the plugin serves where the host has it. */
enum {
    LIBRARY_OPTION = 1,
    LIBRARY_SONAME = 2,
    LIBRARY_STATE = 3, /* "found", "missing" or "off" */
    LIBRARY_TEXT = 4,  /* the host's file, or why it is missing */
    LIBRARY_FIELDS = 5,
};

/* "file": one of the guest's. */
enum {
    FILE_PATH = 1,
    FILE_VERDICT = 2, /* "grafted", "left", "unserved" or "other" */
    FILE_LIBRARY = 3, /* the LIBRARY_OPTION of what it is, or "" */
    FILE_TEXT = 4,    /* how many functions are the host's, or why none is */
    FILE_FIELDS = 5,
};

/* "problem": what the plugin could not do. */
enum {
    PROBLEM_TEXT = 1,
    PROBLEM_FIELDS = 2,
};

/* Arrays of records, each a char ** that ends with NULL. */
typedef struct Description {
    GPtrArray *plugins; /* has one, or none */
    GPtrArray *libraries;
    GPtrArray *files; /* as they were asked for */
    GPtrArray *problems;
    bool is_complete;
} Description;

/*
 * Read a description from @text. Records that are not known or have too few
 * fields are left out.
 *
 * @description: filled in; clear it.
 */
void description_read(Description *description, const char *text);

void description_clear(Description *description);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Description, description_clear)

/* Returns the record of the library with that @option, or NULL. */
char **description_library(const Description *description, const char *option);

G_END_DECLS

#endif
