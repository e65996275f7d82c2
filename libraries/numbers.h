/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first number of each declared library's operations. A library has as many
 * as calls.h has lines. Thunks and plugin are built together, so numbers may
 * change with each version of hostlib.
 */
#ifndef HOSTLIB_LIBRARIES_NUMBERS_H
#define HOSTLIB_LIBRARIES_NUMBERS_H

#include "protocol/hostlib_protocol.h"

enum {
    LIBRARY_FIRST_BZ2 = HOSTLIB_OP_DECLARED,
    LIBRARY_FIRST_LZMA = HOSTLIB_OP_DECLARED + 16,
};

#endif
