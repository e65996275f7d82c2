/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/operation_serve.h"

/* What a system call returns where it fails. */
static bool is_errno(int64_t result)
{
    enum { LARGEST_ERRNO = 4095 };

    return result < 0 && result >= -LARGEST_ERRNO;
}

/*
 * Whether the host has made the call. A declared function may return any
 * number, such as zlib's Z_BUF_ERROR; of other operations an errno is a
 * refusal.
 */
static bool is_served(const Operation *operation, const HostCall *call,
                      int64_t result)
{
    return operation->number >= HOSTLIB_OP_DECLARED ? !call->is_refused
                                                    : !is_errno(result);
}

int64_t
operation_serve_counted(const Operation *operation, HostCall *call,
                        const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    const uint64_t start = statistics_now();
    StatisticsCount count = {.calls = 1};
    int64_t result = 0;

    call->usage = (HostCallUsage){0};
    result = operation->handler(call, arguments);
    /* A call that is left at a fault never gets here, nor do its bytes count.
     */
    if (is_served(operation, call, result)) {
        count.bytes_in = call->usage.bytes_in;
        count.bytes_out = call->usage.bytes_out;
        count.nanoseconds =
            statistics_now() - start - call->usage.suspended_for;
        statistics_add(operation->number, &count);
    }
    return result;
}
