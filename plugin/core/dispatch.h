/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the number of an operation to the function that serves it.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DISPATCH_H
#define HOSTLIB_PLUGIN_CORE_DISPATCH_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/hostlib_protocol.h"

G_BEGIN_DECLS

enum {
    /* The system call's first argument names the operation. */
    OPERATION_ARGUMENTS = 5,
};

/*
 * Serves one call, in the thread that makes it; other threads may be in the
 * same function.
 *
 * @arguments: the system call's second to sixth, as the guest passed them:
 * nothing about them has been checked.
 *
 * Returns the guest's result, a value or -errno.
 */
typedef int64_t OperationHandler(const uint64_t arguments[OPERATION_ARGUMENTS]);

typedef struct Operation {
    uint32_t number; /* an enum HostlibOperation */
    const char *name;
    OperationHandler *handler;
} Operation;

/* Filled in before the guest runs and only read after that, by any thread. */
typedef struct DispatchTable {
    const Operation *operations[HOSTLIB_OP_END];
} DispatchTable;

/*
 * Add @count operations, which have to outlive the table.
 *
 * Returns false, with nothing added, when a number is taken or out of range.
 */
bool dispatch_table_add(DispatchTable *table, const Operation *operations,
                        size_t count);

/*
 * Serve a call of HOSTLIB_SYSCALL with @arguments, the operation first.
 *
 * Returns the guest's result; -ENOSYS for an operation that nobody serves.
 */
int64_t dispatch(const DispatchTable *table, const uint64_t *arguments);

G_END_DECLS

#endif
