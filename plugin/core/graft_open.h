/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Grafts: the guest's dynamic loader gets its own library with thunks appended,
 * whatever the path by which it opens it. Everybody else gets the file.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GRAFT_OPEN_H
#define HOSTLIB_PLUGIN_CORE_GRAFT_OPEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "plugin/core/guest_open.h"
#include "plugin/core/service.h"
#include "plugin/graft/graft_blob.h"

G_BEGIN_DECLS

enum {
    GRAFTS_MAX = 64,
};

#define GRAFT_OPTION_HELP "on|off"

/* Filled in before the guest runs and only read after that, by any thread. */
typedef struct GraftTable {
    struct {
        const ServiceGraft *graft;
        GraftBlob *blob; /* for the guest's architecture */
        char *host_file; /* of the host's library */
    } entries[GRAFTS_MAX];
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
 * logged. Returns false if the table is full.
 */
bool graft_table_add(GraftTable *table, const ServiceGraft *graft);

/*
 * Open the library at @path for the guest's loader, with its thunks.
 *
 * @guest_root: guest_root_find()'s, or NULL.
 * @open: what the guest asks for.
 * @fd: the descriptor that the guest gets, with the number and the
 * close-on-exec flag that its own call would have given it.
 *
 * Returns false, with nothing done and the guest's call still to be made,
 * unless it is the loader that opens for reading a library of the table. What
 * is left alone although it is such a library is logged. From the syscall
 * filter, in any thread.
 */
bool graft_open(const GraftTable *table, const char *guest_root,
                const GuestOpen *open, const char *path, int *fd);

G_END_DECLS

#endif
