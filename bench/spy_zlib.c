/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host's zlib that says which of its functions are called, each once, on
 * standard error: how the bench knows that a row is what it claims to be. It is
 * loaded in place of a libz.so.1, which it needs for all else (backend=).
 */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

static void *real_zlib;

/* When it is loaded, that is by one thread. */
__attribute__((constructor)) static void find_real_zlib(void)
{
    real_zlib = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
}

static void say(atomic_flag *is_said, const char *function)
{
    if (!atomic_flag_test_and_set_explicit(is_said, memory_order_relaxed)) {
        fprintf(stderr, "host's zlib: %s\n", function);
    }
}

/* The same function, which says its name and calls the real one. */
/* NOLINTBEGIN(bugprone-macro-parentheses): names and lists, not expressions */
#define SPY(type, function, parameters, arguments)                             \
    type function parameters                                                   \
    {                                                                          \
        static atomic_flag is_said = ATOMIC_FLAG_INIT;                         \
        __typeof__(function) *real = NULL;                                     \
        void *address = dlsym(real_zlib, #function);                           \
                                                                               \
        memcpy(&real, &address, sizeof(real));                                 \
        say(&is_said, #function);                                              \
        return real arguments;                                                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */
SPY(int, deflate, (z_streamp stream, int flush), (stream, flush))
SPY(int, inflate, (z_streamp stream, int flush), (stream, flush))
SPY(uLong, crc32, (uLong crc, const Bytef *bytes, uInt length),
    (crc, bytes, length))
SPY(uLong, crc32_z, (uLong crc, const Bytef *bytes, z_size_t length),
    (crc, bytes, length))
SPY(uLong, adler32, (uLong adler, const Bytef *bytes, uInt length),
    (adler, bytes, length))
SPY(uLong, adler32_z, (uLong adler, const Bytef *bytes, z_size_t length),
    (adler, bytes, length))
SPY(uLong, compressBound, (uLong length), (length))
/* NOLINTEND(readability-identifier-naming) */
