/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Objects: what a library of the host keeps between calls, such as a stream.
 *
 * The guest knows an object by its handle, a number that says nothing of the
 * host's memory and is no address that a program can have. It has a generation,
 * so that a handle that was taken back, or was made up, is refused. Objects
 * live on in the child of a fork(): parent and child go on with one each.
 *
 * A call takes an object, which then no other call can take, and settles it
 * when its state is whole again. An object whose call was left before that is
 * broken. All functions may be called from any thread, and none takes a lock.
 */
#ifndef HOSTLIB_PLUGIN_LIBRARY_OBJECT_H
#define HOSTLIB_PLUGIN_LIBRARY_OBJECT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/library/arena.h"

G_BEGIN_DECLS

enum {
    OBJECTS_MAX = 65536,
};

/* The kinds of a library are constants; one is known by its address. */
typedef struct ObjectKind {
    const char *name; /* for the log: "deflate stream" */
    size_t size;      /* of its data, in bytes */
    /* Called before @data is freed; NULL if all of it is in the arena. */
    void (*forget)(void *data);
} ObjectKind;

/* Belongs to the call that has taken it. */
typedef struct Object {
    const ObjectKind *kind;
    Arena *arena; /* of the library's memory for it */
    void *data;   /* kind->size bytes in the arena, at first zeros */
    /* For the log. */
    uint64_t calls;
    uint64_t bytes_in;
    uint64_t bytes_out;
} Object;

/*
 * Returns an object that nobody can find yet, the caller's until
 * object_give_back(); NULL when the host is out of memory or there are
 * OBJECTS_MAX.
 */
Object *object_new(const ObjectKind *kind);

/* Returns the handle that @object has, or will have once it is open; never 0.
 */
uint64_t object_handle(const Object *object);

/* Let a new object be found, and settle it. The caller still has it. */
void object_open(Object *object);

/*
 * Returns the object, the caller's until object_give_back(), or NULL: no object
 * of that kind has this handle, another call has it, or it is broken.
 *
 * @takes_broken: whether to return a broken one, too: for calls that set all of
 * its state anew.
 */
Object *object_take(uint64_t handle, const ObjectKind *kind, bool takes_broken);

/*
 * Returns what object_take() would return for an object that is there, only to
 * be compared.
 */
const Object *object_place(uint64_t handle);

/* Say that the state of @object, which the caller has, is whole. */
void object_settle(Object *object);

typedef enum ObjectRemoval {
    OBJECT_REMOVED_NOTHING, /* there was no such object */
    OBJECT_REMOVED_INTACT,
    OBJECT_REMOVED_BROKEN, /* or in the middle of another call */
} ObjectRemoval;

/*
 * Remove an object, whatever state it is in: nobody finds it any more.
 *
 * @object: set to the object, the caller's until object_give_back(), or to NULL
 * where there is none, or another call still has it.
 */
ObjectRemoval object_remove(uint64_t handle, const ObjectKind *kind,
                            Object **object);

/*
 * A HostCallRelease: give back an @object that one of the functions above has
 * returned. One that nobody can find is freed with all its memory, and the log
 * gets a line if it was open.
 */
void object_give_back(void *object);

G_END_DECLS

#endif
