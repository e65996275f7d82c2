/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guest code has to write in assembly, and the numbers that go with it.
 * Each architecture has a header of its own that defines
 *
 *   GUEST_ARCH_MACHINE              the EM_* of its ELF files
 *   GUEST_ARCH_LARGEST_INSTRUCTION  in bytes
 *   GUEST_ARCH_MPROTECT             the number of that system call
 *   guest_arch_system_call()
 *   guest_arch_ring()
 *
 * This header includes the one for the architecture that is compiled for. It
 * needs no C library, so that programs without one can include it.
 */
#ifndef HOSTLIB_GUEST_GUEST_ARCH_H
#define HOSTLIB_GUEST_GUEST_ARCH_H

#include <elf.h>
#include <stdint.h>

#include "protocol/hostlib_protocol.h"

/*
 * Make system call @number with six @arguments. Returns the kernel's result, a
 * value or a negative errno; errno stays as it is. Any thread may call.
 */
static inline int64_t guest_arch_system_call(int64_t number,
                                             const uint64_t arguments[6]);

/*
 * Ring the doorbell: store HOSTLIB_FRAME_NEW to @frame's state by an
 * instruction that the host may have attached to. If it has, it has served the
 * frame when the instruction is over.
 *
 * A jump to the store makes the store the first instruction of a block of
 * translated code, however the program gets there: so QEMU translates it once,
 * and not again as part of another block. Each place that this is inlined to is
 * a doorbell of its own.
 *
 * Returns the guest address of the store.
 */
static inline uint64_t guest_arch_ring(HostlibFrame *frame);

#if defined(__x86_64__)
#include "guest/arch_x86_64.h"
#elif defined(__aarch64__)
#include "guest/arch_aarch64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "guest/arch_riscv64.h"
#else
#error "no guest code for this architecture"
#endif

#endif
