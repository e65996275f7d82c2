/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   stalls CALLS INPUT MILLISECONDS
 *
 * prints the nanoseconds within which 999 of 1000 atomic accesses across a
 * cache line are over while another thread makes CALLS: none, deflate, inflate
 * or crc32, each as long as goes by the doorbell, or compress2 of a megabyte.
 * For such an access QEMU stops all other threads, as it does for a fork(). The
 * rest is left to the machine, which stops threads, too.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "bench/guest/stopwatch.h"

enum {
    LEVEL = 9,
    INPUT = 1048576,
    CACHE_LINE = 64,
    ACROSS = CACHE_LINE - 2,
    PAUSE = 20000, /* nanoseconds between two accesses */
    MOST_ACCESSES = 1000000,
    /* The longest of libraries/zlib/thresholds.h. */
    DEFLATE_CHUNK = 256,
    INFLATE_ROOM = 16384,
    SUM_LENGTH = 65536,
};

static const unsigned char *text;
static unsigned char packed[2 * INPUT];
static uLongf packed_size = sizeof(packed);
static unsigned char out[2 * INPUT];
static z_stream stream;
static atomic_bool is_over;
static atomic_bool has_begun;
static volatile uLong sum;

static void call_nothing(void)
{
    sum = sum + 1;
}

static void call_deflate(void)
{
    if (stream.state == NULL) {
        deflateInit(&stream, LEVEL);
    }
    if (stream.total_in + DEFLATE_CHUNK > INPUT) {
        deflateReset(&stream);
    }
    stream.next_in = (z_const Bytef *)text + stream.total_in;
    stream.avail_in = DEFLATE_CHUNK;
    stream.next_out = out;
    stream.avail_out = sizeof(out);
    deflate(&stream, Z_NO_FLUSH);
}

static void call_inflate(void)
{
    if (stream.state == NULL) {
        inflateInit(&stream);
    }
    if (stream.total_out + INFLATE_ROOM > INPUT) {
        inflateReset(&stream);
    }
    stream.next_in = packed + stream.total_in;
    stream.avail_in = (uInt)(packed_size - stream.total_in);
    stream.next_out = out;
    stream.avail_out = INFLATE_ROOM;
    inflate(&stream, Z_NO_FLUSH);
}

static void call_crc32(void)
{
    sum = crc32(sum, text, SUM_LENGTH);
}

static void call_compress2(void)
{
    uLongf size = sizeof(out);

    compress2(out, &size, text, INPUT, LEVEL);
}

static const struct {
    const char *name;
    void (*call)(void);
} kinds[] = {
    {"none", call_nothing},        {"deflate", call_deflate},
    {"inflate", call_inflate},     {"crc32", call_crc32},
    {"compress2", call_compress2},
};

static void *call_for_ever(void *argument)
{
    void (*call)(void) = *(void (*const *)(void))argument;

    while (!atomic_load(&is_over)) {
        call();
        atomic_store(&has_begun, true);
    }
    return NULL;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double access_across(void)
{
#if defined(__x86_64__)
    static _Alignas(CACHE_LINE) char lines[2 * CACHE_LINE];
    const double start = now();

    __asm__ volatile("lock incl %0" : "+m"(*(int *)(lines + ACROSS)));
    return now() - start;
#else
    give_up("only x86_64 has atomic accesses across a cache line");
#endif
}

static int compare(const void *first, const void *second)
{
    const double a = *(const double *)first;
    const double b = *(const double *)second;

    return (a > b) - (a < b);
}

static double worst_access(double milliseconds)
{
    static double taken[MOST_ACCESSES];
    const struct timespec pause = {.tv_nsec = PAUSE};
    const double end = now() + milliseconds * 1e6;
    size_t count = 0;

    while (count == 0 || (now() < end && count < MOST_ACCESSES)) {
        taken[count++] = access_across();
        nanosleep(&pause, NULL);
    }
    qsort(taken, count, sizeof(taken[0]), compare);
    return taken[count - 1 - count / 1000];
}

int main(int argc, char **argv)
{
    pthread_t thread;

    if (argc != 4) {
        give_up("usage: stalls CALLS INPUT MILLISECONDS");
    }
    text = read_input(argv[2], INPUT);
    compress2(packed, &packed_size, text, INPUT, LEVEL);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, argv[1]) != 0) {
            continue;
        }
        if (pthread_create(&thread, NULL, call_for_ever,
                           (void *)&kinds[i].call) != 0) {
            give_up("no thread");
        }
        while (!atomic_load(&has_begun)) {
            sched_yield();
        }
        printf("%.3f\n", worst_access(to_number(argv[3])));
        atomic_store(&is_over, true);
        pthread_join(thread, NULL);
        return EXIT_SUCCESS;
    }
    give_up("no such calls");
}
