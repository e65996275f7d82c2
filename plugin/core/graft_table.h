/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which libraries of the guest's get thunks, and what becomes of a given one.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GRAFT_TABLE_H
#define HOSTLIB_PLUGIN_CORE_GRAFT_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "plugin/core/service.h"
#include "plugin/graft/graft_blob.h"
#include "plugin/graft/graft_library.h"

G_BEGIN_DECLS

enum {
    GRAFTS_MAX = 64,
};

#define GRAFT_OPTION_HELP "on|off"

typedef struct GraftEntry {
    const ServiceGraft *graft;
    GraftBlob *blob; /* for the guest's architecture */
    char *host_file; /* of the host's library */
} GraftEntry;

/* Filled in before the guest runs and only read after that, by any thread. */
typedef struct GraftTable {
    GraftEntry entries[GRAFTS_MAX];
    size_t count;
} GraftTable;

/*
 * Take the @value of @graft's option. Returns NULL, or a text for g_free(): why
 * it cannot be used, in words that follow "NAME=VALUE ".
 */
char *graft_choose(const ServiceGraft *graft, const char *value);

/*
 * Load the host's library for @graft and add it, unless its option is off, it
 * has no thunks for guest_target(), or the host has no such library, which is
 * logged. The description gets a record of it. Returns false if the table is
 * full.
 */
bool graft_table_add(GraftTable *table, const ServiceGraft *graft);

/* Returns the entry for libraries of @soname, or NULL. Any thread may call. */
const GraftEntry *graft_table_find(const GraftTable *table, const char *soname);

/*
 * Append @entry's thunks to @library, whose symbols have not been read.
 *
 * @functions: gets how many of its functions lead to thunks.
 * @objection: if there is no graft, gets the reason, for g_free(), in words
 * that follow "PATH alone: ".
 *
 * Returns the memfd with the graft, for the caller to close, or -1. Any thread
 * may call.
 */
int graft_entry_make(const GraftEntry *entry, GraftLibrary *library,
                     unsigned int *functions, char **objection);

/*
 * Add records to the description of what would become of the guest's libraries
 * that description_library() lists.
 *
 * @services: all that the plugin has, ending with NULL.
 */
void graft_table_describe(const GraftTable *table,
                          const Service *const *services);

G_END_DECLS

#endif
