/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/fault_signals.h"

#include <stddef.h>

static FaultHook *fault_hook;

/* What was there before, by fault_signals' index. */
static const int fault_signals[] = {SIGSEGV, SIGBUS};
static struct sigaction previous_actions[G_N_ELEMENTS(fault_signals)];

/*
 * Do what the kernel would have done without us. The handler was installed with
 * the flags and the mask of the one before it, so a call is all that is needed.
 */
static void forward(int signal_number, siginfo_t *info, void *context)
{
    const struct sigaction *previous =
        &previous_actions[signal_number == SIGBUS ? 1 : 0];

    if (previous->sa_flags & SA_SIGINFO) {
        previous->sa_sigaction(signal_number, info, context);
    } else if (previous->sa_handler == SIG_DFL) {
        /*
         * Fatal. A fault comes again as soon as the handler returns, now with
         * the default action; what another process sent has to be sent again.
         */
        sigaction(signal_number, previous, NULL);
        if (info->si_code <= 0) {
            raise(signal_number);
        }
    } else if (previous->sa_handler == SIG_IGN) {
        /* The kernel does not let a fault be ignored. */
        if (info->si_code > 0) {
            signal(signal_number, SIG_DFL);
        }
    } else {
        previous->sa_handler(signal_number);
    }
}

static void on_signal(int signal_number, siginfo_t *info, void *context)
{
    /* Positive codes are the kernel's: nobody can forge a fault by kill(). */
    if (info->si_code > 0 && fault_hook(signal_number, info, context)) {
        return;
    }
    forward(signal_number, info, context);
}

void fault_signals_install(FaultHook *hook)
{
    fault_hook = hook;
    /* sigaction() only fails for signals and pointers that do not exist. */
    for (size_t i = 0; i < G_N_ELEMENTS(fault_signals); i++) {
        struct sigaction action;

        sigaction(fault_signals[i], NULL, &previous_actions[i]);
        action = previous_actions[i];
        /*
         * SA_RESETHAND would take us away with the first fault, and a hook may
         * suspend the code on whose stack it runs: no other may be used.
         */
        action.sa_flags &= ~(SA_RESETHAND | SA_ONSTACK);
        action.sa_flags |= SA_SIGINFO;
        action.sa_sigaction = on_signal;
        sigaction(fault_signals[i], &action, NULL);
    }
}
