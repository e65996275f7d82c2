/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the guest's addresses are in this process.
 *
 * linux-user maps the guest's address space into QEMU's own: a guest address
 * plus the guest base is a host address. This is the only module that adds the
 * two. The guest is a 64-bit x86, little-endian as every host that hostlib
 * builds for.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_ADDRESS_H
#define HOSTLIB_PLUGIN_CORE_GUEST_ADDRESS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Say what the guest base is, in bytes. Until then nothing can be translated.
 * Call it while there is one thread.
 */
void guest_address_set_base(uintptr_t base);

/* Whether the guest base is known. Any thread may ask. */
bool guest_address_has_base(void);

/* What guest_address_translate() goes by. */
extern uintptr_t guest_address_base;
extern uint64_t guest_address_end; /* 0 while the base is not known */

/*
 * Translate guest address @address to @host_address.
 *
 * Returns how many bytes from there on can be memory of the guest's, whether or
 * not something is mapped there: 0, with NULL, where an x86_64 process has none
 * (from 2^47 on), where this host has none, for the host's address 0, which to
 * C is no memory, and while the guest base is not known. Any thread may call
 * it.
 */
static inline uint64_t guest_address_translate(uint64_t address,
                                               void **host_address)
{
    const uintptr_t host = guest_address_base + (uintptr_t)address;

    if (address >= guest_address_end || host == 0) {
        *host_address = NULL;
        return 0;
    }
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is the one place */
    *host_address = (void *)host;
    return guest_address_end - address;
}

G_END_DECLS

#endif
