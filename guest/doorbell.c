/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/doorbell.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "guest/guest_arch.h"

enum {
    /*
     * Where QEMU drops its translations time and again, a doorbell is armed
     * again after twice as many calls each time, and at last after so many.
     */
    LONGEST_PAUSE = 65536,
    /* Of all kernels of the architectures that guests have. */
    SMALLEST_PAGE = 4096,
    LARGEST_PAGE = 65536,
};

static int get(const atomic_int *number)
{
    return atomic_load_explicit(number, memory_order_relaxed);
}

static void set(atomic_int *number, int value)
{
    atomic_store_explicit(number, value, memory_order_relaxed);
}

bool doorbell_is_due(Doorbell *doorbell)
{
    const int left = get(&doorbell->pause_left);
    const int length = get(&doorbell->pause_length);

    /* What two threads do here at once may count as one, and that is all. */
    if (left > 0) {
        set(&doorbell->pause_left, left - 1);
        return false;
    }
    set(&doorbell->pause_left, length);
    set(&doorbell->pause_length, length < LONGEST_PAUSE ? 2 * length : length);
    return true;
}

/*
 * Change the protection of the @size bytes from @start on, whole pages. Returns
 * a negative errno if it fails.
 */
static int64_t protect(uint64_t start, uint64_t size, uint64_t protection)
{
    const uint64_t arguments[6] = {start, size, protection};

    return guest_arch_system_call(GUEST_ARCH_MPROTECT, arguments);
}

/*
 * A page that may be written to can have other code in it afterwards: QEMU
 * drops what it has translated of it. This file is part of code that has no C
 * library to ask for the size of a page; the kernel refuses one that is too
 * small.
 */
void doorbell_forget_translation(uint64_t address)
{
    const uint64_t last = address + GUEST_ARCH_LARGEST_INSTRUCTION - 1;
    int64_t result = -EINVAL;

    for (uint64_t page = SMALLEST_PAGE;
         page <= LARGEST_PAGE && result == -EINVAL; page *= 2) {
        const uint64_t start = address & ~(page - 1);
        const uint64_t size = (last & ~(page - 1)) - start + page;

        /* If it fails, the doorbell stays dead; there is another way. */
        result = protect(start, size, PROT_READ | PROT_WRITE | PROT_EXEC);
        if (result == 0) {
            protect(start, size, PROT_READ | PROT_EXEC);
        }
    }
}
