/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_address.h"

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT(sizeof(uintptr_t) == sizeof(uint64_t));

/* QEMU's x86_64 target has no larger address space. */
#define GUEST_END (1ull << 47)

/*
 * Where user memory of this host ends at the latest. The last page below it is
 * never mapped on x86_64, so nothing runs on into the addresses behind: there
 * the CPU raises a general protection fault, which the kernel reports without
 * an address.
 */
#if defined(__x86_64__)
#define HOST_END (1ull << 47)
#else
#define HOST_END (1ull << 52)
#endif

uintptr_t guest_address_base;
uint64_t guest_address_end;

static bool base_is_known;

void guest_address_set_base(uintptr_t base)
{
    guest_address_base = base;
    guest_address_end = base < HOST_END ? MIN(GUEST_END, HOST_END - base) : 0;
    base_is_known = true;
}

bool guest_address_has_base(void)
{
    return base_is_known;
}
