/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that a library of the host allocates for one call or one object.
 *
 * A call can be left by a fault at any time, with no chance for the library to
 * free what it has allocated. So it allocates from an arena, which is given
 * back whichever way the call has ended. A few arenas are kept for the next
 * calls: this saves the mmap(), munmap() and page faults that make up most of a
 * small compress2().
 *
 * All functions may be called from any thread and take no lock, so a child that
 * the guest forks in the middle of another thread's call is fine.
 */
#ifndef HOSTLIB_PLUGIN_LIBRARY_ARENA_H
#define HOSTLIB_PLUGIN_LIBRARY_ARENA_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct Arena Arena;

/*
 * Returns an empty arena, the caller's until arena_release(), or NULL when
 * the host is out of memory.
 */
Arena *arena_acquire(void);

/* Take back @arena and all that was allocated from it. NULL is fine. */
void arena_release(Arena *arena);

/*
 * Returns a block of @size bytes in @arena, or NULL if the host is out of
 * memory or @arena is NULL. Blocks are aligned to 64 bytes; their content is
 * undefined. Blocks that were freed are used again by the same arena. An arena
 * is used by one thread at a time.
 */
void *arena_allocate(Arena *arena, size_t size);

/* Free @block, which may be NULL. @arena: where it comes from; may be NULL. */
void arena_free(Arena *arena, void *block);

/*
 * The same for libraries that let a program allocate their memory by two
 * functions, as zlib's zalloc and zfree: @opaque is the arena.
 */
void *arena_allocate_items(void *opaque, unsigned int items, unsigned int size);
void arena_free_item(void *opaque, void *block);

G_END_DECLS

#endif
