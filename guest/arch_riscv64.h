/* SPDX-License-Identifier: GPL-2.0-or-later */
/* riscv64's part of guest_arch.h. */
#ifndef HOSTLIB_GUEST_ARCH_RISCV64_H
#define HOSTLIB_GUEST_ARCH_RISCV64_H

#define GUEST_ARCH_MACHINE             EM_RISCV
#define GUEST_ARCH_LARGEST_INSTRUCTION 4
#define GUEST_ARCH_MPROTECT            226

static inline int64_t guest_arch_system_call(int64_t number,
                                             const uint64_t arguments[6])
{
    register int64_t call __asm__("a7") = number;
    register uint64_t first __asm__("a0") = arguments[0];
    register uint64_t second __asm__("a1") = arguments[1];
    register uint64_t third __asm__("a2") = arguments[2];
    register uint64_t fourth __asm__("a3") = arguments[3];
    register uint64_t fifth __asm__("a4") = arguments[4];
    register uint64_t sixth __asm__("a5") = arguments[5];

    __asm__ volatile("ecall"
                     : "+r"(first)
                     : "r"(call), "r"(second), "r"(third), "r"(fourth),
                       "r"(fifth), "r"(sixth)
                     : "memory");
    return (int64_t)first;
}

static inline __attribute__((always_inline)) uint64_t
guest_arch_ring(HostlibFrame *frame)
{
    uint64_t address = 0;

    _Static_assert(HOSTLIB_FRAME_NEW == 0, "what the register zero holds");
    __asm__ volatile("lla %0, 1f\n\t"
                     "j 1f\n"
                     "1:\n\t"
                     "sw zero, %1"
                     : "=&r"(address), "=m"(frame->state), "=m"(frame->result)
                     :
                     : "memory");
    return address;
}

#endif
