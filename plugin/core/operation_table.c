/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/operation_table.h"

static bool is_the_cores(uint64_t number)
{
    return number >= HOSTLIB_OP_HELLO && number <= HOSTLIB_OP_NOTE;
}

bool operation_table_add(OperationTable *table, const Operation *operations,
                         size_t count)
{
    OperationTable extended = *table;

    for (size_t i = 0; i < count; i++) {
        const uint32_t number = operations[i].number;

        if (number >= HOSTLIB_OP_END || is_the_cores(number) ||
            extended.operations[number] != NULL) {
            return false;
        }
        extended.operations[number] = &operations[i];
    }
    *table = extended;
    return true;
}
