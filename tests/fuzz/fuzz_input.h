/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fuzzer's bytes, taken one after the other. When none are left there are
 * zeros.
 */
#ifndef HOSTLIB_TESTS_FUZZ_FUZZ_INPUT_H
#define HOSTLIB_TESTS_FUZZ_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct FuzzInput {
    const uint8_t *bytes;
    size_t left;
} FuzzInput;

/* Take a number of @size bytes, 8 at most, the lowest first. */
uint64_t fuzz_take(FuzzInput *input, size_t size);

/* Take a byte and make a number from 0 to @end - 1 of it. */
unsigned int fuzz_choose(FuzzInput *input, unsigned int end);

/* End the process, and so this input's run, as a bug unless @condition. */
void fuzz_expect(bool condition, const char *expectation);

#endif
