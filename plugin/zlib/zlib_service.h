/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's zlib for the guest: operations 1 to 3 of the protocol, on the
 * guest's own buffers. docs/protocol.md has the results for every argument.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_SERVICE_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_SERVICE_H

#include "plugin/core/service.h"

G_BEGIN_DECLS

extern const Service zlib_service;

G_END_DECLS

#endif
