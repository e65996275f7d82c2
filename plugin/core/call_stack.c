/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/call_stack.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_UNPOISON_MEMORY_REGION
#define ASAN_UNPOISON_MEMORY_REGION(start, size)
#endif

enum {
    STACK_SIZE = 256 * 1024,
    /* No host has larger pages. */
    GUARD_SIZE = 64 * 1024,
};

/* call_stack_run(), call_stack_suspend() and call_stack_resume() go by these.
 */
G_STATIC_ASSERT(offsetof(CallStack, outside) == 0);
G_STATIC_ASSERT(offsetof(CallStack, inside) == 8);
G_STATIC_ASSERT(offsetof(CallStack, top) == 16);

bool call_stack_map(CallStack *stack)
{
    uint8_t *memory =
        mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED) {
        return false;
    }
    /* Stacks grow down. */
    if (mprotect(memory, GUARD_SIZE, PROT_NONE) != 0) {
        munmap(memory, GUARD_SIZE + STACK_SIZE);
        return false;
    }
    *stack = (CallStack){.top = memory + GUARD_SIZE + STACK_SIZE};
    return true;
}

void call_stack_unmap(CallStack *stack)
{
    munmap((uint8_t *)stack->top - STACK_SIZE - GUARD_SIZE,
           GUARD_SIZE + STACK_SIZE);
}

void call_stack_reset(CallStack *stack)
{
    /*
     * The functions that were there have left marks, which AddressSanitizer
     * would take for those of the next ones.
     */
    ASAN_UNPOISON_MEMORY_REGION((uint8_t *)stack->top - STACK_SIZE, STACK_SIZE);
    (void)stack;
}
