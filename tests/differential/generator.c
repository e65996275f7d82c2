/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/differential/generator.h"

#include <string.h>

/* splitmix64, by Sebastiano Vigna: every state is a good one. */
static const uint64_t step = 0x9e3779b97f4a7c15;

uint64_t generator_next(Generator *generator)
{
    uint64_t word = generator->state += step;

    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
}

Generator generator_start(uint64_t seed, uint64_t number)
{
    Generator generator = {seed};

    generator.state = generator_next(&generator) ^ (number * step);
    generator.state = generator_next(&generator);
    return generator;
}

uint64_t generator_below(Generator *generator, uint64_t end)
{
    return generator_next(generator) % end;
}

static size_t choose_length(Generator *generator)
{
    const uint64_t choice = generator_below(generator, 64);

    if (choice < 4) {
        return generator_below(generator, 2);
    }
    if (choice < 24) {
        return generator_below(generator, 300);
    }
    if (choice < 60) {
        return generator_below(generator, 4096);
    }
    if (choice < 63) {
        return generator_below(generator, 40000);
    }
    return generator_below(generator, GENERATOR_LARGEST_INPUT + 1);
}

static void make_noise(Generator *generator, uint8_t *bytes, size_t length)
{
    while (length > 0) {
        const uint64_t word = generator_next(generator);
        const size_t part = length < sizeof(word) ? length : sizeof(word);

        memcpy(bytes, &word, part);
        bytes += part;
        length -= part;
    }
}

static void make_few_letters(Generator *generator, uint8_t *bytes,
                             size_t length)
{
    const uint8_t mask = (uint8_t)(2u << generator_below(generator, 6)) - 1;

    make_noise(generator, bytes, length);
    for (size_t i = 0; i < length; i++) {
        bytes[i] &= mask;
    }
}

/* Noise that comes again, from near and from farther away than zlib looks. */
static void make_repetition(Generator *generator, uint8_t *bytes, size_t length)
{
    size_t period =
        1 + generator_below(generator, 1ull << generator_below(generator, 17));

    period = period < length ? period : length;
    make_noise(generator, bytes, period);
    for (size_t i = period; i < length; i++) {
        bytes[i] = bytes[i - period];
    }
}

static void make_text(Generator *generator, uint8_t *bytes, size_t length)
{
    static const char *const words[] = {
        "a ",     "the ",       "host ", "guest ", "library ", "call ",
        "thunk ", "emulator\n", "of ",   "frame ", "2026 ",    "compresses ",
    };
    size_t used = 0;

    while (used < length) {
        const char *word =
            words[generator_below(generator, sizeof(words) / sizeof(words[0]))];
        const size_t left = length - used;
        const size_t size = strlen(word);
        const size_t part = size < left ? size : left;

        memcpy(bytes + used, word, part);
        used += part;
    }
}

static void make_part(Generator *generator, uint8_t *bytes, size_t length)
{
    switch (generator_below(generator, 5)) {
    case 0:
        make_noise(generator, bytes, length);
        break;
    case 1:
        make_few_letters(generator, bytes, length);
        break;
    case 2:
        make_repetition(generator, bytes, length);
        break;
    case 3:
        make_text(generator, bytes, length);
        break;
    default:
        memset(bytes, (int)generator_below(generator, 256), length);
        break;
    }
}

size_t generator_input(Generator *generator, uint8_t *bytes)
{
    const size_t length = choose_length(generator);
    /* One kind, or one after the other. */
    const size_t first = generator_below(generator, 2) == 0
                             ? length
                             : generator_below(generator, length + 1);

    make_part(generator, bytes, first);
    make_part(generator, bytes + first, length - first);
    return length;
}

size_t generator_no_stream(Generator *generator, uint8_t *stream)
{
    /* Windows of all sizes, one that asks for a dictionary, and gzip's. */
    static const uint8_t headers[][2] = {
        {0x78, 0x9c}, {0x78, 0x01}, {0x18, 0x19}, {0x08, 0x1d},
        {0x78, 0xbb}, {0x88, 0x1c}, {0x1f, 0x8b},
    };
    const size_t length = generator_below(generator, 600);

    make_noise(generator, stream, length);
    if (length >= 3 && generator_below(generator, 4) != 0) {
        memcpy(stream,
               headers[generator_below(generator,
                                       sizeof(headers) / sizeof(headers[0]))],
               sizeof(headers[0]));
        /* The type of the first block, but for the one that is an error. */
        stream[2] = (uint8_t)((stream[2] & 0xf9u) |
                              (generator_below(generator, 3) << 1u));
    }
    return length;
}

static void flip_bits(Generator *generator, uint8_t *stream, size_t length)
{
    for (uint64_t count = 1 + generator_below(generator, 3); count > 0;
         count--) {
        stream[generator_below(generator, length)] ^=
            (uint8_t)(1u << generator_below(generator, 8));
    }
}

size_t generator_damage(Generator *generator, uint8_t *stream, size_t length)
{
    size_t more = 0;

    if (length < 8) {
        return length;
    }
    switch (generator_below(generator, 8)) {
    case 0:
        return generator_below(generator, length);
    case 1:
        return length - 1 - generator_below(generator, 7);
    case 2:
        flip_bits(generator, stream, length);
        return length;
    case 3:
        /* The checksum. */
        flip_bits(generator, stream + length - 4, 4);
        return length;
    case 4:
        more = 1 + generator_below(generator, 64);
        make_noise(generator, stream + length, more);
        return length + more;
    case 5:
        memcpy(stream + length, stream, length);
        return length * 2;
    default:
        return length;
    }
}
