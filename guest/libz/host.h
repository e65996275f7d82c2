/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether there is a host, remembered for the whole process: without one a
 * program pays for one system call and no more. Any thread may call these.
 */
#ifndef HOSTLIB_GUEST_LIBZ_HOST_H
#define HOSTLIB_GUEST_LIBZ_HOST_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What a host may have the one without the other of. */
typedef enum HostPart {
    HOST_STREAMS,
    HOST_CHECKSUMS,
    HOST_PARTS, /* how many there are */
} HostPart;

/* Of each part whether the host has been found to lack it. */
extern atomic_bool host_is_missing[HOST_PARTS];

/* Returns whether the host has @part, as far as is known. */
static inline bool host_may_have(HostPart part)
{
    return !atomic_load_explicit(&host_is_missing[part], memory_order_relaxed);
}

/* Remember what @result, of a call of @part, tells about the host. */
void host_has_answered(HostPart part, int64_t result);

#endif
