/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What it costs a call to survive faults: the same functions, called directly
 * and as a HostCall. One knows its memory, one gets it by three addresses of
 * the guest's, which have to be translated in any case. Prints nanoseconds of
 * CPU time for each call, medians of rounds that take turns.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "plugin/core/guest_address.h"
#include "plugin/core/host_call.h"
#include "plugin/core/thread_calls.h"

enum {
    ROUNDS = 31,
    CALLS = 1000000, /* in a round */
    BORROWED = 3,    /* a source, a destination and its length */
};

static volatile uint64_t buffers[BORROWED];

static void touch(volatile uint64_t *buffer)
{
    *buffer = *buffer + 1;
}

/* Not inlined: a service's function is called by pointer. */
__attribute__((noinline)) static void work(HostCall *call, void *argument)
{
    (void)call;
    (void)argument;
    for (size_t i = 0; i < BORROWED; i++) {
        touch(&buffers[i]);
    }
}

__attribute__((noinline)) static void translate_and_work(HostCall *call,
                                                         void *argument)
{
    (void)call;
    (void)argument;
    for (size_t i = 0; i < BORROWED; i++) {
        void *host_address = NULL;

        if (guest_address_translate((uintptr_t)&buffers[i], &host_address) >=
            sizeof(buffers[i])) {
            touch(host_address);
        }
    }
}

__attribute__((noinline)) static void borrow_and_work(HostCall *call,
                                                      void *argument)
{
    (void)argument;
    for (size_t i = 0; i < BORROWED; i++) {
        touch(host_call_borrow(call, i + 1, (uintptr_t)&buffers[i],
                               sizeof(buffers[i]), GUEST_WRITE));
    }
}

static void call_directly(void)
{
    static HostCallFunction *volatile function = work;

    function(NULL, NULL);
}

static void call_directly_with_addresses(void)
{
    static HostCallFunction *volatile function = translate_and_work;

    function(NULL, NULL);
}

static void call_protected(void)
{
    (void)thread_calls_run(work, NULL);
}

static void call_protected_with_addresses(void)
{
    (void)thread_calls_run(borrow_and_work, NULL);
}

typedef struct Way {
    const char *name;
    void (*call)(void);
    double nanoseconds[ROUNDS];
} Way;

/* In pairs: without protection, and with it. */
static Way ways[] = {
    {.name = "no memory, unprotected", .call = call_directly},
    {.name = "no memory, protected", .call = call_protected},
    {.name = "3 addresses, unprotected", .call = call_directly_with_addresses},
    {.name = "3 addresses, protected", .call = call_protected_with_addresses},
};

static double cpu_nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double time_calls(void (*call)(void))
{
    const double start = cpu_nanoseconds();

    for (int i = 0; i < CALLS; i++) {
        call();
    }
    return (cpu_nanoseconds() - start) / CALLS;
}

static int compare(const void *a, const void *b)
{
    const double difference = *(const double *)a - *(const double *)b;

    return (difference > 0) - (difference < 0);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof(values[0]), compare);
    return values[ROUNDS / 2];
}

int main(void)
{
    double unprotected = 0;

    guest_address_set_base(0);
    if (!host_call_install()) {
        fprintf(stderr, "no memory\n");
        return EXIT_FAILURE;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
            ways[i].nanoseconds[round] = time_calls(ways[i].call);
        }
    }
    printf("%-26s %8s %8s\n", "", "ns", "more");
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        const double time = median(ways[i].nanoseconds);

        unprotected = i % 2 == 0 ? time : unprotected;
        printf("%-26s %8.1f %8.1f\n", ways[i].name, time, time - unprotected);
    }
    return EXIT_SUCCESS;
}
