/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where an operation is served, however it was asked for, and so
 * where it is counted.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPERATION_SERVE_H
#define HOSTLIB_PLUGIN_CORE_OPERATION_SERVE_H

#include <glib.h>
#include <stdint.h>

#include "plugin/core/host_call.h"
#include "plugin/core/operation_table.h"
#include "plugin/core/statistics.h"

G_BEGIN_DECLS

/* operation_serve() with statistics. */
int64_t
operation_serve_counted(const Operation *operation, HostCall *call,
                        const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS]);

/*
 * Call @operation's handler with @call and @arguments, see OperationHandler.
 * On the call's stack: at a fault it is suspended, and maybe left for good.
 */
static inline int64_t
operation_serve(const Operation *operation, HostCall *call,
                const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    if (G_UNLIKELY(statistics_is_on)) {
        return operation_serve_counted(operation, call, arguments);
    }
    return operation->handler(call, arguments);
}

G_END_DECLS

#endif
