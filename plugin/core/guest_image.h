/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Libraries that are mapped in the guest, as their own headers describe them.
 * For where there is no /proc to tell which file is mapped.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_IMAGE_H
#define HOSTLIB_PLUGIN_CORE_GUEST_IMAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Find the soname of the library that is mapped at guest address @address; for
 * musl's loader, which has none, "libc.so".
 *
 * @name, @size: where it goes, and the room there in bytes, 1 at least.
 *
 * What lies in the guest's memory need not make sense. Returns false when there
 * is no library, it has no soname, or the name does not fit. From the syscall
 * filter, in any thread; it reads a few hundred pages' first bytes at most.
 */
bool guest_image_name(uint64_t address, char *name, size_t size);

G_END_DECLS

#endif
