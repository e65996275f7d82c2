/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_streams.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "plugin/core/log.h"

/*
 * A stream's state is one word, so that each change of it is one step: the
 * generation, which counts the uses of the place, and what is below.
 */
enum {
    IS_OPEN = 1,    /* its handle is valid */
    IS_TAKEN = 2,   /* a call has it */
    IS_BROKEN = 4,  /* a call was dropped in the middle */
    IS_INFLATE = 8, /* else deflate */
    GENERATION_SHIFT = 16,
};

/* A handle is the generation and, in the lower 16 bits, the place. */
#define GENERATION_ONE ((uint64_t)1 << GENERATION_SHIFT)
#define PLACE_MASK     (GENERATION_ONE - 1)

G_STATIC_ASSERT(ZLIB_STREAMS_MAX - 1 == PLACE_MASK);
G_STATIC_ASSERT(offsetof(ZlibStream, zlib) == 0);
/* A fork in the middle of an operation would leave a lock locked. */
G_STATIC_ASSERT(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_BOOL_LOCK_FREE == 2);

/* A place for a stream. */
typedef struct Slot {
    ZlibStream stream; /* the first, so that one is the other's address */
    _Atomic uint64_t state;
    _Atomic uint32_t next_free; /* while it is free: as of free_slots */
    /* Of the call that has the stream: */
    atomic_bool is_settled;
    bool was_open;
} Slot;

/* In .bss: the host commits what is used. */
static Slot slots[ZLIB_STREAMS_MAX];

/* How many places have ever been used. */
static _Atomic uint32_t used_count;

/*
 * A stack of the slots that are free again: the uppermost one's place plus 1,
 * or 0, and in the upper half how often the stack has changed, without which a
 * slot that was taken and put back in between would go unnoticed.
 */
static _Atomic uint64_t free_slots;

static Slot *slot_of(const ZlibStream *stream)
{
    return (Slot *)stream;
}

static uint64_t free_slots_after(uint64_t before, uint32_t top)
{
    return ((before >> 32) + 1) << 32 | top;
}

static Slot *pop_free(void)
{
    uint64_t top = atomic_load(&free_slots);
    Slot *slot = NULL;
    uint64_t after = 0;

    do {
        if ((uint32_t)top == 0) {
            return NULL;
        }
        slot = &slots[(uint32_t)top - 1];
        /* Of no use if another thread has popped it: then top has changed. */
        after = free_slots_after(top, atomic_load(&slot->next_free));
    } while (!atomic_compare_exchange_weak(&free_slots, &top, after));
    return slot;
}

static void push_free(Slot *slot)
{
    const uint32_t place = (uint32_t)(slot - slots);
    uint64_t top = atomic_load(&free_slots);
    uint64_t after = 0;

    do {
        atomic_store(&slot->next_free, (uint32_t)top);
        after = free_slots_after(top, place + 1);
    } while (!atomic_compare_exchange_weak(&free_slots, &top, after));
}

static Slot *take_unused(void)
{
    uint32_t count = atomic_load(&used_count);

    do {
        if (count == ZLIB_STREAMS_MAX) {
            return NULL;
        }
    } while (!atomic_compare_exchange_weak(&used_count, &count, count + 1));
    return &slots[count];
}

ZlibStream *zlib_streams_new(ZlibStreamKind kind)
{
    Slot *slot = pop_free();
    uint64_t generation = 0;

    if (slot == NULL) {
        slot = take_unused();
    }
    if (slot == NULL) {
        return NULL;
    }
    slot->stream = (ZlibStream){.arena = zlib_arena_acquire()};
    slot->stream.zlib.zalloc = zlib_arena_allocate;
    slot->stream.zlib.zfree = zlib_arena_free;
    slot->stream.zlib.opaque = slot->stream.arena;
    slot->was_open = false;
    atomic_store(&slot->is_settled, false);
    generation = (atomic_load(&slot->state) >> GENERATION_SHIFT) + 1;
    atomic_store(&slot->state,
                 generation << GENERATION_SHIFT | IS_TAKEN |
                     (kind == ZLIB_STREAM_INFLATE ? IS_INFLATE : 0));
    return &slot->stream;
}

uint64_t zlib_streams_handle(const ZlibStream *stream)
{
    const Slot *slot = slot_of(stream);

    return (atomic_load(&slot->state) & ~PLACE_MASK) | (uint64_t)(slot - slots);
}

void zlib_streams_open(ZlibStream *stream)
{
    slot_of(stream)->was_open = true;
    zlib_streams_settle(stream);
    atomic_fetch_or(&slot_of(stream)->state, IS_OPEN);
}

void zlib_streams_settle(ZlibStream *stream)
{
    /* Not before what has been written to the guest's memory. */
    atomic_store_explicit(&slot_of(stream)->is_settled, true,
                          memory_order_release);
}

/* Whether a stream in @state has the handle. */
static bool is_meant(uint64_t state, uint64_t handle, ZlibStreamKind kind)
{
    const bool is_inflate = (state & IS_INFLATE) != 0;

    return (state & IS_OPEN) != 0 &&
           state >> GENERATION_SHIFT == handle >> GENERATION_SHIFT &&
           is_inflate == (kind == ZLIB_STREAM_INFLATE);
}

ZlibStream *zlib_streams_take(uint64_t handle, ZlibStreamKind kind,
                              bool takes_broken)
{
    const uint64_t obstacles = takes_broken ? IS_TAKEN : IS_TAKEN | IS_BROKEN;
    Slot *slot = &slots[handle & PLACE_MASK];
    uint64_t state = atomic_load(&slot->state);

    do {
        if (!is_meant(state, handle, kind) || (state & obstacles) != 0) {
            return NULL;
        }
    } while (
        !atomic_compare_exchange_weak(&slot->state, &state, state | IS_TAKEN));
    /* Only this call and what it leaves behind look at it. */
    atomic_store_explicit(&slot->is_settled, false, memory_order_relaxed);
    return &slot->stream;
}

const ZlibStream *zlib_streams_place(uint64_t handle)
{
    return &slots[handle & PLACE_MASK].stream;
}

ZlibRemoval zlib_streams_remove(uint64_t handle, ZlibStreamKind kind,
                                ZlibStream **stream)
{
    Slot *slot = &slots[handle & PLACE_MASK];
    uint64_t state = atomic_load(&slot->state);
    uint64_t after = 0;

    *stream = NULL;
    do {
        if (!is_meant(state, handle, kind)) {
            return ZLIB_REMOVED_NOTHING;
        }
        after = (state & ~(uint64_t)IS_OPEN) | IS_TAKEN;
    } while (!atomic_compare_exchange_weak(&slot->state, &state, after));
    if ((state & IS_TAKEN) != 0) {
        return ZLIB_REMOVED_BROKEN;
    }
    *stream = &slot->stream;
    return (state & IS_BROKEN) != 0 ? ZLIB_REMOVED_BROKEN : ZLIB_REMOVED_INTACT;
}

/* Free a slot in @state that nobody else can get to. */
static void free_slot(Slot *slot, uint64_t state)
{
    const ZlibStream *stream = &slot->stream;

    if (slot->was_open) {
        log_event("%s stream: %" PRIu64 " calls, %" PRIu64
                  " guest bytes to %" PRIu64 " host bytes",
                  (state & IS_INFLATE) != 0 ? "inflate" : "deflate",
                  stream->calls, stream->bytes_in, stream->bytes_out);
    }
    g_free(stream->header.memory);
    zlib_arena_release(stream->arena);
    atomic_store(&slot->state, state & ~PLACE_MASK);
    push_free(slot);
}

void zlib_streams_give_back(void *stream)
{
    Slot *slot = slot_of(stream);
    uint64_t state = atomic_load(&slot->state);
    uint64_t after = 0;

    do {
        if ((state & IS_OPEN) == 0) {
            free_slot(slot, state);
            return;
        }
        after = state & ~(uint64_t)(IS_TAKEN | IS_BROKEN);
        if (!atomic_load(&slot->is_settled)) {
            after |= IS_BROKEN;
        }
    } while (!atomic_compare_exchange_weak(&slot->state, &state, after));
}
