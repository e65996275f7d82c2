/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   crossing WAY MILLISECONDS
 *
 * prints the nanoseconds of one call by WAY, net of the loop around it. A way
 * to cross is one entry of the table below.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/guest/stopwatch.h"
#include "guest/host_call.h"

#define DECLARE_CALLS "libraries/zlib/calls.h"
#include "libraries/declare_operations.h"

static volatile int64_t result;

static void nothing(void *argument)
{
    (void)argument;
}

/* What else every emulated program does. */
static int64_t (*volatile plain_function)(int64_t) = NULL;

static int64_t return_argument(int64_t value)
{
    return value;
}

static void call_function(void *argument)
{
    (void)argument;
    result = plain_function(result);
}

static void call_getppid(void *argument)
{
    (void)argument;
    result = syscall(SYS_getppid);
}

static void call_by_registers(void *argument)
{
    (void)argument;
    result = syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, 1000);
}

/* Through the thunk library's part: the frame is its business. */
static void call_by_frame(void *argument)
{
    (void)argument;
    result = host_call(OPERATION_crc32_z, 1, (uintptr_t)&result, 0);
}

/* The same two by the doorbell; -EAGAIN where it is not heard. */
static void ring_for_bound(void *argument)
{
    (void)argument;
    result = host_call_cheap(false, HOSTLIB_OP_COMPRESS_BOUND, 1000);
}

static void ring_for_sum(void *argument)
{
    (void)argument;
    result =
        host_call_cheap(false, OPERATION_crc32_z, 1, (uintptr_t)&result, 0);
}

static const struct {
    const char *name;
    Pass *call;
    int warm_up; /* how many calls it takes to be itself */
} ways[] = {
    {"loop", nothing, 0},
    {"function", call_function, 0},
    {"getppid", call_getppid, 0},
    {"registers", call_by_registers, 0},
    {"frame", call_by_frame, 0},
    {"doorbell", ring_for_bound, 2 * DOORBELL_FIRST_PAUSE},
    {"doorbell-memory", ring_for_sum, 2 * DOORBELL_FIRST_PAUSE},
};

int main(int argc, char **argv)
{
    if (argc != 3) {
        give_up("usage: crossing WAY MILLISECONDS");
    }
    plain_function = return_argument;
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (strcmp(ways[i].name, argv[1]) == 0) {
            for (int j = 0; j < ways[i].warm_up; j++) {
                ways[i].call(NULL);
            }
            if (result == -EAGAIN) {
                give_up("the doorbell is not heard");
            }
            print_time(ways[i].call, NULL, to_number(argv[2]));
            return EXIT_SUCCESS;
        }
    }
    give_up("no such way");
}
