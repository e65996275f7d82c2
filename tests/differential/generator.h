/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inputs for zlib, made from a number: the same on every machine.
 */
#ifndef HOSTLIB_TESTS_DIFFERENTIAL_GENERATOR_H
#define HOSTLIB_TESTS_DIFFERENTIAL_GENERATOR_H

#include <stddef.h>
#include <stdint.h>

enum {
    /* More than a window of 32 KiB, several times, and many blocks. */
    GENERATOR_LARGEST_INPUT = 160 * 1024,
    /* What that compresses to at most, twice over. */
    GENERATOR_LARGEST_STREAM = 400 * 1024,
};

typedef struct Generator {
    uint64_t state;
} Generator;

/* The generator of case @number of the run @seed. */
Generator generator_start(uint64_t seed, uint64_t number);

/* 64 random bits. */
uint64_t generator_next(Generator *generator);

/* A random number from 0 to @end - 1; @end is 1 at least. */
uint64_t generator_below(Generator *generator, uint64_t end);

/*
 * Write an input of random length and nature to @bytes, which has room for
 * GENERATOR_LARGEST_INPUT. Returns its length; 0 and 1 are frequent.
 */
size_t generator_input(Generator *generator, uint8_t *bytes);

/*
 * Write something to @stream that no zlib has made: noise, some of it behind a
 * header that is right. Returns its length.
 */
size_t generator_no_stream(Generator *generator, uint8_t *stream);

/*
 * Do something to a stream of @length bytes, or nothing: cut it off, change
 * bits, take the checksum away, put bytes or another stream behind it. @stream
 * has room for GENERATOR_LARGEST_STREAM. Returns its new length.
 */
size_t generator_damage(Generator *generator, uint8_t *stream, size_t length);

#endif
