/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/dispatch.h"

#include <errno.h>

#include "plugin/core/call_frame.h"
#include "plugin/core/doorbell.h"
#include "plugin/core/handshake.h"
#include "plugin/core/operation_serve.h"
#include "plugin/core/statistics.h"
#include "plugin/core/thread_calls.h"

/* A call whose arguments are the system call's. */
typedef struct RegisterCall {
    const Operation *operation;
    const uint64_t *arguments;
    int64_t result;
} RegisterCall;

static void serve(HostCall *call, void *argument)
{
    RegisterCall *registers = argument;

    registers->result =
        operation_serve(registers->operation, call, registers->arguments);
}

static int64_t serve_registers(const OperationTable *table,
                               const uint64_t *arguments)
{
    RegisterCall registers = {
        .operation = operation_table_find(table, arguments[0]),
        .arguments = arguments + 1,
    };
    int error = 0;

    if (registers.operation == NULL) {
        return -ENOSYS;
    }
    error = thread_calls_run(serve, &registers);
    return error != 0 ? error : registers.result;
}

int64_t dispatch(const OperationTable *table, const uint64_t *arguments)
{
    switch (arguments[0]) {
    case HOSTLIB_OP_HELLO:
        return handshake(arguments + 1);
    case HOSTLIB_OP_CALL:
        return call_frame_serve(table, arguments[1]);
    case HOSTLIB_OP_RESUME:
        return call_frame_resume(arguments[1]);
    case HOSTLIB_OP_DOORBELL:
        return doorbell_await(arguments[1]);
    case HOSTLIB_OP_WANTS_NOTES:
        return statistics_wants_notes();
    case HOSTLIB_OP_NOTE:
        return statistics_note(arguments + 1);
    default:
        return serve_registers(table, arguments);
    }
}
