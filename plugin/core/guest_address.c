/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_address.h"

#include <sys/mman.h>

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT(sizeof(uintptr_t) == sizeof(uint64_t));

enum {
    PAGE_SIZE = 4096,
    /* What every host has at least, and how much more some have. */
    LEAST_ADDRESS_BITS = 47,
};

static const unsigned int larger_address_bits[] = {56, 52, 48};

/*
 * The last page of user memory is never mapped on x86_64, whose CPUs report no
 * address for an access that goes on behind it. It counts as not user memory,
 * so that every sequential access faults before that.
 */
#if defined(__x86_64__)
#define UNUSABLE_END PAGE_SIZE
#else
#define UNUSABLE_END 0
#endif

uintptr_t guest_address_base;
uint64_t guest_address_end;
uint64_t guest_address_mask = UINT64_MAX;

static uintptr_t host_end;
static bool base_is_known;

/* Returns whether the kernel maps memory in the upper half of @bits. */
static bool has_address_bits(unsigned int bits)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): a place to try */
    void *place = (void *)(UINT64_C(1) << (bits - 1));
    void *memory =
        mmap(place, PAGE_SIZE, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
             -1, 0);

    if (memory == MAP_FAILED) {
        return false;
    }
    munmap(memory, PAGE_SIZE);
    return memory == place;
}

static uintptr_t find_host_end(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(larger_address_bits); i++) {
        if (has_address_bits(larger_address_bits[i])) {
            return (UINT64_C(1) << larger_address_bits[i]) - UNUSABLE_END;
        }
    }
    return (UINT64_C(1) << LEAST_ADDRESS_BITS) - UNUSABLE_END;
}

void guest_address_set_base(uintptr_t base)
{
    if (host_end == 0) {
        host_end = find_host_end();
    }
    guest_address_base = base;
    guest_address_end = base < host_end ? host_end - base : 0;
    base_is_known = true;
}

void guest_address_set_tag_mask(uint64_t mask)
{
    guest_address_mask = ~mask;
}

bool guest_address_has_base(void)
{
    return base_is_known;
}

uintptr_t guest_address_host_end(void)
{
    return host_end;
}
