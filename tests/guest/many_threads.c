/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sixty-four threads make calls at once, each checked, while the main thread
 * forks, and the children make calls, too. Says how many round trips there
 * were, those of the children included.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/guest/crossing.h"

enum {
    THREADS = 64,
    ROUNDS = 12, /* of each thread at least */
    CHILDREN = 12,
    SAMPLES = 5,
};

static Sample samples[SAMPLES];
static pthread_barrier_t start;
static atomic_bool children_are_done;
static atomic_ulong round_trips;

static void *call_for_ever(void *argument)
{
    const size_t number = *(const size_t *)argument;
    size_t i = 0;

    pthread_barrier_wait(&start);
    /* So that there are calls under way at each fork. */
    while (i < ROUNDS || !atomic_load(&children_are_done)) {
        round_trip(&samples[(number + i) % SAMPLES]);
        atomic_fetch_add(&round_trips, 1);
        i++;
    }
    return NULL;
}

static void fork_a_caller(size_t number)
{
    int status = 0;
    const pid_t child = fork();

    if (child < 0) {
        die("fork() failed");
    }
    if (child == 0) {
        round_trip(&samples[number % SAMPLES]);
        /*
         * Not _exit(): a QEMU with plugins may hang in it here, whichever the
         * plugin. forks.c has that, for the QEMU where it is mended.
         */
        kill(getpid(), SIGKILL);
    }
    if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status) ||
        WTERMSIG(status) != SIGKILL) {
        die("child %zu: wait status %#x", number, (unsigned)status);
    }
    atomic_fetch_add(&round_trips, 1);
}

int main(void)
{
    static const size_t sizes[SAMPLES] = {1, 300, 5000, 40000, 150000};
    static const int levels[SAMPLES] = {6, 9, 0, -1, 1};
    pthread_t threads[THREADS];
    size_t numbers[THREADS];

    for (size_t i = 0; i < SAMPLES; i++) {
        make_sample(&samples[i], sizes[i], levels[i]);
    }
    pthread_barrier_init(&start, NULL, THREADS + 1);
    for (size_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, call_for_ever, &numbers[i]) !=
            0) {
            die("no thread %zu", i);
        }
    }
    pthread_barrier_wait(&start);
    for (size_t i = 0; i < CHILDREN; i++) {
        fork_a_caller(i);
    }
    atomic_store(&children_are_done, true);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%lu round trips\n", atomic_load(&round_trips));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
