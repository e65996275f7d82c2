/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stack of its own for host code, so that the code can be suspended in the
 * middle and go on later, while its caller's stack lives on.
 *
 * To run a function on another stack costs hardly more than to call it; only
 * suspending and resuming are slow. A stack is used by one thread at a time,
 * and what was suspended has to be resumed by the thread that ran it: the code
 * may have addresses of thread-local variables at hand.
 */
#ifndef HOSTLIB_PLUGIN_CORE_CALL_STACK_H
#define HOSTLIB_PLUGIN_CORE_CALL_STACK_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef void CallStackFunction(void *first, void *second);

/* The assembly knows where the pointers lie. */
typedef struct CallStack {
    void *outside; /* stack pointer of the caller */
    void *inside;  /* stack pointer of what is suspended */
    void *top;     /* where a call begins */
} CallStack;

/*
 * Get memory for @stack: 256 KiB, of which the host commits what is touched,
 * behind a guard that turns an overflow into a crash. Returns false when there
 * is none.
 */
bool call_stack_map(CallStack *stack);

/* Give the memory back. Nothing may be running on it. */
void call_stack_unmap(CallStack *stack);

/*
 * Run @function(@first, @second) on @stack, on which nothing is suspended.
 *
 * Returns true when the function has returned, false when it is suspended.
 */
bool call_stack_run(CallStack *stack, CallStackFunction *function, void *first,
                    void *second);

/*
 * Called by code that runs on @stack, a signal handler included: makes the
 * caller's call_stack_run() or call_stack_resume() return false. Returns when
 * the code is resumed.
 */
void call_stack_suspend(CallStack *stack);

/* Go on with what is suspended on @stack. Returns as call_stack_run(). */
bool call_stack_resume(CallStack *stack);

/* Forget what is suspended on @stack, if anything is. */
void call_stack_reset(CallStack *stack);

G_END_DECLS

#endif
