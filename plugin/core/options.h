/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin's options: those of services and of their grafts, and those of the
 * core.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPTIONS_H
#define HOSTLIB_PLUGIN_CORE_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/core/service.h"

G_BEGIN_DECLS

/*
 * Hand the options to those who know them.
 *
 * @services: ends with NULL.
 * @count, @options: qemu_plugin_install()'s argc and argv. QEMU gives "name=on"
 * for what a user wrote as "name".
 * @problem: on failure, a line to show to the user; free it with g_free().
 *
 * Returns false when an option is unknown or its value cannot be used, or when
 * two options of @services have one name.
 */
bool options_apply(const Service *const *services, int count,
                   char *const *options, char **problem);

G_END_DECLS

#endif
