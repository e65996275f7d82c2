/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seed's service: operations 1 to 3, and libdemo-zlib.so. It also loads the
 * host's zlib, for the graft, too.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_SERVICE_H
#define HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_SERVICE_H

#include "plugin/core/service.h"

G_BEGIN_DECLS

extern const Service one_shot_service;

G_END_DECLS

#endif
