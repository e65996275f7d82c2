/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that asks whether there is a plugin, as a thunk library does. It has
 * no C library: there is nothing in it that could fail for another reason.
 */
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "launcher/probe_status.h"
#include "protocol/hostlib_protocol.h"

static int64_t system_call(int64_t number, uint64_t a1, uint64_t a2,
                           uint64_t a3, uint64_t a4)
{
    int64_t result = number;
    register uint64_t fourth __asm__("r10") = a4;

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(a1), "S"(a2), "d"(a3), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
}

static enum ProbeStatus probe(void)
{
    switch (system_call(HOSTLIB_SYSCALL, HOSTLIB_OP_HELLO, HOSTLIB_VERSION,
                        EM_X86_64, sizeof(HostlibFrame))) {
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
        system_call(SYS_exit_group, probe(), 0, 0, 0);
    }
}
