/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The O_* flags of an x86_64 guest, turned into this host's. On aarch64 four of
 * them stand for something else: an O_DIRECTORY taken as it is would be an
 * O_DIRECT there.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPEN_FLAGS_H
#define HOSTLIB_PLUGIN_CORE_OPEN_FLAGS_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Returns the host's flags for the flags @guest_flags of an x86_64 open().
 *
 * @unknown: set to those bits that no kernel knew when this was written. open()
 * and openat() ignore such bits, openat2() does not. Any thread may call.
 */
uint64_t open_flags_to_host(uint64_t guest_flags, uint64_t *unknown);

G_END_DECLS

#endif
