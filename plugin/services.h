/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin offers; hostlib_plugin() writes the list. */
#ifndef HOSTLIB_PLUGIN_SERVICES_H
#define HOSTLIB_PLUGIN_SERVICES_H

#include "plugin/core/service.h"

G_BEGIN_DECLS

/* Ends with NULL. */
extern const Service *const services[];

G_END_DECLS

#endif
