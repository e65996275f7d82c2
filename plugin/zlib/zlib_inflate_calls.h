/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations 64 to 80: inflate streams, as the protocol describes them.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_INFLATE_CALLS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_INFLATE_CALLS_H

#include <glib.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

OperationHandler zlib_call_inflate_init;
OperationHandler zlib_call_inflate;
OperationHandler zlib_call_inflate_end;
OperationHandler zlib_call_inflate_reset;
OperationHandler zlib_call_inflate_reset2;
OperationHandler zlib_call_inflate_reset_keep;
OperationHandler zlib_call_inflate_set_dictionary;
OperationHandler zlib_call_inflate_get_dictionary;
OperationHandler zlib_call_inflate_copy;
OperationHandler zlib_call_inflate_sync;
OperationHandler zlib_call_inflate_sync_point;
OperationHandler zlib_call_inflate_prime;
OperationHandler zlib_call_inflate_mark;
OperationHandler zlib_call_inflate_undermine;
OperationHandler zlib_call_inflate_validate;
OperationHandler zlib_call_inflate_codes_used;
OperationHandler zlib_call_inflate_get_header;

G_END_DECLS

#endif
