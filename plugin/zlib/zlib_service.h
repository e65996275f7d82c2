/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's zlib for the guest, on the guest's own buffers: all of the
 * protocol's operations but the core's.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_SERVICE_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_SERVICE_H

#include "plugin/core/service.h"

G_BEGIN_DECLS

extern const Service zlib_service;

G_END_DECLS

#endif
