/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that asks whether there is a plugin, as a thunk library does. It has
 * no C library: there is nothing in it that could fail for another reason.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "guest/guest_arch.h"
#include "guest/probe/probe_status.h"
#include "protocol/hostlib_protocol.h"

static enum ProbeStatus probe(void)
{
    const uint64_t hello[6] = {HOSTLIB_OP_HELLO, HOSTLIB_VERSION,
                               GUEST_ARCH_MACHINE, sizeof(HostlibFrame)};

    switch (guest_arch_system_call(HOSTLIB_SYSCALL, hello)) {
    case HOSTLIB_VERSION:
        return PROBE_SERVED;
    case -ENOSYS:
        return PROBE_NO_PLUGIN;
    default:
        return PROBE_OTHER_VERSION;
    }
}

/* By the linker's name for where a program begins. Nothing to return to. */
__attribute__((noreturn)) void begin(void) __asm__("_start");

void begin(void)
{
    for (;;) {
        const uint64_t status[6] = {probe()};

        guest_arch_system_call(SYS_exit_group, status);
    }
}
