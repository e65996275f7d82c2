/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cheap crossing: an instruction of a thunk library's that stores to a call
 * frame, and on which QEMU calls back each time.
 *
 * QEMU takes such wishes while it translates, from a callback that makes all
 * code slower which is translated meanwhile. So the callback comes for one
 * instruction and goes as soon as that has been seen. Whenever QEMU drops its
 * translations, the wish goes with them; the guest notices by the frame, which
 * nobody serves, and asks again.
 *
 * While a frame is served its vCPU counts as running: what needs all vCPUs to
 * pause, such as a fork() of another thread's, waits for the call to end. That
 * is why long calls go by the system call.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DOORBELL_H
#define HOSTLIB_PLUGIN_CORE_DOORBELL_H

#include <glib.h>
#include <stdint.h>

#include "plugin/core/operation_table.h"
#include "plugin/core/qemu_api.h"

G_BEGIN_DECLS

/*
 * From qemu_plugin_install(), once. @table serves what is rung for; it may be
 * filled in later.
 */
void doorbell_install(qemu_plugin_id_t id, const OperationTable *table);

/*
 * HOSTLIB_OP_DOORBELL for the instruction at guest address @address, whatever
 * is there. From the syscall filter, in any thread.
 *
 * Returns the system call's result: 0, or 1 once the guest has had a second
 * thread.
 */
int64_t doorbell_await(uint64_t address);

G_END_DECLS

#endif
