/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deflateBound() of any version of zlib: programs that allocate by it see that
 * of their own. Versions before 1.3 return too little for a few bytes at level
 * 0 with memory level 9.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_BOUND_H
#define HOSTLIB_LIBRARIES_ZLIB_BOUND_H

#include <glib.h>
#include <stdint.h>

#include "libraries/zlib/block.h"

G_BEGIN_DECLS

/*
 * Returns what deflateBound() of the zlib @version, as zlib_version_number()
 * has it, returns for a stream.
 *
 * @parameters: of deflateInit2(), with the level of deflateParams() since then.
 * @wrapper: how many bytes the stream's header and trailer have.
 */
uint64_t zlib_bound(uint64_t version, const ZlibParameters *parameters,
                    uint64_t length, uint64_t wrapper);

G_END_DECLS

#endif
