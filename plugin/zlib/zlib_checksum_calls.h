/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations 16 and 17: zlib's checksums of the guest's buffers, as the
 * protocol describes them.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_CHECKSUM_CALLS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_CHECKSUM_CALLS_H

#include <glib.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

OperationHandler zlib_call_crc32;
OperationHandler zlib_call_adler32;

G_END_DECLS

#endif
