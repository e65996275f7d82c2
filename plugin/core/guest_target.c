/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_target.h"

#include "plugin/core/guest_address.h"

/* Written before the guest runs and only read after that. */
static const GuestArch *target;

void guest_target_set(const GuestArch *arch)
{
    target = arch;
    guest_address_set_tag_mask(arch->tag_mask);
}

const GuestArch *guest_target(void)
{
    return target;
}
