/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls by a call frame, a HostlibFrame in guest memory. In place of failing
 * they are suspended at a fault, until the guest has touched the address.
 */
#ifndef HOSTLIB_PLUGIN_CORE_CALL_FRAME_H
#define HOSTLIB_PLUGIN_CORE_CALL_FRAME_H

#include <glib.h>
#include <stdint.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

/*
 * HOSTLIB_OP_CALL for the frame at guest address @address: serve it by one of
 * the operations of @table. A call that is suspended at the same address is
 * ended: the guest has left it.
 *
 * Returns what the system call returns: 0, and the frame says what became of
 * the call; -EFAULT when the frame cannot be read or written; -ENOMEM.
 */
int64_t call_frame_serve(const OperationTable *table, uint64_t address);

/*
 * HOSTLIB_OP_RESUME. As above; -ENOENT when this thread has no call suspended
 * at that address.
 */
int64_t call_frame_resume(uint64_t address);

G_END_DECLS

#endif
