/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals and cancellations that arrive while a call runs: the call finishes
 * with the right result, and only then the handler runs. Each is repeated until
 * it has hit running calls often enough, however long that takes.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/guest/crossing.h"

enum {
    WANTED = 20,          /* interrupted calls of each kind */
    TIMER_USECONDS = 500, /* much less than a call takes */
    SAMPLE_SIZE = 300000,
};

static Sample sample;
static Attempt attempt;
/* Set around the call, by the thread that makes it. */
static atomic_bool in_call;
static atomic_int handled;
static atomic_int handled_after;
static atomic_int handled_during;
static sem_t prepared;
static sem_t observed;

static void on_signal(int number)
{
    (void)number;
    if (in_call && attempt_is_over(&attempt)) {
        handled_after++;
        in_call = false; /* once for each call */
    } else if (in_call && attempt_has_begun(&attempt)) {
        handled_during++;
    }
    /*
     * Last: a thread that waits for it decides by the counters above whether
     * to make another call, and both threads have to decide alike.
     */
    handled++;
}

static void handle(int number)
{
    struct sigaction action = {.sa_handler = on_signal};

    handled = 0;
    handled_after = 0;
    handled_during = 0;
    if (sigaction(number, &action, NULL) != 0) {
        die("no handler for signal %d", number);
    }
}

/* Until enough calls were hit, or one hit too early. */
static bool needs_more_calls(void)
{
    return handled_after < WANTED && handled_during == 0;
}

static void observed_call(void)
{
    int status = 0;

    in_call = true;
    status = attempt_call(&attempt);
    in_call = false;
    if (status != 0) {
        die("compress: status %d", status);
    }
    attempt_check(&attempt);
}

static void report(const char *what)
{
    if (handled_during != 0) {
        die("%s: %d handlers ran while the call did", what, handled_during);
    }
    printf("%s: done\n", what);
}

static void try_timer(void)
{
    const struct itimerval often = {{0, TIMER_USECONDS}, {0, TIMER_USECONDS}};
    const struct itimerval never = {{0, 0}, {0, 0}};

    handle(SIGALRM);
    setitimer(ITIMER_REAL, &often, NULL);
    while (needs_more_calls()) {
        attempt_reset(&attempt);
        observed_call();
    }
    setitimer(ITIMER_REAL, &never, NULL);
    report("timer");
}

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0 && errno == EINTR) {
    }
}

/* Returns when the call has begun; it may even be over. */
static void wait_for_call(void)
{
    while (!attempt_has_begun(&attempt)) {
        sched_yield();
    }
}

static void *call_until_interrupted(void *unused)
{
    do {
        attempt_reset(&attempt);
        sem_post(&prepared);
        observed_call();
        wait_for(&observed);
    } while (needs_more_calls());
    return unused;
}

static void try_directed_signal(void)
{
    pthread_t caller;
    int sent = 0;

    handle(SIGUSR1);
    if (pthread_create(&caller, NULL, call_until_interrupted, NULL) != 0) {
        die("no thread");
    }
    /* An even run: exactly one signal for each call. */
    while (needs_more_calls()) {
        wait_for(&prepared);
        wait_for_call();
        pthread_kill(caller, SIGUSR1);
        sent++;
        while (handled != sent) {
            sched_yield();
        }
        sem_post(&observed);
    }
    pthread_join(caller, NULL);
    report("directed signal");
}

static void *call_and_wait(void *type)
{
    pthread_setcanceltype(*(const int *)type, NULL);
    sem_post(&prepared);
    (void)attempt_call(&attempt);
    for (;;) {
        pause();
    }
    return NULL;
}

/* Cancel a thread in a call. Returns whether it still was in it. */
static bool cancel_once(int type)
{
    pthread_t caller;
    void *result = NULL;
    bool was_running = false;

    attempt_reset(&attempt);
    if (pthread_create(&caller, NULL, call_and_wait, &type) != 0) {
        die("no thread");
    }
    wait_for(&prepared);
    wait_for_call();
    pthread_cancel(caller);
    was_running = !attempt_is_over(&attempt);
    pthread_join(caller, &result);
    if (result != PTHREAD_CANCELED) {
        die("the thread was not cancelled");
    }
    attempt_check(&attempt);
    return was_running;
}

static void try_cancel(const char *what, int type)
{
    int hits = 0;

    while (hits < WANTED) {
        hits += cancel_once(type) ? 1 : 0;
    }
    round_trip(&sample);
    printf("%s: done\n", what);
}

int main(void)
{
    make_sample(&sample, SAMPLE_SIZE, 9);
    attempt = make_attempt(&sample);
    sem_init(&prepared, 0, 0);
    sem_init(&observed, 0, 0);
    try_timer();
    try_directed_signal();
    try_cancel("cancel at once", PTHREAD_CANCEL_ASYNCHRONOUS);
    try_cancel("cancel at a point", PTHREAD_CANCEL_DEFERRED);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
