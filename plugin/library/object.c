/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/object.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

#include "plugin/core/log.h"
#include "protocol/hostlib_protocol.h"

/*
 * The state of a slot is one word, so that each change of it is one step: the
 * generation, which counts the uses of the slot, and these flags.
 */
enum {
    IS_OPEN = 1,   /* its handle is valid */
    IS_TAKEN = 2,  /* a call has it */
    IS_BROKEN = 4, /* a call was left in the middle */
    FLAGS = IS_OPEN | IS_TAKEN | IS_BROKEN,
    GENERATION_SHIFT = 16,
    GENERATION_BITS = HOSTLIB_HANDLE_SHIFT - GENERATION_SHIFT,
};

/* A handle: the mark, the generation and, in 16 bits, the slot's number. */
#define PLACE_MASK      (UINT64_C(0xffff))
#define GENERATION_MASK ((UINT64_C(1) << GENERATION_BITS) - 1)
#define MARK            (HOSTLIB_HANDLE_MARK << HOSTLIB_HANDLE_SHIFT)

G_STATIC_ASSERT(OBJECTS_MAX - 1 == PLACE_MASK);
/* A fork in the middle of an operation would leave a lock locked. */
G_STATIC_ASSERT(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_BOOL_LOCK_FREE == 2);

typedef struct Slot {
    Object object; /* the first, so that one is the other's address */
    _Atomic uint64_t state;
    _Atomic(const ObjectKind *) kind; /* changes with the generation only */
    _Atomic uint32_t next_free;       /* while it is free: as of free_slots */
    /* Of the call that has the object: */
    atomic_bool is_settled;
    bool was_open;
} Slot;

/* In .bss: the host commits what is used. */
static Slot slots[OBJECTS_MAX];

/* How many slots have ever been used. */
static _Atomic uint32_t used_count;

/*
 * A stack of the slots that are free again: the uppermost one's number plus 1,
 * or 0, and in the upper half how often the stack has changed, without which a
 * slot that was taken and put back in between would go unnoticed.
 */
static _Atomic uint64_t free_slots;

static Slot *slot_of(const Object *object)
{
    return (Slot *)object;
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
        if (count == OBJECTS_MAX) {
            return NULL;
        }
    } while (!atomic_compare_exchange_weak(&used_count, &count, count + 1));
    return &slots[count];
}

/* Returns the handle of what is in @slot while it is in @state. */
static uint64_t handle_in(const Slot *slot, uint64_t state)
{
    return MARK |
           (state >> GENERATION_SHIFT & GENERATION_MASK) << GENERATION_SHIFT |
           (uint64_t)(slot - slots);
}

Object *object_new(const ObjectKind *kind)
{
    Arena *arena = arena_acquire();
    void *data = arena_allocate(arena, kind->size);
    Slot *slot = NULL;
    uint64_t generation = 0;

    if (data != NULL) {
        slot = pop_free();
        if (slot == NULL) {
            slot = take_unused();
        }
    }
    if (slot == NULL) {
        arena_release(arena);
        return NULL;
    }
    memset(data, 0, kind->size);
    slot->object = (Object){.kind = kind, .arena = arena, .data = data};
    slot->was_open = false;
    atomic_store(&slot->is_settled, false);
    atomic_store(&slot->kind, kind);
    generation = (atomic_load(&slot->state) >> GENERATION_SHIFT) + 1;
    atomic_store(&slot->state, generation << GENERATION_SHIFT | IS_TAKEN);
    return &slot->object;
}

uint64_t object_handle(const Object *object)
{
    const Slot *slot = slot_of(object);

    return handle_in(slot, atomic_load(&slot->state));
}

void object_open(Object *object)
{
    slot_of(object)->was_open = true;
    object_settle(object);
    atomic_fetch_or(&slot_of(object)->state, IS_OPEN);
}

void object_settle(Object *object)
{
    /* Not before what has been written to the guest's memory. */
    atomic_store_explicit(&slot_of(object)->is_settled, true,
                          memory_order_release);
}

/* Whether what is in @slot while it is in @state is what @handle means. */
static bool is_meant(const Slot *slot, uint64_t state, uint64_t handle,
                     const ObjectKind *kind)
{
    return (state & IS_OPEN) != 0 && handle_in(slot, state) == handle &&
           atomic_load(&slot->kind) == kind;
}

Object *object_take(uint64_t handle, const ObjectKind *kind, bool takes_broken)
{
    const uint64_t obstacles = takes_broken ? IS_TAKEN : IS_TAKEN | IS_BROKEN;
    Slot *slot = &slots[handle & PLACE_MASK];
    uint64_t state = atomic_load(&slot->state);

    do {
        if (!is_meant(slot, state, handle, kind) || (state & obstacles) != 0) {
            return NULL;
        }
    } while (
        !atomic_compare_exchange_weak(&slot->state, &state, state | IS_TAKEN));
    /* Only this call and what it leaves behind look at it. */
    atomic_store_explicit(&slot->is_settled, false, memory_order_relaxed);
    return &slot->object;
}

const Object *object_place(uint64_t handle)
{
    return &slots[handle & PLACE_MASK].object;
}

ObjectRemoval object_remove(uint64_t handle, const ObjectKind *kind,
                            Object **object)
{
    Slot *slot = &slots[handle & PLACE_MASK];
    uint64_t state = atomic_load(&slot->state);
    uint64_t after = 0;

    *object = NULL;
    do {
        if (!is_meant(slot, state, handle, kind)) {
            return OBJECT_REMOVED_NOTHING;
        }
        after = (state & ~(uint64_t)IS_OPEN) | IS_TAKEN;
    } while (!atomic_compare_exchange_weak(&slot->state, &state, after));
    if ((state & IS_TAKEN) != 0) {
        return OBJECT_REMOVED_BROKEN;
    }
    *object = &slot->object;
    return (state & IS_BROKEN) != 0 ? OBJECT_REMOVED_BROKEN
                                    : OBJECT_REMOVED_INTACT;
}

/* Free a slot in @state that nobody else can get to. */
static void free_slot(Slot *slot, uint64_t state)
{
    const Object *object = &slot->object;

    if (slot->was_open) {
        log_event("%s: %" PRIu64 " calls, %" PRIu64 " guest bytes to %" PRIu64
                  " host bytes",
                  object->kind->name, object->calls, object->bytes_in,
                  object->bytes_out);
    }
    if (object->kind->forget != NULL) {
        object->kind->forget(object->data);
    }
    arena_release(object->arena);
    atomic_store(&slot->state, state & ~(uint64_t)FLAGS);
    push_free(slot);
}

void object_give_back(void *object)
{
    Slot *slot = slot_of(object);
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
