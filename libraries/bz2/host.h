/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOSTLIB_LIBRARIES_BZ2_HOST_H
#define HOSTLIB_LIBRARIES_BZ2_HOST_H

#include "plugin/core/service.h"

G_BEGIN_DECLS

extern const Service bz2_service;

G_END_DECLS

#endif
