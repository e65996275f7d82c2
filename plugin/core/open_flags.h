/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation of a guest's O_* flags to those of this host. Four of them differ
 * between architectures: one's O_DIRECTORY is another's O_DIRECT.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPEN_FLAGS_H
#define HOSTLIB_PLUGIN_CORE_OPEN_FLAGS_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Returns the host's flags for the flags @guest_flags of guest_target().
 *
 * @unknown: set to those bits that no kernel knew when this was written. open()
 * and openat() ignore such bits, openat2() does not. Any thread may call.
 */
uint64_t open_flags_to_host(uint64_t guest_flags, uint64_t *unknown);

G_END_DECLS

#endif
