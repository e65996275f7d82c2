/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of a declaration: stubs that call the host's library, the
 * table of its functions, and the operations. To be included by
 * libraries/NAME/host.c after the library's header, the constants TYPE_stream
 * (StreamType) for each type of streams, and the definition of
 *
 *   DECLARE_CALLS             the path of calls.h, in quotation marks
 *
 * Declares host_NAME() for each line whose host's side is host.c's own: it gets
 * the Serving and the parameters. It may set an error there to refuse the call
 * as long as nothing has changed.
 *
 * Defines
 *
 *   declared_host         the functions of the host's library, by their names
 *   declared_symbols[]    DeclaredSymbol, each of them
 *   declared_operations[] Operation
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

#define DECLARE_ADDRESS(type) uint64_t

/* First pointers to the host's functions, with the types of the header, */
#define HOST_POINTER_CALL(name)       DECLARE_SYMBOL(name)
#define HOST_POINTER_OPEN(name)       DECLARE_SYMBOL(name)
#define HOST_POINTER_CLOSE(name)      DECLARE_SYMBOL(name)
#define HOST_POINTER_CLOSE_VOID(name) DECLARE_SYMBOL(name)
#define HOST_POINTER_OPERATION(name)

#define DECLARE_LINE(kind, thunk, host, returns, name, ...)                    \
    HOST_POINTER_##kind(name)
#define DECLARE_SYMBOL(name) __typeof__(&name) name;

static struct {
#include DECLARE_CALLS
} declared_host;

/* Whether all of them have been found. */
static bool declared_is_ready;

#undef DECLARE_SYMBOL

/* and their names; */
#define DECLARE_SYMBOL(name) {#name, (void **)&declared_host.name},

static const DeclaredSymbol declared_symbols[] = {
#include DECLARE_CALLS
};

#undef DECLARE_LINE
#undef DECLARE_SYMBOL

/*
 * then the stubs. Numbers come first, because lengths may depend on them.
 */
#define SERVE_NUMBER_VALUE(index, type, name)                                  \
    type const name = (type)arguments[index];
#define SERVE_NUMBER_ADDRESS(index, type, name)                                \
    const uint64_t name = arguments[index];
#define SERVE_NUMBER_BUFFER(index, type, name, ...)
#define SERVE_NUMBER_STREAM(index, type, name, take)

#define SERVE_TAKE_VALUE(index, type, name)
#define SERVE_TAKE_ADDRESS(index, type, name)
#define SERVE_TAKE_BUFFER(index, type, name, length, access, borrow)           \
    type const name = borrow(&serving, arguments[index], (length), access);
#define SERVE_TAKE_STREAM(index, type, name, take)                             \
    StreamUse name##_use;                                                      \
    type *const name =                                                         \
        take(&serving, &type##_stream, arguments[index], &name##_use);         \
    if (name == NULL) {                                                        \
        return serving_refuse(&serving, EINVAL);                               \
    }

/* Of a function that closes a stream. */
#define SERVE_LAST_VALUE(index, type, name)
#define SERVE_LAST_STREAM(index, type, name, take)                             \
    StreamUse name##_use;                                                      \
    type *const name = stream_take_to_close(&serving, &type##_stream,          \
                                            arguments[index], &name##_use);    \
    if (name == NULL) {                                                        \
        return stream_closed_broken(&serving, &name##_use);                    \
    }

/* Of a function that begins a stream. */
#define SERVE_NEW_VALUE(index, type, name)
#define SERVE_NEW_ADDRESS(index, type, name)
#define SERVE_NEW_BUFFER(index, type, name, length, access, borrow)            \
    SERVE_TAKE_BUFFER(index, type, name, length, access, borrow)
#define SERVE_NEW_STREAM(index, type, name, take)                              \
    SERVE_TAKE_STREAM(index, type, name, stream_new)

#define SERVE_GIVE_VALUE(index, type, name)
#define SERVE_GIVE_ADDRESS(index, type, name)
#define SERVE_GIVE_BUFFER(index, type, name, length, access, borrow)           \
    serving_count(&serving, (length), access);
#define SERVE_GIVE_STREAM(index, type, name, take)                             \
    stream_give(&serving, &name##_use);

#define SERVE_OPENED_VALUE(index, type, name)
#define SERVE_OPENED_ADDRESS(index, type, name)
#define SERVE_OPENED_BUFFER(index, type, name, ...)
#define SERVE_OPENED_STREAM(index, type, name, take)                           \
    stream_opened(&serving, &name##_use, declared_result == 0);

#define SERVE_CLOSED_STREAM(index, type, name, take) stream_close(&name##_use);

/* The call of the function. */
#define SERVE_MADE(name, ...)                                                  \
    declared_host.name(DECLARE_LIST(DECLARE_NAME, __VA_ARGS__))
#define SERVE_OWN(name, ...)                                                   \
    host_##name(&serving, DECLARE_LIST(DECLARE_NAME, __VA_ARGS__))

#define SERVE_DECLARE_MADE(returns, name, ...)
#define SERVE_DECLARE_OWN(returns, name, ...)                                  \
    static returns host_##name(Serving *serving,                               \
                               DECLARE_LIST(DECLARE_TYPED, __VA_ARGS__));

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

#define SERVE_CALL(host, returns, name, ...)                                   \
    SERVE_DECLARE_##host(returns, name, __VA_ARGS__) SERVE_BEGIN(name)         \
        DECLARE_EACH(SERVE_NUMBER, __VA_ARGS__)                                \
            DECLARE_EACH(SERVE_TAKE, __VA_ARGS__)                              \
                SERVE_REFUSE_ERROR const returns declared_result =             \
                    SERVE_##host(name, __VA_ARGS__);                           \
    SERVE_REFUSE_ERROR                                                         \
    DECLARE_EACH(SERVE_GIVE, __VA_ARGS__)                                      \
    return (int64_t)declared_result;                                           \
    }
#define SERVE_OPEN(host, returns, name, ...)                                   \
    SERVE_DECLARE_##host(returns, name, __VA_ARGS__) SERVE_BEGIN(name)         \
        DECLARE_EACH(SERVE_NUMBER, __VA_ARGS__)                                \
            DECLARE_EACH(SERVE_NEW, __VA_ARGS__)                               \
                SERVE_REFUSE_ERROR const returns declared_result =             \
                    SERVE_##host(name, __VA_ARGS__);                           \
    DECLARE_EACH(SERVE_OPENED, __VA_ARGS__)                                    \
    return (int64_t)declared_result;                                           \
    }
#define SERVE_CLOSE(host, returns, name, ...)                                  \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_LAST, __VA_ARGS__)                                      \
    const returns declared_result = SERVE_##host(name, __VA_ARGS__);           \
    DECLARE_EACH(SERVE_CLOSED, __VA_ARGS__)                                    \
    return (int64_t)declared_result;                                           \
    }
#define SERVE_CLOSE_VOID(host, returns, name, ...)                             \
    SERVE_BEGIN(name)                                                          \
    DECLARE_EACH(SERVE_LAST, __VA_ARGS__)                                      \
    SERVE_##host(name, __VA_ARGS__);                                           \
    DECLARE_EACH(SERVE_CLOSED, __VA_ARGS__)                                    \
    return 0;                                                                  \
    }
#define SERVE_OPERATION(host, returns, name, ...)                              \
    static OperationHandler serve_##name;

#define DECLARE_SYMBOL(name)
#define DECLARE_LINE(kind, thunk, host, returns, name, ...)                    \
    SERVE_##kind(host, returns, name, __VA_ARGS__)

#include DECLARE_CALLS

#undef DECLARE_LINE

/* and last the operations. */
#define DECLARE_LINE(kind, thunk, host, returns, name, ...)                    \
    {OPERATION_##name, #name, serve_##name},

static const Operation declared_operations[] = {
#include DECLARE_CALLS
};

#undef DECLARE_LINE
#undef DECLARE_SYMBOL

#endif
