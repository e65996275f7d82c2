/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation of guest addresses to addresses of this process.
 *
 * linux-user maps the guest's address space into QEMU's own: the guest address,
 * without the bits that the guest's CPU ignores, plus the guest base is the
 * host address. No other module computes one from the other.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_ADDRESS_H
#define HOSTLIB_PLUGIN_CORE_GUEST_ADDRESS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Set the guest base, in bytes. No address can be translated before that. Call
 * it while there is one thread.
 */
void guest_address_set_base(uintptr_t base);

/*
 * Set the bits of an address that the guest's CPU ignores; none at first. Call
 * it before the guest runs.
 */
void guest_address_set_tag_mask(uint64_t mask);

/* Returns whether the guest base is known. Any thread may call. */
bool guest_address_has_base(void);

/* The following are only for guest_address_translate(). */
extern uintptr_t guest_address_base;
extern uint64_t guest_address_end; /* 0 while the base is not known */
extern uint64_t guest_address_mask;

/*
 * Translate the guest address @address to @host_address.
 *
 * Returns the number of bytes from there on that can be user memory, whether or
 * not anything is mapped there. Returns 0, with NULL, for an address at which
 * this host cannot have user memory, for the host address 0, which is no memory
 * to C, and while the guest base is not known. Any thread may call.
 */
static inline uint64_t guest_address_translate(uint64_t address,
                                               void **host_address)
{
    const uint64_t untagged = address & guest_address_mask;
    const uintptr_t host = guest_address_base + (uintptr_t)untagged;

    if (untagged >= guest_address_end || host == 0) {
        *host_address = NULL;
        return 0;
    }
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is the one place */
    *host_address = (void *)host;
    return guest_address_end - untagged;
}

/*
 * Returns the first host address after user memory. An access there and beyond
 * may fault without telling the address. Any thread may call.
 */
uintptr_t guest_address_host_end(void);

G_END_DECLS

#endif
