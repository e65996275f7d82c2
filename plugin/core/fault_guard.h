/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host code that works on guest memory, and comes back when that memory is not
 * what the guest said it was.
 *
 * A guest can pass any address, and a second thread of it can unmap a buffer
 * that has just been checked. So nothing is checked beforehand: the code runs,
 * and if the kernel raises SIGSEGV or SIGBUS for an address inside the ranges
 * that were declared, the call is given up. Every other fault is a bug of the
 * emulator or of the plugin and goes, untouched, to the handlers that QEMU has
 * installed.
 */
#ifndef HOSTLIB_PLUGIN_CORE_FAULT_GUARD_H
#define HOSTLIB_PLUGIN_CORE_FAULT_GUARD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Host memory that belongs to the guest, and with it the pages that it touches.
 * May be empty; may not wrap around.
 */
typedef struct FaultRange {
    const void *start;
    size_t length;
} FaultRange;

/* What the kernel reported. */
typedef struct FaultReport {
    int signal;        /* SIGSEGV or SIGBUS */
    int code;          /* si_code: SEGV_MAPERR, BUS_ADRERR, ... */
    uintptr_t address; /* si_addr, a host address, inside of a range */
} FaultReport;

/*
 * Code to run under the guard. It may be left at any access to a declared
 * range, as if by longjmp(): it must not hold a lock, nor own anything that is
 * not reachable from @argument, while it makes one.
 */
typedef void FaultGuardedCall(void *argument);

/*
 * Take over SIGSEGV and SIGBUS, in front of the handlers that are there. Call
 * it once QEMU has installed its own, that is, from a callback of the running
 * guest and not from qemu_plugin_install(), once, while there is one thread.
 */
void fault_guard_install(void);

/*
 * Run @call(@argument).
 *
 * @ranges, @count: what it may fault on. Both live until the return.
 * @report: filled in on a fault.
 *
 * Returns true when @call returned, false when it was left by a fault; the
 * signal mask is then what it was at the fault. Any thread may call it. Does
 * not nest: from within @call it must not be called again.
 */
bool fault_guard_run(const FaultRange *ranges, size_t count,
                     FaultGuardedCall *call, void *argument,
                     FaultReport *report);

G_END_DECLS

#endif
