/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of <string.h> that thunks in a blob use, or that the compiler
 * calls for a copy of a struct: a blob has no C library. They are for a few
 * bytes.
 */
#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN void *memcpy(void *restrict to, const void *restrict from, size_t size);
HIDDEN void *memset(void *to, int value, size_t size);
HIDDEN int strcmp(const char *left, const char *right);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    volatile unsigned char *bytes = to;

    for (size_t i = 0; i < size; i++) {
        bytes[i] = ((const unsigned char *)from)[i];
    }
    return to;
}

void *memset(void *to, int value, size_t size)
{
    volatile unsigned char *bytes = to;

    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)value;
    }
    return to;
}

int strcmp(const char *left, const char *right)
{
    while (*left != '\0' && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left - (unsigned char)*right;
}
