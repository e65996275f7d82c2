/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of a declaration: thunks. To be included by
 * libraries/NAME/guest.c after the library's header and definitions of
 *
 *   DECLARE_CALLS             the path of calls.h, in quotation marks
 *
 * and, for each type of streams,
 *
 *   TYPE_IS_HOSTS(stream)     whether the host works on @stream
 *   TYPE_MAY_OPEN(stream)     whether the host may begin a stream in @stream
 *   TYPE_LOST(stream)         what to do where the host has not made a call on
 *                             @stream: a statement, or nothing to go on in the
 *                             library's function
 *
 * DECLARE_CROSS(frame), unless it is defined, is host_call_frame().
 *
 * Defines for each line a thunk, unless guest.c has it, and
 *
 *   frame_NAME(&frame, parameters)   fills the frame of a call
 *   original_NAME()                  returns the library's own function
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

#ifndef DECLARE_CROSS
#define DECLARE_CROSS(frame) host_call_frame(frame)
#endif

#define DECLARE_ADDRESS(type) type

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
    static inline __attribute__((                                              \
        always_inline, unused)) __typeof__(&name) original_##name(void)        \
    {                                                                          \
        const volatile char *address =                                         \
            (const volatile char *)&hostlib_original_##name +                  \
            hostlib_original_##name;                                           \
        __typeof__(&name) function = NULL;                                     \
                                                                               \
        __builtin_memcpy(&function, &address, sizeof(function));               \
        return function;                                                       \
    }

/* Whether @stream's pointer @state is the handle of an object of the host's. */
#define THUNK_HAS_HANDLE(stream, state)                                        \
    ((stream) != NULL &&                                                       \
     (uint64_t)(uintptr_t)(stream)->state >> HOSTLIB_HANDLE_SHIFT ==           \
         HOSTLIB_HANDLE_MARK)

/* Words of the frame. */
#define THUNK_STORE_VALUE(index, type, name)                                   \
    words->arguments[index] = (uint64_t)(name);
#define THUNK_STORE_ADDRESS(index, type, name)                                 \
    words->arguments[index] = (uintptr_t)(name);
#define THUNK_STORE_BUFFER(index, type, name, ...)                             \
    words->arguments[index] = (uintptr_t)(name);
#define THUNK_STORE_STREAM(index, type, name, ...)                             \
    words->arguments[index] = (uintptr_t)(name);

/* Whether a call is the guest's own function's. */
#define THUNK_OWN_VALUE(index, type, name)
#define THUNK_OWN_ADDRESS(index, type, name)
#define THUNK_OWN_BUFFER(index, type, name, ...)
#define THUNK_OWN_STREAM(index, type, name, ...) || !type##_IS_HOSTS(name)

/* Whether the host may begin a stream. */
#define THUNK_OPENS_VALUE(index, type, name)
#define THUNK_OPENS_ADDRESS(index, type, name)
#define THUNK_OPENS_BUFFER(index, type, name, ...)
#define THUNK_OPENS_STREAM(index, type, name, ...)                             \
    &&(name) != NULL &&type##_MAY_OPEN(name)

#define THUNK_LOST_VALUE(index, type, name)
#define THUNK_LOST_ADDRESS(index, type, name)
#define THUNK_LOST_BUFFER(index, type, name, ...)
#define THUNK_LOST_STREAM(index, type, name, ...) type##_LOST(name)

/* By words, as the host is going to read them: see host_call_fill(). */
#define THUNK_FRAME(name, ...)                                                 \
    static inline __attribute__((always_inline)) void frame_##name(            \
        HostlibFrame *frame, DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))         \
    {                                                                          \
        volatile HostlibFrame *words = frame;                                  \
                                                                               \
        words->operation = OPERATION_##name;                                   \
        DECLARE_EACH(THUNK_STORE, __VA_ARGS__)                                 \
    }
#define THUNK_FRAME_CALL(name, ...)       THUNK_FRAME(name, __VA_ARGS__)
#define THUNK_FRAME_OPEN(name, ...)       THUNK_FRAME(name, __VA_ARGS__)
#define THUNK_FRAME_CLOSE(name, ...)      THUNK_FRAME(name, __VA_ARGS__)
#define THUNK_FRAME_CLOSE_VOID(name, ...) THUNK_FRAME(name, __VA_ARGS__)
#define THUNK_FRAME_OPERATION(name, ...)

/* The thunks. */
#define THUNK_MADE_CALL(returns, name, ...)                                    \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT returns name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))        \
    {                                                                          \
        HostlibFrame frame;                                                    \
                                                                               \
        if (!host_call_has_host() DECLARE_EACH(THUNK_OWN, __VA_ARGS__)) {      \
            return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__)); \
        }                                                                      \
        frame_##name(&frame, DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));         \
        if (DECLARE_CROSS(&frame)) {                                           \
            return (returns)frame.result;                                      \
        }                                                                      \
        DECLARE_EACH(THUNK_LOST, __VA_ARGS__)                                  \
        return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));     \
    }
#define THUNK_MADE_OPEN(returns, name, ...)                                    \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT returns name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))        \
    {                                                                          \
        HostlibFrame frame;                                                    \
                                                                               \
        frame_##name(&frame, DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));         \
        if (host_call_has_host() DECLARE_EACH(THUNK_OPENS, __VA_ARGS__) &&     \
            DECLARE_CROSS(&frame)) {                                           \
            return (returns)frame.result;                                      \
        }                                                                      \
        return original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));     \
    }
#define THUNK_MADE_CLOSE(returns, name, ...)                                   \
    THUNK_MADE_CALL(returns, name, __VA_ARGS__)
#define THUNK_MADE_CLOSE_VOID(returns, name, ...)                              \
    THUNK_ORIGINAL(name)                                                       \
    THUNK_EXPORT void name(DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__))           \
    {                                                                          \
        HostlibFrame frame;                                                    \
                                                                               \
        if (!host_call_has_host() DECLARE_EACH(THUNK_OWN, __VA_ARGS__)) {      \
            original_##name()(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));        \
        } else {                                                               \
            frame_##name(&frame, DECLARE_LIST(DECLARE_NAME, __VA_ARGS__));     \
            (void)DECLARE_CROSS(&frame);                                       \
        }                                                                      \
    }

#define THUNK_OWN_CALL(returns, name, ...)  THUNK_ORIGINAL(name)
#define THUNK_OWN_OPEN(returns, name, ...)  THUNK_ORIGINAL(name)
#define THUNK_OWN_CLOSE(returns, name, ...) THUNK_ORIGINAL(name)
#define THUNK_OWN_OPERATION(returns, name, ...)

#define DECLARE_SYMBOL(name)
#define DECLARE_LINE(kind, thunk, host, returns, name, ...)                    \
    THUNK_FRAME_##kind(name, __VA_ARGS__)                                      \
        THUNK_##thunk##_##kind(returns, name, __VA_ARGS__)

#include DECLARE_CALLS

#undef DECLARE_LINE
#undef DECLARE_SYMBOL

#endif
