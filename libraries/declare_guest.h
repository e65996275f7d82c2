/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of a declaration: thunks. To be included by
 * libraries/NAME/guest.c after the library's header and definitions of
 *
 *   DECLARE_CALLS             the path of calls.h, in quotation marks
 *
 * and, for each type of streams,
 *
 *   TYPE_STATE                the struct's member that points to the state
 *   TYPE_FAILED               what functions return for a stream that is lost
 *   TYPE_MAY_OPEN(stream)     whether the host may begin a stream in @stream
 *
 * All of a library's thunks are one freestanding object without relocations,
 * which is grafted onto the guest's own library: see plugin/graft/graft_blob.h.
 */
#ifndef HOSTLIB_LIBRARIES_DECLARE_GUEST_H
#define HOSTLIB_LIBRARIES_DECLARE_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/host_call.h"
#include "libraries/declare.h"
#include "libraries/declare_operations.h"

/* Protected: others would be reached through relocations. */
#define THUNK_EXPORT __attribute__((visibility("protected")))

/*
 * The distance to the library's own function. It is written into the file when
 * the thunks are grafted: so it must have a place there, and the compiler must
 * not rely on the value that it sees.
 */
#define THUNK_ORIGINAL(name)                                                   \
    __attribute__((                                                            \
        visibility("protected"),                                               \
        section(".data"))) volatile int64_t hostlib_original_##name;           \
                                                                               \
    static inline                                                              \
        __attribute__((always_inline)) __typeof__(&name) original_##name(void) \
    {                                                                          \
        const volatile char *address =                                         \
            (const volatile char *)&hostlib_original_##name +                  \
            hostlib_original_##name;                                           \
        __typeof__(&name) function = NULL;                                     \
                                                                               \
        __builtin_memcpy(&function, &address, sizeof(function));               \
        return function;                                                       \
    }

/* Whether @stream is the host's. */
#define THUNK_IS_HOSTS(type, stream)                                           \
    ((stream) != NULL &&                                                       \
     (uint64_t)(uintptr_t)(stream)->type##_STATE >> HOSTLIB_HANDLE_SHIFT ==    \
         HOSTLIB_HANDLE_MARK)

/* Words of the frame. */
#define THUNK_STORE_VALUE(index, type, name)                                   \
    frame.arguments[index] = (uint64_t)(name);
#define THUNK_STORE_IN(index, type, name, length)                              \
    frame.arguments[index] = (uintptr_t)(name);
#define THUNK_STORE_OUT(index, type, name, length)                             \
    frame.arguments[index] = (uintptr_t)(name);
#define THUNK_STORE_STREAM(index, type, name)                                  \
    frame.arguments[index] = (uintptr_t)(name);

/* Whether a call is the guest's own function's. */
#define THUNK_OWN_VALUE(index, type, name)
#define THUNK_OWN_IN(index, type, name, length)
#define THUNK_OWN_OUT(index, type, name, length)
#define THUNK_OWN_STREAM(index, type, name) || !THUNK_IS_HOSTS(type, name)

/* Whether the host may begin a stream. */
#define THUNK_OPENS_VALUE(index, type, name)
#define THUNK_OPENS_IN(index, type, name, length)
#define THUNK_OPENS_OUT(index, type, name, length)
#define THUNK_OPENS_STREAM(index, type, name)                                  \
    &&(name) != NULL &&type##_MAY_OPEN(name)

/* What to do where the host has not made a call. */
#define THUNK_LOST_VALUE(index, type, name)
#define THUNK_LOST_IN(index, type, name, length)
#define THUNK_LOST_OUT(index, type, name, length)
#define THUNK_LOST_STREAM(index, type, name) return type##_FAILED;

#define THUNK_FRAME(name, ...)                                                 \
    HostlibFrame frame;                                                        \
    frame.operation = OPERATION_##name;                                        \
    DECLARE_EACH(THUNK_STORE, __VA_ARGS__)

/* The thunks. */
#define CALL(returns, name, ...)                                               \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT returns name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))        \
    {                                                                          \
        THUNK_FRAME(name, __VA_ARGS__)                                         \
        if (!host_call_has_host() DECLARE_EACH(THUNK_OWN, __VA_ARGS__)) {      \
            return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__)); \
        }                                                                      \
        if (host_call_frame(&frame)) {                                         \
            return (returns)frame.result;                                      \
        }                                                                      \
        DECLARE_EACH(THUNK_LOST, __VA_ARGS__)                                  \
        return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));     \
    }
#define OPEN(returns, name, ...)                                               \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT returns name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))        \
    {                                                                          \
        THUNK_FRAME(name, __VA_ARGS__)                                         \
        if (host_call_has_host() DECLARE_EACH(THUNK_OPENS, __VA_ARGS__) &&     \
            host_call_frame(&frame)) {                                         \
            return (returns)frame.result;                                      \
        }                                                                      \
        return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));     \
    }
#define CLOSE(returns, name, ...) CALL(returns, name, __VA_ARGS__)
#define CLOSE_VOID(name, ...)                                                  \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT void name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))           \
    {                                                                          \
        THUNK_FRAME(name, __VA_ARGS__)                                         \
        if (!host_call_has_host() DECLARE_EACH(THUNK_OWN, __VA_ARGS__)) {      \
            original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));        \
        } else {                                                               \
            (void)host_call_frame(&frame);                                     \
        }                                                                      \
    }

#include DECLARE_CALLS

#endif
