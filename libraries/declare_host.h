/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of a declaration: stubs that call the host's library, the
 * table of its functions, and the operations. To be included by
 * libraries/NAME/host.c after the library's header, the constants TYPE_stream
 * (StreamType) for each type of streams, and the definition of
 *
 *   DECLARE_CALLS             the path of calls.h, in quotation marks
 *
 * Defines
 *
 *   declared_symbols[]        DeclaredSymbol, each function of the host's
 *   declared_operations[]     Operation
 */
#ifndef HOSTLIB_LIBRARIES_DECLARE_HOST_H
#define HOSTLIB_LIBRARIES_DECLARE_HOST_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "libraries/declare.h"
#include "libraries/declare_operations.h"
#include "plugin/core/operation_table.h"
#include "plugin/library/declared_service.h"
#include "plugin/library/serving.h"

/* First pointers to the host's functions, with the types of the header, */
#define CALL(returns, name, ...)  __typeof__(&name) name;
#define OPEN(returns, name, ...)  __typeof__(&name) name;
#define CLOSE(returns, name, ...) __typeof__(&name) name;
#define CLOSE_VOID(name, ...)     __typeof__(&name) name;

static struct {
#include DECLARE_CALLS
} declared_host;

/* Whether all of them have been found. */
static bool declared_is_ready;

#undef CALL
#undef OPEN
#undef CLOSE
#undef CLOSE_VOID

/* and their names; */
#define CALL(returns, name, ...)  {#name, (void **)&declared_host.name},
#define OPEN(returns, name, ...)  {#name, (void **)&declared_host.name},
#define CLOSE(returns, name, ...) {#name, (void **)&declared_host.name},
#define CLOSE_VOID(name, ...)     {#name, (void **)&declared_host.name},

static const DeclaredSymbol declared_symbols[] = {
#include DECLARE_CALLS
};

#undef CALL
#undef OPEN
#undef CLOSE
#undef CLOSE_VOID

/*
 * then the stubs. Numbers come first, because lengths may depend on them.
 */
#define SERVE_NUMBER_VALUE(index, type, name)                                  \
    const type name = (type)arguments[index];
#define SERVE_NUMBER_IN(index, type, name, length)
#define SERVE_NUMBER_OUT(index, type, name, length)
#define SERVE_NUMBER_STREAM(index, type, name)

#define SERVE_TAKE_VALUE(index, type, name)
#define SERVE_TAKE_IN(index, type, name, length)                               \
    type const name =                                                          \
        serving_borrow(&serving, arguments[index], (length), GUEST_READ);
#define SERVE_TAKE_OUT(index, type, name, length)                              \
    type const name =                                                          \
        serving_borrow(&serving, arguments[index], (length), GUEST_WRITE);
#define SERVE_TAKE_STREAM(index, type, name)                                   \
    StreamUse name##_use;                                                      \
    type *const name =                                                         \
        stream_take(&serving, &type##_stream, arguments[index], &name##_use);  \
    if (name == NULL) {                                                        \
        return serving_refuse(&serving, EINVAL);                               \
    }

/* Of a function that closes a stream. */
#define SERVE_LAST_VALUE(index, type, name)
#define SERVE_LAST_STREAM(index, type, name)                                   \
    StreamUse name##_use;                                                      \
    type *const name = stream_take_to_close(&serving, &type##_stream,          \
                                            arguments[index], &name##_use);    \
    if (name == NULL) {                                                        \
        return serving_refuse(&serving, EINVAL);                               \
    }

/* Of a function that begins a stream. */
#define SERVE_NEW_VALUE(index, type, name)
#define SERVE_NEW_IN(index, type, name, length)                                \
    SERVE_TAKE_IN(index, type, name, length)
#define SERVE_NEW_OUT(index, type, name, length)                               \
    SERVE_TAKE_OUT(index, type, name, length)
#define SERVE_NEW_STREAM(index, type, name)                                    \
    StreamUse name##_use;                                                      \
    type *const name =                                                         \
        stream_new(&serving, &type##_stream, arguments[index], &name##_use);   \
    if (name == NULL) {                                                        \
        return serving_refuse(&serving, EINVAL);                               \
    }

#define SERVE_GIVE_VALUE(index, type, name)
#define SERVE_GIVE_IN(index, type, name, length)                               \
    host_call_count(call, (length), 0);
#define SERVE_GIVE_OUT(index, type, name, length)                              \
    host_call_count(call, 0, (length));
#define SERVE_GIVE_STREAM(index, type, name) stream_give(&serving, &name##_use);

#define SERVE_OPENED_VALUE(index, type, name)
#define SERVE_OPENED_IN(index, type, name, length)
#define SERVE_OPENED_OUT(index, type, name, length)
#define SERVE_OPENED_STREAM(index, type, name)                                 \
    stream_opened(&serving, &name##_use, declared_result == 0);

#define SERVE_CLOSED_STREAM(index, type, name) stream_close(&name##_use);

#define SERVE_BEGIN(name)                                                      \
    static int64_t serve_##name(HostCall *call, const uint64_t *arguments)     \
    {                                                                          \
        Serving serving = serving_begin(call);                                 \
                                                                               \
        if (!declared_is_ready) {                                              \
            return serving_refuse(&serving, ENOSYS);                           \
        }
#define SERVE_REFUSE_ERROR                                                     \
    if (serving.error != 0) {                                                  \
        return serving_refuse(&serving, 0);                                    \
    }
#define SERVE_HOST(name, ...)                                                  \
    declared_host.name(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__))

#define CALL(returns, name, ...)                                               \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_NUMBER, __VA_ARGS__)                                    \
    DECLARE_EACH(SERVE_TAKE, __VA_ARGS__)                                      \
    SERVE_REFUSE_ERROR                                                         \
    const returns declared_result = SERVE_HOST(name, __VA_ARGS__);             \
    DECLARE_EACH(SERVE_GIVE, __VA_ARGS__)                                      \
    return (int64_t)declared_result;                                           \
    }
#define OPEN(returns, name, ...)                                               \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_NUMBER, __VA_ARGS__)                                    \
    DECLARE_EACH(SERVE_NEW, __VA_ARGS__)                                       \
    SERVE_REFUSE_ERROR                                                         \
    const returns declared_result = SERVE_HOST(name, __VA_ARGS__);             \
    DECLARE_EACH(SERVE_OPENED, __VA_ARGS__)                                    \
    return (int64_t)declared_result;                                           \
    }
#define CLOSE(returns, name, ...)                                              \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_LAST, __VA_ARGS__)                                      \
    const returns declared_result = SERVE_HOST(name, __VA_ARGS__);             \
    DECLARE_EACH(SERVE_CLOSED, __VA_ARGS__)                                    \
    return (int64_t)declared_result;                                           \
    }
#define CLOSE_VOID(name, ...)                                                  \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_LAST, __VA_ARGS__)                                      \
    SERVE_HOST(name, __VA_ARGS__);                                             \
    DECLARE_EACH(SERVE_CLOSED, __VA_ARGS__)                                    \
    return 0;                                                                  \
    }

#include DECLARE_CALLS

#undef CALL
#undef OPEN
#undef CLOSE
#undef CLOSE_VOID

/* and last the operations. */
#define CALL(returns, name, ...)  {OPERATION_##name, #name, serve_##name},
#define OPEN(returns, name, ...)  {OPERATION_##name, #name, serve_##name},
#define CLOSE(returns, name, ...) {OPERATION_##name, #name, serve_##name},
#define CLOSE_VOID(name, ...)     {OPERATION_##name, #name, serve_##name},

static const Operation declared_operations[] = {
#include DECLARE_CALLS
};

#endif
