/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   foreign LOOP MILLISECONDS
 *
 * prints the nanoseconds of a loop that has nothing to do with zlib.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/guest/stopwatch.h"

enum {
    WORDS = 1 << 22, /* 32 MB: more than caches have */
    STEPS = 1 << 16,
};

static volatile double result;

static void walk_memory(void *argument)
{
    uint64_t *words = argument;
    uint64_t at = 1;

    for (int i = 0; i < STEPS; i++) {
        at = at * 6364136223846793005u + 1442695040888963407u;
        words[(at >> 33u) % WORDS] += at;
    }
}

static void use_libm(void *argument)
{
    double sum = 0;

    (void)argument;
    for (int i = 0; i < STEPS; i++) {
        sum += sin(i) * exp(-i / 1e4) + log(i + 1.0);
    }
    result = sum;
}

int main(int argc, char **argv)
{
    uint64_t *words = NULL;

    if (argc != 3) {
        give_up("usage: foreign LOOP MILLISECONDS");
    }
    words = allocate(WORDS * sizeof(words[0]));
    memset(words, 1, WORDS * sizeof(words[0]));
    print_time(strcmp(argv[1], "libm") == 0 ? use_libm : walk_memory, words,
               to_number(argv[2]));
    return EXIT_SUCCESS;
}
