/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations that services offer, by their numbers.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPERATION_TABLE_H
#define HOSTLIB_PLUGIN_CORE_OPERATION_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/host_call.h"
#include "protocol/hostlib_protocol.h"

G_BEGIN_DECLS

/*
 * Serves one call, in the thread that makes it; other threads may be in the
 * same function.
 *
 * @arguments: as the guest passed them: nothing about them has been checked.
 *
 * Returns the guest's result, a value or -errno.
 */
typedef int64_t
OperationHandler(HostCall *call,
                 const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS]);

typedef struct Operation {
    uint32_t number; /* an enum HostlibOperation */
    const char *name;
    OperationHandler *handler;
} Operation;

/* Filled in before the guest runs and only read after that, by any thread. */
typedef struct OperationTable {
    const Operation *operations[HOSTLIB_OP_END];
} OperationTable;

/*
 * Add @count operations, which have to outlive the table.
 *
 * Returns false, with nothing added, when a number is taken or out of range.
 */
bool operation_table_add(OperationTable *table, const Operation *operations,
                         size_t count);

/* Returns the operation of that number, or NULL when nobody serves it. */
static inline const Operation *operation_table_find(const OperationTable *table,
                                                    uint64_t number)
{
    return number < HOSTLIB_OP_END ? table->operations[number] : NULL;
}

G_END_DECLS

#endif
