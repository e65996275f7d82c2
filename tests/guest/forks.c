/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Children of a process with threads: each makes calls in its first thread and
 * in one that it starts, and exits. Says how many round trips they made.
 *
 * Of its parent's threads a child has only the one that forked, and a QEMU that
 * does not forget the others stops it when it starts a thread, or hangs when it
 * exits.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/guest/crossing.h"

enum {
    CALLERS = 8,
    CHILDREN = 10,
    SAMPLE_SIZE = 300, /* short calls: threads come and go at each fork */
};

static Sample sample;
static pthread_barrier_t start;
static atomic_bool stop;

static void *call_for_ever(void *unused)
{
    pthread_barrier_wait(&start);
    while (!atomic_load(&stop)) {
        round_trip(&sample);
    }
    return unused;
}

static void *call_once(void *unused)
{
    round_trip(&sample);
    return unused;
}

static void start_thread(pthread_t *thread, void *(*function)(void *))
{
    if (pthread_create(thread, NULL, function, NULL) != 0) {
        die("no thread");
    }
}

static void fork_a_caller(int number)
{
    int status = 0;
    pthread_t thread;
    const pid_t child = fork();

    if (child < 0) {
        die("fork() failed");
    }
    if (child == 0) {
        start_thread(&thread, call_once);
        round_trip(&sample);
        pthread_join(thread, NULL);
        _exit(EXIT_SUCCESS);
    }
    if (waitpid(child, &status, 0) != child || status != 0) {
        die("child %d: wait status %#x", number, (unsigned)status);
    }
}

int main(void)
{
    pthread_t callers[CALLERS];

    make_sample(&sample, SAMPLE_SIZE, 6);
    pthread_barrier_init(&start, NULL, CALLERS + 1);
    for (size_t i = 0; i < CALLERS; i++) {
        start_thread(&callers[i], call_for_ever);
    }
    /* A thread that has not run yet is not one that QEMU could remember. */
    pthread_barrier_wait(&start);
    for (int i = 0; i < CHILDREN; i++) {
        fork_a_caller(i);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_join(callers[i], NULL);
    }
    printf("%d round trips\n", 2 * CHILDREN);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
