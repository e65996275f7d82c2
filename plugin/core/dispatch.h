/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Serves the system call that crosses to the host.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DISPATCH_H
#define HOSTLIB_PLUGIN_CORE_DISPATCH_H

#include <glib.h>
#include <stdint.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

/*
 * Serve HOSTLIB_SYSCALL with its 6 @arguments, the operation first. Any thread
 * may call it; the call is made in that thread.
 *
 * Returns the guest's result; -ENOSYS for an operation that nobody serves.
 */
int64_t dispatch(const OperationTable *table, const uint64_t *arguments);

G_END_DECLS

#endif
