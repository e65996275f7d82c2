/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing without the signals that a failure has for the guest. */
#ifndef HOSTLIB_PLUGIN_CORE_QUIET_WRITE_H
#define HOSTLIB_PLUGIN_CORE_QUIET_WRITE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/*
 * Write all of @size bytes to @fd: by one write() where the kernel takes it.
 * SIGPIPE and SIGXFSZ, which would end or disturb the guest, do not come.
 *
 * Returns false, with errno, when not all could be written. Any thread may
 * call it; it blocks as long as write() does.
 */
bool quiet_write(int fd, const void *bytes, size_t size);

G_END_DECLS

#endif
