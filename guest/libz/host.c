/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/host.h"

#include <errno.h>
#include <stdatomic.h>

static atomic_bool is_missing[HOST_PARTS];

bool host_may_have(HostPart part)
{
    return !atomic_load_explicit(&is_missing[part], memory_order_relaxed);
}

void host_has_answered(HostPart part, int64_t result)
{
    if (result == -ENOSYS) {
        atomic_store_explicit(&is_missing[part], true, memory_order_relaxed);
    }
}
