/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of every_call share. Each part makes calls of zlib's and
 * writes a line for each case: its name, a status, a length, and a sum of all
 * that the calls have returned and written.
 */
#ifndef HOSTLIB_TESTS_ZLIB_VERSIONS_EVERY_CALL_H
#define HOSTLIB_TESTS_ZLIB_VERSIONS_EVERY_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

enum {
    TEXT_SIZE = 100000, /* more than two windows */
    ROOM = 2 * TEXT_SIZE,
};

/* What is deflated: words, then noise, then runs. */
extern Bytef text[TEXT_SIZE];
/* For what comes of it, and for what comes back. */
extern Bytef packed[ROOM];
extern Bytef unpacked[ROOM];

typedef uint64_t Sum;

enum {
    NO_SUM = 0,
};

Sum sum_bytes(Sum sum, const void *bytes, size_t size);
Sum sum_number(Sum sum, unsigned long number);
/* Of all fields of @strm that a program sees, and of @status. */
Sum sum_stream(Sum sum, const z_stream *strm, int status);

/* How much a stream gets and gives with each call, and the flush of all calls
 * but the last. */
typedef struct Pace {
    uInt in;
    uInt out;
    int flush;
} Pace;

extern const Pace whole; /* in one call */
extern const Pace paces[];
extern const size_t pace_count;

/*
 * Deflates the rest of @size bytes at @source, of which the stream has read
 * total_in, into packed. Returns the last status; adds to @sum.
 */
int deflate_bytes(z_stream *strm, const Bytef *source, size_t size,
                  const Pace *pace, Sum *sum);

/*
 * Inflates @size bytes at @source into unpacked until the stream says that it
 * is over, or makes no progress. Returns the last status; adds to @sum.
 */
int inflate_bytes(z_stream *strm, const Bytef *source, size_t size,
                  const Pace *pace, Sum *sum);

/* Writes a line. */
void report(const char *name, int status, unsigned long length, Sum sum);

/* Whether this zlib is one before @version, which has no part above 255. */
bool is_before(int major, int minor, int patch);

void deflate_calls(void);
void inflate_calls(void);
void one_shot_calls(void);
void newer_calls(void);
/* @file is written. */
void gz_calls(const char *file);

#endif
