/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/doorbell.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/guest_arch.h"

enum {
    /*
     * Where QEMU drops its translations time and again, a doorbell is armed
     * again after twice as many calls each time, and at last after so many.
     */
    LONGEST_PAUSE = 65536,
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
 * A page that may be written to can have other code in it afterwards: QEMU
 * drops what it has translated of it.
 */
void doorbell_forget_translation(uint64_t address)
{
    const int saved_errno = errno;
    const uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
    const uint64_t first = address & ~(page_size - 1);
    const uint64_t last =
        (address + GUEST_ARCH_LARGEST_INSTRUCTION - 1) & ~(page_size - 1);
    const size_t size = last - first + page_size;
    void *pages = (void *)first; /* NOLINT(performance-no-int-to-ptr) */

    /* If it cannot be had, the doorbell stays dead; there is another way. */
    if (mprotect(pages, size, PROT_READ | PROT_WRITE | PROT_EXEC) == 0) {
        (void)mprotect(pages, size, PROT_READ | PROT_EXEC);
    }
    errno = saved_errno;
}
