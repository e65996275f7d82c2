/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of one call into zlib, or of one stream.
 *
 * A call can be left by a fault at any time, with no chance for zlib to free
 * what it has allocated. So it allocates from an arena, which its caller gives
 * back whichever way the call has ended. A few arenas are kept for the next
 * calls, which spares the mmap(), munmap() and page faults that make up most of
 * a small compress2().
 *
 * All functions may be called from any thread and take no lock, so a child that
 * the guest forks in the middle of another thread's call is fine.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_ARENA_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_ARENA_H

#include <glib.h>
#include <zlib.h>

G_BEGIN_DECLS

typedef struct ZlibArena ZlibArena;

/*
 * Returns an empty arena, the caller's until zlib_arena_release(), or NULL when
 * the host is out of memory.
 */
ZlibArena *zlib_arena_acquire(void);

/* Take back @arena and all that was allocated from it. NULL is fine. */
void zlib_arena_release(ZlibArena *arena);

/*
 * z_stream's zalloc and zfree, as zlib.h describes them; @opaque is the arena,
 * z_stream's opaque. With a NULL one every allocation fails, and so does one of
 * more than 64 MiB. Blocks are aligned to 64 bytes, their content is undefined;
 * a free one is used again by the same arena.
 */
voidpf zlib_arena_allocate(voidpf opaque, uInt items, uInt size);
void zlib_arena_free(voidpf opaque, voidpf block);

G_END_DECLS

#endif
