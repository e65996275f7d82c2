/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGSEGV and SIGBUS, before QEMU gets them.
 */
#ifndef HOSTLIB_PLUGIN_CORE_FAULT_SIGNALS_H
#define HOSTLIB_PLUGIN_CORE_FAULT_SIGNALS_H

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <ucontext.h>

G_BEGIN_DECLS

/*
 * Asked about each fault of each thread, those of emulated code included, in
 * the signal handler. Returns true when the cause is gone and the instruction
 * is to be tried again, false for what is none of its business.
 */
typedef bool FaultHook(int signal_number, const siginfo_t *info,
                       ucontext_t *context);

/*
 * Take over both signals, in front of the handlers that are there; they get all
 * that @hook does not want, as if nobody stood between. Call it once QEMU has
 * installed its own, that is, from a callback of the running guest and not from
 * qemu_plugin_install(), once, while there is one thread.
 */
void fault_signals_install(FaultHook *hook);

G_END_DECLS

#endif
