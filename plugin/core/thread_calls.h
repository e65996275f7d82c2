/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of one thread: idle ones, to be used again, and parked ones, which
 * are suspended until the guest has touched an address.
 *
 * A guest may never come back to a parked call, because its signal handler has
 * left by longjmp(): so there is a limit to their number, beyond which the
 * oldest is ended. All goes when the thread ends. In the child of a fork() the
 * one thread that there is has its own. No function takes a lock.
 */
#ifndef HOSTLIB_PLUGIN_CORE_THREAD_CALLS_H
#define HOSTLIB_PLUGIN_CORE_THREAD_CALLS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "plugin/core/host_call.h"

G_BEGIN_DECLS

/*
 * Returns the thread's idle call, or NULL when there is no memory. It stays the
 * same one until it is parked: run it, then release or park it.
 */
HostCall *thread_calls_acquire(void);

/*
 * End @call, whether or not it is suspended. It has been acquired or unparked,
 * and is the caller's no more.
 */
void thread_calls_release(HostCall *call);

/*
 * Take over @call, which is suspended. @key is a number to find it by. Returns
 * false, and the call is still the caller's, when there is no memory.
 */
bool thread_calls_park(HostCall *call, uint64_t key);

/*
 * Returns the call that was parked last under @key, now the caller's, or NULL
 * when there is none.
 */
HostCall *thread_calls_unpark(uint64_t key);

/*
 * Run @function with an idle call, and end it at its first fault.
 *
 * Returns 0, -EFAULT after a fault, or -ENOMEM.
 */
int thread_calls_run(HostCallFunction *function, void *argument);

G_END_DECLS

#endif
