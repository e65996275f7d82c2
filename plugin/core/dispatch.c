/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/dispatch.h"

#include <errno.h>

bool dispatch_table_add(DispatchTable *table, const Operation *operations,
                        size_t count)
{
    DispatchTable extended = *table;

    for (size_t i = 0; i < count; i++) {
        const uint32_t number = operations[i].number;

        if (number >= HOSTLIB_OP_END || extended.operations[number] != NULL) {
            return false;
        }
        extended.operations[number] = &operations[i];
    }
    *table = extended;
    return true;
}

int64_t dispatch(const DispatchTable *table, const uint64_t *arguments)
{
    const uint64_t number = arguments[0];
    const Operation *operation =
        number < HOSTLIB_OP_END ? table->operations[number] : NULL;

    return operation == NULL ? -ENOSYS : operation->handler(arguments + 1);
}
