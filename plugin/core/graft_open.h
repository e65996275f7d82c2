/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Grafts: the guest's dynamic loader gets its own library with thunks appended,
 * whatever the path by which it opens it. Everybody else gets the file.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GRAFT_OPEN_H
#define HOSTLIB_PLUGIN_CORE_GRAFT_OPEN_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/core/graft_table.h"
#include "plugin/core/guest_open.h"

G_BEGIN_DECLS

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
