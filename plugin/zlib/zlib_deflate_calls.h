/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations 32 to 45: deflate streams, as the protocol describes them.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_DEFLATE_CALLS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_DEFLATE_CALLS_H

#include <glib.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

OperationHandler zlib_call_deflate_init;
OperationHandler zlib_call_deflate;
OperationHandler zlib_call_deflate_end;
OperationHandler zlib_call_deflate_reset;
OperationHandler zlib_call_deflate_reset_keep;
OperationHandler zlib_call_deflate_set_dictionary;
OperationHandler zlib_call_deflate_get_dictionary;
OperationHandler zlib_call_deflate_copy;
OperationHandler zlib_call_deflate_params;
OperationHandler zlib_call_deflate_tune;
OperationHandler zlib_call_deflate_bound;
OperationHandler zlib_call_deflate_pending;
OperationHandler zlib_call_deflate_prime;
OperationHandler zlib_call_deflate_set_header;

G_END_DECLS

#endif
