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
 *   CALL(returns, name, parameters...)     a function
 *   OPEN(returns, name, parameters...)     a function that begins a stream, its
 *                                         first parameter; 0 is success
 *   CLOSE(returns, name, parameter)        a function that ends a stream
 *   CLOSE_VOID(name, parameter)           the same without a result
 *
 * and a parameter is one of
 *
 *   VALUE(type, name)          a number
 *   IN(type, name, length)     a pointer to bytes that the function reads
 *   OUT(type, name, length)    a pointer to bytes that the function writes
 *   STREAM(type, name)         a pointer to a struct whose type the library's
 *                              host.c describes as TYPE_stream (StreamType)
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

#define VALUE(type, name)       (VALUE, type, name)
#define IN(type, name, length)  (IN, type, name, length)
#define OUT(type, name, length) (OUT, type, name, length)
#define STREAM(type, name)      (STREAM, type, name)

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

/* The parameters of the function's prototype. */
#define DECLARE_TYPED_VALUE(index, type, name)       type name
#define DECLARE_TYPED_IN(index, type, name, length)  type name
#define DECLARE_TYPED_OUT(index, type, name, length) type name
#define DECLARE_TYPED_STREAM(index, type, name)      type *name

/* The arguments of a call of it. */
#define DECLARE_NAME_VALUE(index, type, name)       name
#define DECLARE_NAME_IN(index, type, name, length)  name
#define DECLARE_NAME_OUT(index, type, name, length) name
#define DECLARE_NAME_STREAM(index, type, name)      name

#endif
