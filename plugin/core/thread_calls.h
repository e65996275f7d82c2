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
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/host_call.h"

G_BEGIN_DECLS

/* What follows is here to be inline: most calls need no more of it. */

typedef struct ParkedCall {
    HostCall *call;
    uint64_t key;
} ParkedCall;

typedef struct ThreadCalls {
    /*
     * The one that runs or will run next. As calls do not nest it can stay here
     * while it runs; NULL if it has been parked.
     */
    HostCall *current;
    HostCall *spare;
    size_t parked_count;
    ParkedCall *parked; /* room for all there can be, oldest first; or NULL */
} ThreadCalls;

/* See host_call_running for the model. */
extern __thread ThreadCalls thread_calls
    __attribute__((tls_model("initial-exec")));

HostCall *thread_calls_acquire_another(void);
void thread_calls_release_another(HostCall *call);
HostCall *thread_calls_find_parked(uint64_t key);

/*
 * Returns the thread's idle call, or NULL when there is no memory. It stays the
 * same one until it is parked: run it, then release or park it.
 */
static inline HostCall *thread_calls_acquire(void)
{
    HostCall *current = thread_calls.current;

    return G_LIKELY(current != NULL) ? current : thread_calls_acquire_another();
}

/*
 * End @call, whether or not it is suspended. It has been acquired or unparked,
 * and is the caller's no more.
 */
static inline void thread_calls_release(HostCall *call)
{
    host_call_end(call);
    if (G_UNLIKELY(call != thread_calls.current)) {
        thread_calls_release_another(call);
    }
}

/*
 * Take over @call, which is suspended. @key is a number to find it by. Returns
 * false, and the call is still the caller's, when there is no memory.
 */
bool thread_calls_park(HostCall *call, uint64_t key);

/*
 * Returns the call that was parked last under @key, now the caller's, or NULL
 * when there is none.
 */
static inline HostCall *thread_calls_unpark(uint64_t key)
{
    return G_LIKELY(thread_calls.parked_count == 0)
               ? NULL
               : thread_calls_find_parked(key);
}

/*
 * End the parked call of this thread that keeps @resource (host_call_keep()).
 * For a call that shows by what it asks for that the guest has left the other.
 *
 * Returns whether there was one.
 */
bool thread_calls_end_keeper(const void *resource);

/*
 * Run @function with an idle call, and end it at its first fault.
 *
 * Returns 0, -EFAULT after a fault, or -ENOMEM.
 */
int thread_calls_run(HostCallFunction *function, void *argument);

G_END_DECLS

#endif
