/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branch target identification of aarch64: indirect branches to each kind of
 * landing pad, while PROT_BTI of the page that they come from and of the page
 * that they go to is set and cleared:
 *
 *     landing_pads SEED STEPS
 *
 * Code that has been translated with PROT_BTI runs without it, and the other
 * way around. A branch that the architecture forbids has to end by SIGILL at
 * its target; all others have to arrive. Prints the steps at which that was not
 * so, and at the end how many branches arrived and how many were refused.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "tests/translation/code_pages.h"

#ifndef PROT_BTI
#define PROT_BTI 0x10
#endif
#ifndef HWCAP2_BTI
#define HWCAP2_BTI (1ul << 17)
#endif

enum {
    ARRIVED = 1, /* what the targets return */
    SLOT = 32,   /* bytes for each piece of code */
};

/* PSTATE.BTYPE after a branch. */
typedef enum BranchType {
    BY_RETURN = 0,
    BY_JUMP_OF_VENEER = 1, /* by x16 or x17, or from an unguarded page */
    BY_CALL = 2,
    BY_JUMP = 3,
} BranchType;

/* Code that branches to its first argument. */
typedef struct Branch {
    const char *name;
    BranchType type; /* from a guarded page */
    uint32_t code[SLOT / sizeof(uint32_t)];
} Branch;

#define BTI_C 0xd503245f

static const Branch branches[] = {
    {"br x9", BY_JUMP, {BTI_C, 0xaa0003e9, 0xd61f0120}},
    {"br x16", BY_JUMP_OF_VENEER, {BTI_C, 0xaa0003f0, 0xd61f0200}},
    {"br x17", BY_JUMP_OF_VENEER, {BTI_C, 0xaa0003f1, 0xd61f0220}},
    /* stp x29, x30, [sp, #-16]!; blr x0; ldp x29, x30, [sp], #16; ret */
    {"blr x0",
     BY_CALL,
     {BTI_C, 0xa9bf7bfd, 0xd63f0000, 0xa8c17bfd, 0xd65f03c0}},
    /* The same, but adr x30, . + 8; ret x0 in place of blr. */
    {"ret x0",
     BY_RETURN,
     {BTI_C, 0xa9bf7bfd, 0x1000005e, 0xd65f0000, 0xa8c17bfd, 0xd65f03c0}},
};

/* An instruction to arrive at. */
typedef struct Target {
    const char *name;
    uint32_t first;
    bool accepts[4]; /* by BranchType */
} Target;

static const Target targets[] = {
    {"nop", 0xd503201f, {true, false, false, false}},
    {"bti", 0xd503241f, {true, false, false, false}},
    {"bti c", BTI_C, {true, true, true, false}},
    {"bti j", 0xd503249f, {true, true, false, true}},
    {"bti jc", 0xd50324df, {true, true, true, true}},
};

enum {
    BRANCHES = sizeof(branches) / sizeof(branches[0]),
    TARGETS = sizeof(targets) / sizeof(targets[0]),
};

/* The page of branches, or that of targets. */
typedef struct GuardedPage {
    unsigned char *start;
    bool is_guarded;
} GuardedPage;

typedef struct Tally {
    unsigned long arrived;
    unsigned long refused;
    unsigned long wrong;
} Tally;

static GuardedPage source;
static GuardedPage destination;
static uint32_t random_state;

static uint32_t random_bits(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static void set_guard(GuardedPage *page, bool is_guarded)
{
    protect(page->start, 1, PROT_RX | (is_guarded ? PROT_BTI : 0));
    page->is_guarded = is_guarded;
}

static void write_branches(void)
{
    for (size_t i = 0; i < BRANCHES; i++) {
        memcpy(source.start + i * SLOT, branches[i].code,
               sizeof(branches[i].code));
    }
}

static void write_targets(void)
{
    /* mov w0, #ARRIVED; ret */
    static const uint32_t arrive[] = {0x52800000 | ARRIVED << 5, 0xd65f03c0};

    for (size_t i = 0; i < TARGETS; i++) {
        unsigned char *at = destination.start + i * SLOT;

        memcpy(at, &targets[i].first, sizeof(targets[i].first));
        memcpy(at + sizeof(targets[i].first), arrive, sizeof(arrive));
    }
}

/* Map @page anew, and let @write fill it. */
static void make_page(GuardedPage *page, bool is_guarded, void (*write)(void))
{
    map_over(page->start, PROT_RW);
    write();
    flush_code(page->start, PAGE);
    set_guard(page, is_guarded);
}

static bool may_arrive(const Branch *branch, const Target *target)
{
    BranchType type = branch->type;

    if (type == BY_JUMP && !source.is_guarded) {
        type = BY_JUMP_OF_VENEER;
    }
    return !destination.is_guarded || target->accepts[type];
}

/* Make a branch, and compare what becomes of it with the architecture. */
static bool is_right(size_t branch, size_t target, Tally *tally)
{
    unsigned char *to = destination.start + target * SLOT;
    const int result = call_with(source.start + branch * SLOT, to);

    if (may_arrive(&branches[branch], &targets[target])) {
        tally->arrived++;
        return result == ARRIVED;
    }
    tally->refused++;
    return result == FAULTED && fault_signal() == SIGILL &&
           fault_address() == to;
}

static void check(unsigned long step, Tally *tally)
{
    for (size_t i = 0; i < BRANCHES; i++) {
        for (size_t j = 0; j < TARGETS; j++) {
            if (!is_right(i, j, tally)) {
                printf("step %lu: %s from a page with PROT_BTI %d to %s in a "
                       "page with PROT_BTI %d is wrong\n",
                       step, branches[i].name, source.is_guarded,
                       targets[j].name, destination.is_guarded);
                tally->wrong++;
            }
        }
    }
}

int main(int argc, char **argv)
{
    Tally tally = {0};
    unsigned long steps = 0;

    if (argc != 3) {
        fputs("usage: landing_pads SEED STEPS\n", stderr);
        return EXIT_FAILURE;
    }
    random_state = (uint32_t)strtoul(argv[1], NULL, 10);
    steps = strtoul(argv[2], NULL, 10);
    if (random_state == 0 || steps == 0) {
        fputs("landing_pads: SEED and STEPS are numbers above 0\n", stderr);
        return EXIT_FAILURE;
    }
    if ((getauxval(AT_HWCAP2) & HWCAP2_BTI) == 0) {
        fputs("landing_pads: this CPU has no BTI\n", stderr);
        return EXIT_FAILURE;
    }
    handle_faults();
    source.start = map_pages(1, PROT_NONE);
    destination.start = map_pages(1, PROT_NONE);
    for (unsigned long step = 0; step < steps; step++) {
        const uint32_t bits = random_bits();

        /* The first step makes both; later ones keep the code now and then. */
        if (step == 0 || bits % 4 == 0) {
            make_page(&source, bits & 0x100, write_branches);
            make_page(&destination, bits & 0x200, write_targets);
        }
        set_guard(&source, bits & 0x400);
        set_guard(&destination, bits & 0x800);
        check(step, &tally);
    }
    printf("%lu arrived, %lu were refused, %lu wrong\n", tally.arrived,
           tally.refused, tally.wrong);
    return tally.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
