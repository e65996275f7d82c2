/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/fault_guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <ucontext.h>

typedef struct FaultGuard {
    const FaultRange *ranges;
    size_t count;
    FaultReport *report;
    sigjmp_buf escape;
} FaultGuard;

/*
 * The guard of the call that this thread is in, if it is in one.
 *
 * Read by a signal handler that runs on every fault of the guest, so it must
 * not take the way by __tls_get_addr(), which may allocate on a thread's first
 * access. A plugin may take a few bytes of the static TLS block: glibc keeps
 * some in reserve for libraries that are loaded late.
 */
static __thread FaultGuard *current_guard
    __attribute__((tls_model("initial-exec")));

/* What was there before, by fault_signals' index. */
static const int fault_signals[] = {SIGSEGV, SIGBUS};
static struct sigaction previous_actions[G_N_ELEMENTS(fault_signals)];

/* Faults come by pages; no host has smaller ones. */
#define PAGE_MASK (~(uintptr_t)4095)

/*
 * Whether @fault lies in a page of @range. The C library's string functions
 * read whole vectors, so they may fault a little before or behind the bytes
 * that they were given, though never in a page that has none of them. If so,
 * @address is set to the nearest byte that is in the range.
 */
static bool range_covers(const FaultRange *range, uintptr_t fault,
                         uintptr_t *address)
{
    const uintptr_t first = (uintptr_t)range->start;
    const uintptr_t last = first + range->length - 1;

    if (range->length == 0 || fault < (first & PAGE_MASK) ||
        fault > (last | ~PAGE_MASK)) {
        return false;
    }
    *address = CLAMP(fault, first, last);
    return true;
}

static bool guard_covers(const FaultGuard *guard, uintptr_t fault,
                         uintptr_t *address)
{
    for (size_t i = 0; i < guard->count; i++) {
        if (range_covers(&guard->ranges[i], fault, address)) {
            return true;
        }
    }
    return false;
}

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

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
    FaultGuard *guard = current_guard;
    const ucontext_t *user_context = context;
    uintptr_t address = 0;

    /* Positive codes are the kernel's: nobody can forge a fault by kill(). */
    if (guard == NULL || info->si_code <= 0 ||
        !guard_covers(guard, (uintptr_t)info->si_addr, &address)) {
        forward(signal_number, info, context);
        return;
    }

    *guard->report = (FaultReport){
        .signal = signal_number,
        .code = info->si_code,
        .address = address,
    };
    /*
     * The jump leaves the mask alone, and this handler's is not to stay. What
     * is in the context is right even if QEMU has changed it meanwhile, as it
     * does when a signal for the guest arrives during the call.
     */
    pthread_sigmask(SIG_SETMASK, &user_context->uc_sigmask, NULL);
    siglongjmp(guard->escape, 1);
}

void fault_guard_install(void)
{
    /* sigaction() only fails for signals and pointers that do not exist. */
    for (size_t i = 0; i < G_N_ELEMENTS(fault_signals); i++) {
        struct sigaction action;

        sigaction(fault_signals[i], NULL, &previous_actions[i]);
        action = previous_actions[i];
        /* SA_RESETHAND would take us away with the first fault. */
        action.sa_flags &= ~SA_RESETHAND;
        action.sa_flags |= SA_SIGINFO;
        action.sa_sigaction = on_fault;
        sigaction(fault_signals[i], &action, NULL);
    }
}

bool fault_guard_run(const FaultRange *ranges, size_t count,
                     FaultGuardedCall *call, void *argument,
                     FaultReport *report)
{
    FaultGuard guard = {.ranges = ranges, .count = count, .report = report};
    bool completed = false;

    /*
     * Without the signal mask: saving it would cost a system call each time,
     * and the handler has it at hand.
     */
    if (sigsetjmp(guard.escape, 0) == 0) {
        current_guard = &guard;
        /* The handler runs in this thread: the compiler must keep the order. */
        atomic_signal_fence(memory_order_seq_cst);
        call(argument);
        atomic_signal_fence(memory_order_seq_cst);
        completed = true;
    }
    current_guard = NULL;
    return completed;
}
