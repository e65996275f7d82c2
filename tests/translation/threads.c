/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread runs a loop of two pages that calls nothing, while another one
 * changes the pages, or sends signals: it must notice all of it.
 *
 * Prints a line for each case, and ends with status 1 if one went wrong.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/translation/code_pages.h"

enum {
    NEW_VALUE = 1002,
    /* After so many rounds the loop is translated and its jumps are linked. */
    WARM_ROUNDS = 1000,
    /* A thread that runs so many more has not noticed what was done. */
    PATIENCE = 100000000,
    SIGNALS = 50,
    CALLERS = 2,
    FLIPS = 100,
    STEP_CALLS = 200, /* made by the callers before each change */
};

/* A thread in the loop of @pages; the second one counts and jumps back. */
typedef struct Looper {
    unsigned char *pages;
    LoopState state;
    atomic_bool is_over;
    int result;
    pthread_t thread;
} Looper;

static void *run_loop(void *argument)
{
    Looper *looper = argument;

    looper->result = call_with(looper->pages, &looper->state);
    atomic_store(&looper->is_over, true);
    return NULL;
}

static void start_looper(Looper *looper)
{
    *looper = (Looper){.pages = map_pages(2, PROT_RWX)};
    write_jump(looper->pages, looper->pages + PAGE);
    write_loop(looper->pages + PAGE, looper->pages);
    flush_code(looper->pages, 2 * PAGE);
    protect(looper->pages, 1, PROT_RX);
    protect(looper->pages + PAGE, 1, PROT_RX);
    if (pthread_create(&looper->thread, NULL, run_loop, looper) != 0) {
        die("pthread_create");
    }
    while (looper->state.rounds < WARM_ROUNDS) {
        sched_yield();
    }
}

/* Wait for the end of the loop. Returns false if it had to be stopped. */
static bool has_ended(Looper *looper)
{
    const uint32_t rounds = looper->state.rounds;
    bool is_over = false;

    while (!atomic_load(&looper->is_over) &&
           looper->state.rounds - rounds < PATIENCE) {
        sched_yield();
    }
    is_over = atomic_load(&looper->is_over);
    if (!is_over) {
        printf("the loop goes on: ");
    }
    looper->state.stop = 1;
    pthread_join(looper->thread, NULL);
    return is_over;
}

static unsigned char *target_of(const Looper *looper)
{
    return looper->pages + PAGE;
}

static bool ends_with(Looper *looper, int value)
{
    if (!has_ended(looper)) {
        return false;
    }
    if (looper->result != value) {
        printf("it ended with %d, not %d: ", looper->result, value);
    }
    return looper->result == value;
}

/* A page that is replaced is missing for a moment: the loop may fault. */
static bool ends_with_or_faults(Looper *looper, int value)
{
    return has_ended(looper) &&
           (looper->result == value || looper->result == FAULTED);
}

static bool target_unmapped(void)
{
    Looper looper;

    start_looper(&looper);
    unmap(target_of(&looper), 1);
    return ends_with(&looper, FAULTED);
}

static bool source_unmapped(void)
{
    Looper looper;

    start_looper(&looper);
    unmap(looper.pages, 1);
    return ends_with(&looper, FAULTED);
}

static bool target_becomes_data(void)
{
    Looper looper;

    start_looper(&looper);
    protect(target_of(&looper), 1, PROT_READ);
    return ends_with(&looper, FAULTED);
}

static bool both_become_inaccessible(void)
{
    Looper looper;

    start_looper(&looper);
    protect(looper.pages, 2, PROT_NONE);
    return ends_with(&looper, FAULTED);
}

static bool code_moved_over(void)
{
    Looper looper;
    unsigned char code[MAX_CODE];

    start_looper(&looper);
    move_page(map_copy(code, write_return(code, NEW_VALUE)),
              target_of(&looper));
    return ends_with_or_faults(&looper, NEW_VALUE);
}

static bool target_moved_away(void)
{
    Looper looper;

    start_looper(&looper);
    move_page(target_of(&looper), map_pages(1, PROT_NONE));
    return ends_with(&looper, FAULTED);
}

static bool file_mapped_over(void)
{
    Looper looper;
    unsigned char code[MAX_CODE];

    start_looper(&looper);
    map_file_over(target_of(&looper), PROT_RX,
                  make_file(code, write_return(code, NEW_VALUE)));
    return ends_with_or_faults(&looper, NEW_VALUE);
}

/* Whatever the code returns that was in the middle of something. */
static bool target_rewritten(void)
{
    Looper looper;

    start_looper(&looper);
    protect(target_of(&looper), 1, PROT_RWX);
    flush_code(target_of(&looper), write_bare_return(target_of(&looper)));
    return has_ended(&looper);
}

static bool source_rewritten(void)
{
    Looper looper;

    start_looper(&looper);
    protect(looper.pages, 1, PROT_RWX);
    flush_code(looper.pages, write_bare_return(looper.pages));
    return has_ended(&looper);
}

static atomic_int handled;

static void on_signal(int number)
{
    (void)number;
    atomic_fetch_add(&handled, 1);
}

/* The handler runs, and the loop goes on where it was. */
static bool signals_arrive(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    Looper looper;
    bool is_right = true;

    sigaction(SIGUSR2, &action, NULL);
    start_looper(&looper);
    for (int i = 0; i < SIGNALS && is_right; i++) {
        const uint32_t rounds = looper.state.rounds;

        pthread_kill(looper.thread, SIGUSR2);
        while (atomic_load(&handled) == i &&
               looper.state.rounds - rounds < PATIENCE) {
            sched_yield();
        }
        is_right = atomic_load(&handled) == i + 1;
    }
    looper.state.stop = 1;
    return ends_with(&looper, LOOP_WAS_STOPPED) && is_right;
}

/* Threads that call code at @code until told to stop. */
typedef struct Caller {
    const unsigned char *code;
    atomic_bool stop;
    atomic_ulong calls;
    atomic_ulong wrong;
} Caller;

static Caller caller;

static void *call_again_and_again(void *unused)
{
    while (!atomic_load(&caller.stop)) {
        const int result = call(caller.code);

        if (result != FAULTED && result != 1 && result != 2) {
            atomic_fetch_add(&caller.wrong, 1);
        }
        atomic_fetch_add(&caller.calls, 1);
    }
    return unused;
}

static void wait_for_calls(void)
{
    const unsigned long calls = atomic_load(&caller.calls);

    while (atomic_load(&caller.calls) - calls < STEP_CALLS) {
        sched_yield();
    }
}

/* Put a jump from @pages to the page @target in place, at once. */
static void flip(unsigned char *pages, int target)
{
    unsigned char code[MAX_CODE];
    const size_t size = write_jump(code, code + (size_t)target * PAGE);

    move_page(map_copy(code, size), pages);
}

/*
 * After each change the code is called by this thread, too, which has to get
 * the new value: its change came before.
 */
static bool callers_see_flips(void)
{
    unsigned char *pages = map_pages(3, PROT_RWX);
    pthread_t threads[CALLERS];
    bool is_right = true;

    flush_code(pages + PAGE, write_return(pages + PAGE, 1));
    flush_code(pages + 2 * PAGE, write_return(pages + 2 * PAGE, 2));
    flip(pages, 1);
    caller.code = pages;
    for (int i = 0; i < CALLERS; i++) {
        if (pthread_create(&threads[i], NULL, call_again_and_again, NULL)) {
            die("pthread_create");
        }
    }
    for (int i = 0; i < FLIPS; i++) {
        const int target = 1 + i % 2;
        unsigned char *page = pages + (size_t)target * PAGE;

        flip(pages, target);
        is_right = call(pages) == target && is_right;
        wait_for_calls();
        protect(page, 1, PROT_READ);
        is_right = call(pages) == FAULTED && is_right;
        protect(page, 1, PROT_RX);
        wait_for_calls();
    }
    atomic_store(&caller.stop, true);
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
    }
    return is_right && atomic_load(&caller.wrong) == 0;
}

typedef struct Case {
    const char *name;
    bool (*run)(void);
} Case;

static const Case cases[] = {
    {"munmap() of the target", target_unmapped},
    {"munmap() of the source", source_unmapped},
    {"mprotect() of the target to PROT_READ", target_becomes_data},
    {"mprotect() of both to PROT_NONE", both_become_inaccessible},
    {"mremap() of code over the target", code_moved_over},
    {"mremap() of the target to elsewhere", target_moved_away},
    {"MAP_FIXED of a file over the target", file_mapped_over},
    {"target rewritten", target_rewritten},
    {"source rewritten", source_rewritten},
    {"signals", signals_arrive},
    {"threads call code that changes", callers_see_flips},
};

int main(void)
{
    int status = EXIT_SUCCESS;

    handle_faults();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const bool is_right = cases[i].run();

        printf("%s: %s\n", cases[i].name, is_right ? "ok" : "WRONG");
        fflush(stdout);
        if (!is_right) {
            status = EXIT_FAILURE;
        }
    }
    return status;
}
