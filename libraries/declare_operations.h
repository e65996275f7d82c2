/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of a declaration's operations, which thunks and stubs share:
 * OPERATION_NAME for each line of calls.h, in its order. Needs the same
 * definitions as declare_guest.h and declare_host.h, which include it, and
 * DECLARE_LIBRARY, the library's place in libraries/libraries.bzl, from
 * declared_library(). Thunks and plugin are built together, so numbers may
 * change with each version of hostlib.
 */
#ifndef HOSTLIB_LIBRARIES_DECLARE_OPERATIONS_H
#define HOSTLIB_LIBRARIES_DECLARE_OPERATIONS_H

#include "libraries/declare.h"
#include "protocol/hostlib_protocol.h"

enum {
    /* What a library has of numbers. */
    DECLARE_MAX_OPERATIONS = 64,
    DECLARE_FIRST_OPERATION =
        HOSTLIB_OP_DECLARED + DECLARE_LIBRARY * DECLARE_MAX_OPERATIONS,
};

#define DECLARE_SYMBOL(name)
#define DECLARE_LINE(kind, thunk, host, returns, name, ...) OPERATION_##name,

enum {
    OPERATION_BEFORE_FIRST_ = DECLARE_FIRST_OPERATION - 1,
#include DECLARE_CALLS
    OPERATION_AFTER_LAST_,
};

_Static_assert(OPERATION_AFTER_LAST_ - DECLARE_FIRST_OPERATION <=
                   DECLARE_MAX_OPERATIONS,
               "calls.h has more lines than a library has numbers");
_Static_assert(DECLARE_FIRST_OPERATION + DECLARE_MAX_OPERATIONS <=
                   HOSTLIB_OP_END,
               "too many libraries: raise HOSTLIB_OP_END");

#undef DECLARE_LINE
#undef DECLARE_SYMBOL

#endif
