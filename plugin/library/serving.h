/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host's stubs of declared functions are made of: see
 * libraries/declare_host.h.
 *
 * A stub borrows the guest memory that its function touches, calls the function
 * and writes back what has changed. All functions are to be called from the
 * stub, in the thread that makes the call.
 */
#ifndef HOSTLIB_PLUGIN_LIBRARY_SERVING_H
#define HOSTLIB_PLUGIN_LIBRARY_SERVING_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/host_call.h"
#include "plugin/library/object.h"

G_BEGIN_DECLS

/* One call of a declared function. */
typedef struct Serving {
    HostCall *call;
    size_t borrowed; /* ranges */
    int error;       /* an errno: why the call cannot be made, or 0 */
} Serving;

static inline Serving serving_begin(HostCall *call)
{
    return (Serving){.call = call, .borrowed = 0, .error = 0};
}

/*
 * Borrow @length bytes at the guest's @address for the function.
 *
 * Returns their host address, all of which can be touched: NULL for no bytes at
 * the address 0, and where the bytes extend beyond user memory; then @serving
 * has an error. Some bytes at the address 0 are a fault of the guest's once
 * they are touched.
 */
void *serving_borrow(Serving *serving, uint64_t address, uint64_t length,
                     GuestAccess access);

/* The same where the function looks for NULL: the address 0 is NULL. */
void *serving_borrow_or_null(Serving *serving, uint64_t address,
                             uint64_t length, GuestAccess access);

/*
 * Returns the number of the next range, for host_call_borrow(). That and the
 * numbers behind it are free until serving_borrow() is called again.
 */
static inline size_t serving_next_range(const Serving *serving)
{
    return serving->borrowed + 1;
}

/* Count @length bytes that the function has read or written. */
static inline void serving_count(Serving *serving, uint64_t length,
                                 GuestAccess access)
{
    host_call_count(serving->call, access == GUEST_READ ? length : 0,
                    access == GUEST_WRITE ? length : 0);
}

/*
 * Returns the result of the operation for a call that was not made, because
 * @serving has an error or for the reason @error, an errno.
 */
int64_t serving_refuse(const Serving *serving, int error);

/*
 * Streams: a struct of the guest's with the buffers for the next call, counts,
 * and a pointer to a state that is the library's own, such as z_stream. The
 * host has an object with a struct of the same type.
 *
 * The guest's pointer to the state holds the object's handle, so that the
 * program may move or copy its struct. Or it points to a block of the thunk's
 * memory that holds the handle, where the library's own state would lie.
 */

typedef enum StreamFieldKind {
    STREAM_FIELD_VALUE,  /* copied to the host and back */
    STREAM_FIELD_INPUT,  /* pointer and length of a buffer that is read */
    STREAM_FIELD_OUTPUT, /* the same of one that is written */
    /* Pointer to a constant string that the library sets, or leaves. */
    STREAM_FIELD_MESSAGE,
} StreamFieldKind;

/* Offsets and sizes in bytes. */
typedef struct StreamField {
    StreamFieldKind kind;
    uint16_t offset; /* of the value, or of the buffer's pointer */
    uint16_t size;   /* of the value: 4 or 8; a pointer has 8 */
    uint16_t length_offset;
    uint16_t length_size; /* 4 or 8 */
} StreamField;

enum {
    STREAM_MAX_FIELDS = 8,
};

/* A block that a guest's pointer to the state points to. */
typedef struct StreamBlock {
    uint16_t size; /* 0: there are none, the pointer holds the handle */
    uint16_t handle_offset;
    /* Where the text of a message goes, which the guest's pointer then points
     * to. */
    uint16_t message_offset;
    uint16_t message_size; /* with the NUL */
} StreamBlock;

/* A type of struct; a constant of the library's. */
typedef struct StreamType {
    /* Its data begin with a struct as the guest's. */
    ObjectKind kind;
    uint16_t struct_size;  /* of the guest's, in bytes; 0: kind.size */
    uint16_t state_offset; /* of the pointer to the state */
    StreamBlock block;
    /* Whether a function that opens a stream frees what was open before. */
    bool reopens;
    /* Whether it looks for a buffer that is NULL before it uses one. */
    bool checks_null;
    /*
     * What the function that closes a stream returns for one that a call was
     * left in the middle of. It is not called then.
     */
    int closed_broken;
    size_t field_count;
    StreamField fields[STREAM_MAX_FIELDS];
    /* Have the library allocate from the object's arena for its stream. */
    void (*set_allocator)(Object *object);
} StreamType;

/* Fields of a StreamType, by the struct's type and its members. */
#define STREAM_VALUE(type, member)                                             \
    {STREAM_FIELD_VALUE, offsetof(type, member),                               \
     sizeof(((type *)NULL)->member), 0, 0}
#define STREAM_MESSAGE(type, member)                                           \
    {STREAM_FIELD_MESSAGE, offsetof(type, member),                             \
     sizeof(((type *)NULL)->member), 0, 0}
#define STREAM_INPUT(type, pointer, length)                                    \
    STREAM_BUFFER(STREAM_FIELD_INPUT, type, pointer, length)
#define STREAM_OUTPUT(type, pointer, length)                                   \
    STREAM_BUFFER(STREAM_FIELD_OUTPUT, type, pointer, length)
#define STREAM_BUFFER(kind, type, pointer, length)                             \
    {kind, offsetof(type, pointer), sizeof(((type *)NULL)->pointer),           \
     offsetof(type, length), sizeof(((type *)NULL)->length)}

/* A stream during one call. */
typedef struct StreamUse {
    const StreamType *type;
    Object *object;
    uint8_t *guest;         /* the guest's struct */
    uint8_t *block;         /* the guest's block, if the type has one */
    uint64_t block_address; /* the guest's */
    uint64_t before[STREAM_MAX_FIELDS]; /* values and pointers of the guest's */
    uint8_t *buffers[STREAM_MAX_FIELDS]; /* host addresses of the pointers */
    uint64_t lengths[STREAM_MAX_FIELDS]; /* of the guest's buffers */
} StreamUse;

/*
 * Take the stream whose struct is at the guest's @address, and copy the guest's
 * fields to the host's struct.
 *
 * @use: filled in for stream_give() or stream_close().
 *
 * Returns the host's struct, or NULL: then @serving has an error.
 */
void *stream_take(Serving *serving, const StreamType *type, uint64_t address,
                  StreamUse *use);

/*
 * The same for a function that does not change the stream: one that is left in
 * the middle does no harm.
 */
void *stream_take_to_query(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use);

/* The same, without the fields: for a function that copies the stream. */
void *stream_take_to_copy(Serving *serving, const StreamType *type,
                          uint64_t address, StreamUse *use);

/*
 * The same for a function that sets all of the stream's state: it may be
 * broken, and a call of this thread that has been left in the middle of it is
 * ended.
 */
void *stream_take_to_reset(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use);

/* The same for a new stream, for a function that opens one. */
void *stream_new(Serving *serving, const StreamType *type, uint64_t address,
                 StreamUse *use);

/*
 * Take the stream at the guest's @address from it, for a function that closes
 * it and looks at nothing but its state.
 *
 * Returns the host's struct. Returns NULL if the function must not be called:
 * the result is that of stream_closed_broken() then.
 */
void *stream_take_to_close(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use);
int64_t stream_closed_broken(Serving *serving, const StreamUse *use);

/* Copy the fields that have changed back to the guest; the stream is whole. */
void stream_give(Serving *serving, StreamUse *use);

/*
 * After a function that opens a stream: give the guest its handle if @is_open;
 * if not, the stream is forgotten, and the guest's handle set to 0.
 */
void stream_opened(Serving *serving, StreamUse *use, bool is_open);

/*
 * The same after a function that has made the new stream a copy of another:
 * the guest has copied its struct itself.
 */
void stream_copied(const StreamUse *use, bool is_open);

/* After the function that closes a stream: the guest's handle is set to 0. */
void stream_close(const StreamUse *use);

G_END_DECLS

#endif
