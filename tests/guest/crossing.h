/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guests that try the crossing share: the calls themselves, and samples
 * whose right results are known, because the zlib that is linked into the guest
 * made them, emulated.
 */
#ifndef HOSTLIB_TESTS_GUEST_CROSSING_H
#define HOSTLIB_TESTS_GUEST_CROSSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/hostlib_protocol.h"

/* Data, and what it compresses to. */
typedef struct Sample {
    int level;
    size_t text_size;
    size_t packed_size;
    unsigned char *text;
    unsigned char *packed;
} Sample;

/* A call of operation 2 that another thread can watch. */
typedef struct Attempt {
    const Sample *sample;
    size_t capacity;
    unsigned char *output;
    HostlibLength length;
} Attempt;

/* Print a line to stderr and end the process with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format,
                                                         ...);

/* The address @number as a pointer, whatever is there. */
void *pointer_to(uint64_t number);

/*
 * Make a call of operation 2 or 3. Returns zlib's status; Z_ERRNO (-1) with
 * errno set when the call was not made.
 */
int cross(long operation, const void *source, uint64_t source_length,
          void *dest, HostlibLength *dest_length, int level);

/* Fill @text with words that compress neither well nor badly. */
void make_text(unsigned char *text, size_t size, uint64_t seed);

/* Make @sample one of @size bytes. It lives as long as the process. */
void make_sample(Sample *sample, size_t size, int level);

/*
 * Make all three calls for @sample and compare their results with it. Any
 * thread may call it; ends the process if a result is wrong.
 */
void round_trip(const Sample *sample);

/* Prepare to compress @sample; allocates. */
Attempt make_attempt(const Sample *sample);

/* Forget the last attempt: nothing written, the length all of the room. */
void attempt_reset(Attempt *attempt);

/* Make the call. Returns its status. */
int attempt_call(Attempt *attempt);

/* End the process unless the call, now over, has done what it should. */
void attempt_check(const Attempt *attempt);

/* Both: make the call and check it. */
void attempt_run(Attempt *attempt);

/*
 * What another thread, or a signal handler, can tell of an attempt. zlib writes
 * the first byte as soon as it begins; the plugin writes the length when zlib
 * is done.
 */
bool attempt_has_begun(const Attempt *attempt);
bool attempt_is_over(const Attempt *attempt);

#endif
