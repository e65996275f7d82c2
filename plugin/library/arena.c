/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/arena.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
    /*
     * zlib 1.2.13 takes 268 KB for a deflate stream of 15 window bits and
     * memory level 8 and 40 KB for an inflate stream. What libraries take more
     * is allocated separately.
     */
    ARENA_SIZE = 320 * 1024,
    /* What may be kept at most: as many calls at once need no malloc(). */
    POOL_SLOTS = 8,
    /* Of a cache line: no less than any vector code wants. */
    BLOCK_ALIGNMENT = 64,
};

/* A block that did not fit. */
typedef struct ExtraBlock {
    struct ExtraBlock *next;
    max_align_t memory[];
} ExtraBlock;

/*
 * What lies before each block. A stream that changes its window frees and
 * allocates time and again: what is free has to be used again.
 */
typedef struct BlockHeader {
    struct BlockHeader *next_free;
    size_t size; /* of the block, in bytes */
} BlockHeader;

enum {
    HEADER_SIZE = BLOCK_ALIGNMENT,
};

G_STATIC_ASSERT(sizeof(BlockHeader) <= HEADER_SIZE);

struct Arena {
    size_t used;
    ExtraBlock *extra;
    BlockHeader *free_blocks;
    uint8_t memory[ARENA_SIZE + BLOCK_ALIGNMENT];
};

static _Atomic(Arena *) pool[POOL_SLOTS];

Arena *arena_acquire(void)
{
    Arena *arena = NULL;

    for (size_t i = 0; i < POOL_SLOTS; i++) {
        arena = atomic_exchange(&pool[i], NULL);
        if (arena != NULL) {
            return arena;
        }
    }
    arena = g_try_malloc(sizeof(*arena));
    if (arena != NULL) {
        arena->used = 0;
        arena->extra = NULL;
        arena->free_blocks = NULL;
    }
    return arena;
}

static void empty(Arena *arena)
{
    while (arena->extra != NULL) {
        ExtraBlock *block = arena->extra;

        arena->extra = block->next;
        g_free(block);
    }
    arena->free_blocks = NULL;
    arena->used = 0;
}

void arena_release(Arena *arena)
{
    if (arena == NULL) {
        return;
    }
    empty(arena);
    for (size_t i = 0; i < POOL_SLOTS; i++) {
        Arena *expected = NULL;

        if (atomic_compare_exchange_strong(&pool[i], &expected, arena)) {
            return;
        }
    }
    g_free(arena);
}

static uint8_t *align(uint8_t *address)
{
    const uintptr_t misaligned = (uintptr_t)address % BLOCK_ALIGNMENT;

    return address + (misaligned == 0 ? 0 : BLOCK_ALIGNMENT - misaligned);
}

/* Returns the header of a block, from the block. */
static BlockHeader *header_of(void *block)
{
    void *header = (uint8_t *)block - HEADER_SIZE;

    return header;
}

/* Returns @size bytes that did not fit, or NULL. */
static uint8_t *allocate_extra(Arena *arena, size_t size)
{
    ExtraBlock *block = g_try_malloc(sizeof(*block) + size + BLOCK_ALIGNMENT);

    if (block == NULL) {
        return NULL;
    }
    block->next = arena->extra;
    arena->extra = block;
    return align((uint8_t *)block->memory);
}

/* Returns a free block of @size bytes or more, or NULL. */
static uint8_t *allocate_freed(Arena *arena, size_t size)
{
    BlockHeader **link = &arena->free_blocks;

    for (; *link != NULL; link = &(*link)->next_free) {
        BlockHeader *header = *link;

        if (header->size >= size) {
            *link = header->next_free;
            return (uint8_t *)header + HEADER_SIZE;
        }
    }
    return NULL;
}

/* Returns a block of @size bytes that has not been used yet, or NULL. */
static uint8_t *allocate_new(Arena *arena, size_t size)
{
    const size_t whole = HEADER_SIZE + size;
    uint8_t *memory = NULL;

    if (whole > ARENA_SIZE - arena->used) {
        memory = allocate_extra(arena, whole);
    } else {
        memory = align(arena->memory) + arena->used;
        arena->used += whole;
    }
    if (memory == NULL) {
        return NULL;
    }
    memory += HEADER_SIZE;
    header_of(memory)->size = size;
    return memory;
}

void *arena_allocate(Arena *arena, size_t size)
{
    size_t rounded = 0;
    uint8_t *block = NULL;

    /* Room for what is added to it below. */
    if (arena == NULL || size > SIZE_MAX / 2) {
        return NULL;
    }
    rounded = (size + BLOCK_ALIGNMENT - 1) / BLOCK_ALIGNMENT * BLOCK_ALIGNMENT;
    block = allocate_freed(arena, rounded);
    return block != NULL ? block : allocate_new(arena, rounded);
}

void arena_free(Arena *arena, void *block)
{
    BlockHeader *header = NULL;

    if (arena == NULL || block == NULL) {
        return;
    }
    header = header_of(block);
    header->next_free = arena->free_blocks;
    arena->free_blocks = header;
}

void *arena_allocate_items(void *opaque, unsigned int items, unsigned int size)
{
    /* The product of two 32-bit numbers: it fits. */
    return arena_allocate(opaque, (size_t)items * size);
}

void arena_free_item(void *opaque, void *block)
{
    arena_free(opaque, block);
}
