/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes text, SIZE bytes of it, the same on every machine: words of a made-up
 * language, some much more frequent than others, and numbers. zlib's level 6
 * makes about a third of it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/guest/stopwatch.h"

enum {
    WORDS = 8192, /* a power of two */
    LONGEST_WORD = 12,
    WORDS_IN_A_LINE = 11,
    ONE_NUMBER_IN = 24, /* words */
    LETTERS = 16,
};

static char vocabulary[WORDS][LONGEST_WORD + 1];

/* splitmix64, by Sebastiano Vigna. */
static uint64_t next(void)
{
    static uint64_t state = 2026;
    uint64_t word = state += 0x9e3779b97f4a7c15;

    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
}

static void make_vocabulary(void)
{
    static const char consonants[] = "bcdfghklmnprstvw";
    static const char vowels[] = "aeiouaeiaeoaeiuo";

    for (size_t i = 0; i < WORDS; i++) {
        /* Frequent words are short ones. */
        const size_t length = 2 + (i > 64 ? 2 : 0) + next() % 8;

        for (size_t j = 0; j < length && j < LONGEST_WORD; j++) {
            const char *letters = j % 2 == 0 ? consonants : vowels;

            vocabulary[i][j] = letters[next() % LETTERS];
        }
    }
}

/* Half of all words are of the first 16, a quarter of the next, and so on. */
static const char *choose_word(void)
{
    const uint64_t bits = next();
    const unsigned octave = (unsigned)__builtin_ctzll(bits | 1u << 9u);

    return vocabulary[(bits >> 32u) % (16u << octave)];
}

int main(int argc, char **argv)
{
    uint64_t left = argc == 2 ? (uint64_t)to_number(argv[1]) : 0;

    make_vocabulary();
    for (uint64_t i = 1; left > 0; i++) {
        char word[32];
        const char end = i % WORDS_IN_A_LINE == 0 ? '\n' : ' ';
        const int length =
            next() % ONE_NUMBER_IN == 0
                ? snprintf(word, sizeof(word), "%u%c", (unsigned)next(), end)
                : snprintf(word, sizeof(word), "%s%c", choose_word(), end);

        for (int j = 0; j < length && left > 0; j++, left--) {
            putchar(word[j]);
        }
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
