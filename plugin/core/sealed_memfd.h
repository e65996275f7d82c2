/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Anonymous files that nobody can change, for the guest to map.
 *
 * Both functions may be called from any thread.
 */
#ifndef HOSTLIB_PLUGIN_CORE_SEALED_MEMFD_H
#define HOSTLIB_PLUGIN_CORE_SEALED_MEMFD_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Create an empty file that can be written until it is sealed.
 *
 * @name: what /proc shows, of at most 249 bytes.
 * @flags: MFD_CLOEXEC or 0.
 *
 * Returns a descriptor, or -1 and errno.
 */
int sealed_memfd_create(const char *name, unsigned int flags);

/* Seal @fd and set its offset to 0. Returns false, with errno, on failure. */
bool sealed_memfd_seal(int fd);

G_END_DECLS

#endif
