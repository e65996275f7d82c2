/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/host.h"

#include <errno.h>

atomic_bool host_is_missing[HOST_PARTS];

void host_has_answered(HostPart part, int64_t result)
{
    if (result == -ENOSYS) {
        atomic_store_explicit(&host_is_missing[part], true,
                              memory_order_relaxed);
    }
}
