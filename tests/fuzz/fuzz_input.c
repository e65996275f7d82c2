/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz_input.h"

#include <stdio.h>
#include <stdlib.h>

uint64_t fuzz_take(FuzzInput *input, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size && input->left > 0; i++) {
        number |= (uint64_t)*input->bytes << (8 * i);
        input->bytes++;
        input->left--;
    }
    return number;
}

unsigned int fuzz_choose(FuzzInput *input, unsigned int end)
{
    return (unsigned int)fuzz_take(input, 1) % end;
}

void fuzz_expect(bool condition, const char *expectation)
{
    if (!condition) {
        fprintf(stderr, "EXPECTED: %s\n", expectation);
        abort();
    }
}
