/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends by exit_group() with status 42 while eight threads make short calls, one
 * after the other. If any of them fails, however late, the status is 1.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/guest/crossing.h"

enum {
    CALLERS = 8,
    SUCCESS = 42,
    WARM_UP = 2000, /* calls, so that all are at it */
};

static atomic_ulong calls;

static void *call_for_ever(void *unused)
{
    for (;;) {
        if (syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, 1000ul) < 0) {
            die("a call failed");
        }
        atomic_fetch_add(&calls, 1);
    }
    return unused;
}

int main(void)
{
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, call_for_ever, NULL) != 0) {
            die("no thread");
        }
    }
    while (atomic_load(&calls) < WARM_UP) {
        sched_yield();
    }
    syscall(SYS_exit_group, SUCCESS);
    return EXIT_FAILURE;
}
