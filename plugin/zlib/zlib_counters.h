/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much zlib has been given to do, operation by operation.
 *
 * All functions may be called from any thread and take no lock. A child that
 * the guest forks goes on with its parent's numbers.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_COUNTERS_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_COUNTERS_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct ZlibCount {
    uint64_t calls;
    uint64_t bytes_in;  /* what zlib has read of the guest's buffers */
    uint64_t bytes_out; /* what it has written to them */
} ZlibCount;

/*
 * Count a call of @operation, an enum HostlibOperation, that has read @bytes_in
 * bytes and written @bytes_out.
 */
void zlib_counters_add(uint32_t operation, uint64_t bytes_in,
                       uint64_t bytes_out);

/*
 * Returns what there has been of @operation so far. While other threads make
 * such calls, its members may be of different moments.
 */
ZlibCount zlib_counters_get(uint32_t operation);

G_END_DECLS

#endif
