/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/guest/stopwatch.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu_nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double time_passes(Pass *pass, void *argument, uint64_t count)
{
    const double start = cpu_nanoseconds();

    for (uint64_t i = 0; i < count; i++) {
        pass(argument);
    }
    return cpu_nanoseconds() - start;
}

/* Rounds of twice as many passes each; the last one counts. */
void print_time(Pass *pass, void *argument, double milliseconds)
{
    uint64_t count = 1;
    double taken = time_passes(pass, argument, count);

    /* The first pass is also the one that is translated. */
    while (milliseconds > 0 && (count == 1 || taken < milliseconds * 1e6) &&
           taken < milliseconds * 20e6) {
        count *= 2;
        taken = time_passes(pass, argument, count);
    }
    printf("%.3f\n", taken / (double)count);
}

void give_up(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(EXIT_FAILURE);
}

void *allocate(size_t size)
{
    void *memory = malloc(size);

    if (memory == NULL) {
        give_up("no memory");
    }
    return memory;
}

unsigned char *read_input(const char *path, size_t size)
{
    unsigned char *bytes = allocate(size + 1);
    FILE *file = fopen(path, "rb");

    if (file == NULL || fread(bytes, 1, size, file) != size) {
        give_up("the input is too short, or not there");
    }
    fclose(file);
    return bytes;
}

double to_number(const char *text)
{
    char *end = NULL;
    const double number = strtod(text, &end);

    if (end == text || *end != '\0') {
        give_up("a number is expected");
    }
    return number;
}
