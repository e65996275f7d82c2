/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the host to the guest's own zlib: of a stream that the host does not
 * want, or that is to have a header where the host has none.
 */
#ifndef HOSTLIB_GUEST_LIBZ_TAKE_OVER_H
#define HOSTLIB_GUEST_LIBZ_TAKE_OVER_H

#include "guest/libz/offloaded.h"

/*
 * Go on with @strm, which has not been used, by the guest's zlib. Its blocks
 * become zlib's: a program's allocator does not see it.
 *
 * @reason: why, for the host's statistics.
 *
 * Returns Z_OK, or Z_MEM_ERROR; then @strm has no state.
 */
int take_over(z_streamp strm, OffloadedStream *stream,
              enum HostlibReason reason);

#endif
