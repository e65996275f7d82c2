/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compress2() and uncompress() of zlib 1.2.13, with the caller's memory.
 *
 * zlib's own versions allocate by malloc(), and what they have allocated would
 * be lost each time a bad guest pointer ends one of them. These make the same
 * calls of deflate() and inflate(), and so give the same bytes, lengths and
 * statuses; one_shot_test.cc compares them.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_H
#define HOSTLIB_LIBRARIES_ZLIB_ONE_SHOT_H

#include <glib.h>
#include <stdint.h>

#include "libraries/zlib/backend.h"
#include "plugin/library/arena.h"

G_BEGIN_DECLS

typedef struct ZlibOneShot {
    const ZlibBackend *backend;
    Arena *arena; /* NULL gives Z_MEM_ERROR */
    const Bytef *source;
    uint64_t source_length; /* bytes */
    Bytef *destination;
    uint64_t destination_length; /* bytes: the room; afterwards, the output */
    int level;                   /* for compressing: -1 to 9 */
    int status;                  /* afterwards, what zlib's function returns */
} ZlibOneShot;

/*
 * Any thread may call them, with a ZlibOneShot and an arena of its own. Buffers
 * may overlap, as they may for zlib: the output is then of no use.
 */
void zlib_one_shot_compress(ZlibOneShot *shot);
void zlib_one_shot_uncompress(ZlibOneShot *shot);

G_END_DECLS

#endif
