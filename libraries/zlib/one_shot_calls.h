/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations 1 to 3: whole buffers at once. docs/protocol.md has the results
 * for every argument.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_CALLS_H
#define HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_CALLS_H

#include <glib.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

OperationHandler zlib_call_compress_bound;
OperationHandler zlib_call_compress;
OperationHandler zlib_call_uncompress;

G_END_DECLS

#endif
