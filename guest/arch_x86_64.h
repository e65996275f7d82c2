/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x86_64's part of guest_arch.h. */
#ifndef HOSTLIB_GUEST_ARCH_X86_64_H
#define HOSTLIB_GUEST_ARCH_X86_64_H

#define GUEST_ARCH_MACHINE             EM_X86_64
#define GUEST_ARCH_LARGEST_INSTRUCTION 15
#define GUEST_ARCH_MPROTECT            10

static inline int64_t guest_arch_system_call(int64_t number,
                                             const uint64_t arguments[6])
{
    int64_t result = number;
    register uint64_t fourth __asm__("r10") = arguments[3];
    register uint64_t fifth __asm__("r8") = arguments[4];
    register uint64_t sixth __asm__("r9") = arguments[5];

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]),
                       "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
}

static inline __attribute__((always_inline)) uint64_t
guest_arch_ring(HostlibFrame *frame)
{
    uint64_t address = 0;

    __asm__ volatile("leaq 1f(%%rip), %0\n\t"
                     "jmp 1f\n"
                     "1:\n\t"
                     "movl %3, %1"
                     : "=&r"(address), "=m"(frame->state), "=m"(frame->result)
                     : "i"(HOSTLIB_FRAME_NEW)
                     : "memory");
    return address;
}

#endif
