/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of a declaration.
 *
 * A library is declared once, in libraries/NAME/calls.h, a line for each
 * function that the host serves. The guest's thunks (declare_guest.h) and the
 * host's stubs, its table of symbols and its operations (declare_host.h) are
 * made from these lines by the preprocessor: calls.h is included several times,
 * with other meanings of the words.
 *
 * A line is one of
 *
 *   CALL(returns, name, parameters...)    a function
 *   OPEN(returns, name, parameters...)    a function that begins a stream, its
 *                                         first parameter; 0 is success
 *   CLOSE(returns, name, parameter)       a function that ends a stream
 *   CLOSE_VOID(name, parameter)           the same without a result
 *
 * or, where a part of it cannot be said by a line,
 *
 *   CALL_OWN_THUNK, CLOSE_OWN_THUNK       the thunk is in guest.c; it makes the
 *                                         call by a frame from frame_NAME()
 *   CALL_OWN_HOST                         host.c has the function that the stub
 *                                         calls, host_NAME()
 *   CALL_OWN, OPEN_OWN                    both; the parameters are the call's,
 *                                         which need not be the function's
 *   OPERATION(name)                       all of it: host.c has serve_NAME(),
 *                                         an OperationHandler
 *   SYMBOL(name)                          no operation: a function that host.c
 *                                         calls by itself
 *
 * and a parameter is one of
 *
 *   VALUE(type, name)                a number
 *   IN(type, name, length)           a pointer to bytes that the function reads
 *   OUT(type, name, length)          a pointer to bytes that it writes
 *   IN_OR_NULL, OUT_OR_NULL          the same where the function looks for NULL
 *   ADDRESS(type, name)              a pointer that host_NAME() gets as it is:
 *                                    the guest's address, a uint64_t
 *   STREAM(type, name)               a pointer to a struct whose type host.c
 *                                    describes as TYPE_stream (StreamType)
 *   QUERY_STREAM(type, name)         of a function that does not change it
 *   RESET_STREAM(type, name)         of a function that sets all of its state,
 *                                    in whatever state it was
 *
 * where types are those of the library's header, a pointer's with its star, and
 * a length is an expression of other parameters, in bytes. Thunk and stub have
 * the types that a line says, so a line that does not fit the header does not
 * compile.
 *
 * The limits: 5 parameters, and 7 ranges of guest memory, where a stream is one
 * and each of its buffers another.
 */
#ifndef HOSTLIB_LIBRARIES_DECLARE_H
#define HOSTLIB_LIBRARIES_DECLARE_H

/*
 * All lines but SYMBOL() are DECLARE_LINE(kind, thunk, host, returns, name,
 * parameters...), which those who include calls.h define, as they do with
 * DECLARE_SYMBOL(name). @thunk and @host: MADE from the line, or OWN.
 */
#define CALL(...)            DECLARE_LINE(CALL, MADE, MADE, __VA_ARGS__)
#define CALL_OWN_THUNK(...)  DECLARE_LINE(CALL, OWN, MADE, __VA_ARGS__)
#define CALL_OWN_HOST(...)   DECLARE_LINE(CALL, MADE, OWN, __VA_ARGS__)
#define CALL_OWN(...)        DECLARE_LINE(CALL, OWN, OWN, __VA_ARGS__)
#define OPEN(...)            DECLARE_LINE(OPEN, MADE, MADE, __VA_ARGS__)
#define OPEN_OWN(...)        DECLARE_LINE(OPEN, OWN, OWN, __VA_ARGS__)
#define CLOSE(...)           DECLARE_LINE(CLOSE, MADE, MADE, __VA_ARGS__)
#define CLOSE_OWN_THUNK(...) DECLARE_LINE(CLOSE, OWN, MADE, __VA_ARGS__)
#define CLOSE_VOID(...)      DECLARE_LINE(CLOSE_VOID, MADE, MADE, void, __VA_ARGS__)
#define OPERATION(name)      DECLARE_LINE(OPERATION, OWN, OWN, void, name, )
#define SYMBOL(name)         DECLARE_SYMBOL(name)

/* Of parameters there are four kinds. */
#define VALUE(type, name)   (VALUE, type, name)
#define ADDRESS(type, name) (ADDRESS, type, name)
#define IN(type, name, length)                                                 \
    (BUFFER, type, name, length, GUEST_READ, serving_borrow)
#define OUT(type, name, length)                                                \
    (BUFFER, type, name, length, GUEST_WRITE, serving_borrow)
#define IN_OR_NULL(type, name, length)                                         \
    (BUFFER, type, name, length, GUEST_READ, serving_borrow_or_null)
#define OUT_OR_NULL(type, name, length)                                        \
    (BUFFER, type, name, length, GUEST_WRITE, serving_borrow_or_null)
#define STREAM(type, name)       (STREAM, type, name, stream_take)
#define QUERY_STREAM(type, name) (STREAM, type, name, stream_take_to_query)
#define RESET_STREAM(type, name) (STREAM, type, name, stream_take_to_reset)

/*
 * DECLARE_EACH(stage, parameters...) is stage_KIND(index, ...) for each of the
 * parameters, DECLARE_LIST() the same with commas between them.
 */
#define DECLARE_EACH(stage, ...)                                               \
    DECLARE_CAT(DECLARE_EACH_, DECLARE_COUNT(__VA_ARGS__))(stage, __VA_ARGS__)
#define DECLARE_LIST(stage, ...)                                               \
    DECLARE_CAT(DECLARE_LIST_, DECLARE_COUNT(__VA_ARGS__))(stage, __VA_ARGS__)

#define DECLARE_EACH_1(stage, a) DECLARE_ONE(stage, 0, a)
#define DECLARE_EACH_2(stage, a, b)                                            \
    DECLARE_EACH_1(stage, a) DECLARE_ONE(stage, 1, b)
#define DECLARE_EACH_3(stage, a, b, c)                                         \
    DECLARE_EACH_2(stage, a, b) DECLARE_ONE(stage, 2, c)
#define DECLARE_EACH_4(stage, a, b, c, d)                                      \
    DECLARE_EACH_3(stage, a, b, c) DECLARE_ONE(stage, 3, d)
#define DECLARE_EACH_5(stage, a, b, c, d, e)                                   \
    DECLARE_EACH_4(stage, a, b, c, d) DECLARE_ONE(stage, 4, e)

#define DECLARE_LIST_1(stage, a) DECLARE_ONE(stage, 0, a)
#define DECLARE_LIST_2(stage, a, b)                                            \
    DECLARE_LIST_1(stage, a), DECLARE_ONE(stage, 1, b)
#define DECLARE_LIST_3(stage, a, b, c)                                         \
    DECLARE_LIST_2(stage, a, b), DECLARE_ONE(stage, 2, c)
#define DECLARE_LIST_4(stage, a, b, c, d)                                      \
    DECLARE_LIST_3(stage, a, b, c), DECLARE_ONE(stage, 3, d)
#define DECLARE_LIST_5(stage, a, b, c, d, e)                                   \
    DECLARE_LIST_4(stage, a, b, c, d), DECLARE_ONE(stage, 4, e)

#define DECLARE_COUNT(...)                 DECLARE_NTH(__VA_ARGS__, 5, 4, 3, 2, 1)
#define DECLARE_NTH(a, b, c, d, e, n, ...) n
#define DECLARE_CAT(a, b)                  DECLARE_CAT_(a, b)
#define DECLARE_CAT_(a, b)                 a##b
#define DECLARE_ONE(stage, index, parameter)                                   \
    DECLARE_CALL(DECLARE_KIND, stage, index, DECLARE_UNWRAP parameter)
#define DECLARE_UNWRAP(...)                   __VA_ARGS__
#define DECLARE_CALL(macro, ...)              macro(__VA_ARGS__)
#define DECLARE_KIND(stage, index, kind, ...) stage##_##kind(index, __VA_ARGS__)

/* Stages that both sides have. */

/*
 * The parameters of the function's prototype. DECLARE_ADDRESS(type) is what an
 * ADDRESS() is on the side that includes this.
 */
#define DECLARE_TYPED_VALUE(index, type, name)       type name
#define DECLARE_TYPED_ADDRESS(index, type, name)     DECLARE_ADDRESS(type) name
#define DECLARE_TYPED_BUFFER(index, type, name, ...) type name
#define DECLARE_TYPED_STREAM(index, type, name, ...) type *name

/* The arguments of a call of it. */
#define DECLARE_NAME_VALUE(index, type, name)       name
#define DECLARE_NAME_ADDRESS(index, type, name)     name
#define DECLARE_NAME_BUFFER(index, type, name, ...) name
#define DECLARE_NAME_STREAM(index, type, name, ...) name

#endif
