/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The architecture of the guest that this emulator runs.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_TARGET_H
#define HOSTLIB_PLUGIN_CORE_GUEST_TARGET_H

#include "arch/guest_arch.h"

G_BEGIN_DECLS

/*
 * Set it to @arch, which is not NULL. From qemu_plugin_install(), before
 * anything else of the core is used.
 */
void guest_target_set(const GuestArch *arch);

/* Returns it. Any thread may call. */
const GuestArch *guest_target(void);

G_END_DECLS

#endif
