/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of a declaration's operations, which thunks and stubs share:
 * OPERATION_NAME for each line of calls.h, in its order. Needs the same
 * definitions as declare_guest.h and declare_host.h, which include it.
 */
#ifndef HOSTLIB_LIBRARIES_DECLARE_OPERATIONS_H
#define HOSTLIB_LIBRARIES_DECLARE_OPERATIONS_H

#define CALL(returns, name, ...)  OPERATION_##name,
#define OPEN(returns, name, ...)  OPERATION_##name,
#define CLOSE(returns, name, ...) OPERATION_##name,
#define CLOSE_VOID(name, ...)     OPERATION_##name,

enum {
    OPERATION_BEFORE_FIRST_ = DECLARE_FIRST_OPERATION - 1,
#include DECLARE_CALLS
};

#undef CALL
#undef OPEN
#undef CLOSE
#undef CLOSE_VOID

#endif
