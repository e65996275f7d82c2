/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a thunk library says when it is loaded.
 */
#ifndef HOSTLIB_PLUGIN_CORE_HANDSHAKE_H
#define HOSTLIB_PLUGIN_CORE_HANDSHAKE_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * HOSTLIB_OP_HELLO with @arguments: version, architecture and size of a frame.
 *
 * Returns this side's version, or -EPROTONOSUPPORT, having logged why, when
 * frames cannot be used.
 */
int64_t handshake(const uint64_t *arguments);

G_END_DECLS

#endif
