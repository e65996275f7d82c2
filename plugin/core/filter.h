/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The syscall filter: the door through which everything of the guest's comes.
 */
#ifndef HOSTLIB_PLUGIN_CORE_FILTER_H
#define HOSTLIB_PLUGIN_CORE_FILTER_H

#include "plugin/core/qemu_api.h"
#include "plugin/core/service.h"

G_BEGIN_DECLS

/*
 * Start the services and begin to serve the guest. From qemu_plugin_install(),
 * once, after the options have been set.
 *
 * @id: what QEMU gave to it.
 * @services: ends with NULL.
 *
 * A service that does not start is left out: its library is not redirected and
 * its operations give -ENOSYS. Returns false when two services want the same
 * operation, which is a mistake in their tables.
 */
bool filter_install(qemu_plugin_id_t id, const Service *const *services);

G_END_DECLS

#endif
