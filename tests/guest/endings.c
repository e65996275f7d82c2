/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process that ends, or becomes or starts another, at a moment when eight of
 * its threads are inside a call.
 *
 *     endings exit                  exit_group() from the main thread
 *     endings exit-elsewhere        from another, the main thread in a call
 *     endings return                from main()
 *     endings exec COMMAND...       execve()
 *     endings spawn COMMAND...      posix_spawn(), which has to end with 42
 *     endings vfork COMMAND...      vfork() and execve(), as above
 *     endings call                  no threads: one round trip
 *
 * All end with status 42 if all went well.
 */
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/guest/crossing.h"

enum {
    CALLERS = 8,
    SUCCESS = 42,
    SPAWNS = 2,
    SAMPLE_SIZE = 500000, /* a long call, to be inside of */
    SMALL_SIZE = 1000,
};

static Sample sample;
static Attempt attempts[CALLERS];
static pthread_t callers[CALLERS];
static atomic_bool stop;

static void *call_for_ever(void *argument)
{
    Attempt *attempt = argument;

    while (!atomic_load(&stop)) {
        attempt_reset(attempt);
        attempt_run(attempt);
    }
    return NULL;
}

static void start_callers(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pthread_create(&callers[i], NULL, call_for_ever, &attempts[i]) !=
            0) {
            die("no thread");
        }
    }
}

static void stop_callers(void)
{
    atomic_store(&stop, true);
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_join(callers[i], NULL);
    }
}

/* Return while all of them are in a call, as far as can be told. */
static void wait_for_calls(void)
{
    size_t running = 0;

    while (running < CALLERS) {
        sched_yield();
        running = 0;
        while (running < CALLERS && attempt_has_begun(&attempts[running]) &&
               !attempt_is_over(&attempts[running])) {
            running++;
        }
    }
}

static void *exit_during_calls(void *unused)
{
    wait_for_calls();
    syscall(SYS_exit_group, SUCCESS);
    return unused;
}

static void exit_elsewhere(void)
{
    pthread_t thread;

    start_callers(CALLERS - 1);
    if (pthread_create(&thread, NULL, exit_during_calls, NULL) != 0) {
        die("no thread");
    }
    (void)call_for_ever(&attempts[CALLERS - 1]);
}

static pid_t start_command(bool with_vfork, char **command)
{
    pid_t child = -1;

    if (with_vfork) {
        /* NOLINTNEXTLINE(*-unsafe-functions,cert-msc*,*vfork): the test */
        child = vfork();
        if (child == 0) {
            execv(command[0], command);
            _exit(EXIT_FAILURE);
        }
        return child;
    }
    return posix_spawn(&child, command[0], NULL, NULL, command, environ) == 0
               ? child
               : -1;
}

static void run_commands(bool with_vfork, char **command)
{
    for (int i = 0; i < SPAWNS; i++) {
        int status = 0;
        pid_t child = -1;

        wait_for_calls();
        child = start_command(with_vfork, command);
        if (child < 0 || waitpid(child, &status, 0) != child ||
            !WIFEXITED(status) || WEXITSTATUS(status) != SUCCESS) {
            die("%s: wait status %#x", command[0], (unsigned)status);
        }
    }
    stop_callers();
}

static int end(const char *how, char **command)
{
    start_callers(CALLERS);
    if (strcmp(how, "spawn") == 0 || strcmp(how, "vfork") == 0) {
        run_commands(strcmp(how, "vfork") == 0, command);
        return SUCCESS;
    }
    wait_for_calls();
    if (strcmp(how, "exit") == 0) {
        syscall(SYS_exit_group, SUCCESS);
    }
    if (strcmp(how, "exec") == 0) {
        execv(command[0], command);
        die("%s: not executed", command[0]);
    }
    return SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        die("usage: endings HOW [COMMAND...]");
    }
    if (strcmp(argv[1], "call") == 0) {
        make_sample(&sample, SMALL_SIZE, 9);
        round_trip(&sample);
        return SUCCESS;
    }
    make_sample(&sample, SAMPLE_SIZE, 9);
    for (size_t i = 0; i < CALLERS; i++) {
        attempts[i] = make_attempt(&sample);
    }
    if (strcmp(argv[1], "exit-elsewhere") == 0) {
        exit_elsewhere();
        return EXIT_FAILURE;
    }
    return end(argv[1], argv + 2);
}
