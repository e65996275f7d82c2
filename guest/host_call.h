/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a thunk library calls the host.
 */
#ifndef HOSTLIB_GUEST_HOST_CALL_H
#define HOSTLIB_GUEST_HOST_CALL_H

#include <stdint.h>

#include "protocol/hostlib_protocol.h"

/*
 * Make one call of @operation, an enum HostlibOperation that takes no frame,
 * with up to five @arguments; what is missing is 0.
 *
 * Where the host cannot access memory that an argument names, this thread gets
 * the signal that it would get if it did the work itself. Its handler may mend
 * the mapping and return, or leave by siglongjmp(). Under a plugin without call
 * frames the result is -EFAULT.
 *
 * Returns the operation's result, -ENOSYS when there is nobody to make the
 * call. Any thread may call it; errno stays as it is.
 */
#define host_call(operation, ...)                                              \
    host_call_with((operation),                                                \
                   (const uint64_t[HOSTLIB_OPERATION_ARGUMENTS]){__VA_ARGS__})

int64_t host_call_with(uint32_t operation,
                       const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS]);

#endif
