/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening the host's file that a guest's path names, as QEMU would.
 */
#ifndef HOSTLIB_PLUGIN_CORE_HOST_FILE_H
#define HOSTLIB_PLUGIN_CORE_HOST_FILE_H

#include <glib.h>
#include <stdint.h>

#include "plugin/core/guest_open.h"

G_BEGIN_DECLS

/*
 * The host's path for the guest's @path: below @guest_root if there is a file,
 * as QEMU's path() decides it; QEMU does not look there for openat2().
 *
 * @guest_root: guest_root_find()'s, or NULL.
 * @buffer: of PATH_MAX bytes, for a path below the root.
 *
 * Returns @buffer or @path.
 */
const char *host_file_path(const char *guest_root, const GuestOpen *open,
                           const char *path, char *buffer);

/*
 * Open @path with @open's directory and resolve flags, but with the host's
 * @flags and @mode. Returns a descriptor, or -errno.
 */
int host_file_open(const GuestOpen *open, const char *path, uint64_t flags,
                   uint64_t mode);

G_END_DECLS

#endif
