/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random changes of pages of code, next to a model of what is in them:
 *
 *     model SEED STEPS
 *
 * A page returns a value, jumps to a later page, or faults. After each step
 * some pages are called, and must do what the model says. Prints the steps at
 * which they did not, and at the end how many calls returned and how many
 * faulted.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/translation/code_pages.h"

enum {
    PAGES = 24,
    CALLED_PAGES = 4, /* after each step */
    REPEATED_CALLS = 2,
    FAULTS = -1, /* what a page has in it; not negative: its value */
    JUMPS = -2,
};

typedef struct Page {
    int content;
    int target; /* of JUMPS; greater than the page's own number */
} Page;

static unsigned char *memory;
static Page pages[PAGES];
static uint32_t random_state;

static int random_below(int limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return (int)(random_state % (uint32_t)limit);
}

static unsigned char *address_of(int number)
{
    return memory + (size_t)number * PAGE;
}

/* Make up what page @number is to have in it. */
static Page make_page(int number)
{
    if (number < PAGES - 1 && random_below(2) == 0) {
        return (Page){JUMPS, number + 1 + random_below(PAGES - 1 - number)};
    }
    return (Page){random_below(VALUE_LIMIT), 0};
}

/* Write the code of @page, as for the page @number, to @at. */
static size_t write_page(unsigned char *at, int number, Page page)
{
    const ptrdiff_t distance = (page.target - number) * (ptrdiff_t)PAGE;

    return page.content == JUMPS ? write_jump(at, at + distance)
                                 : write_return(at, page.content);
}

static void write_in_place(int number, Page page)
{
    flush_code(address_of(number),
               write_page(address_of(number), number, page));
    pages[number] = page;
}

static void call_some(int number)
{
    for (int i = 0; i < WARM_CALLS; i++) {
        call(address_of(number));
    }
}

static void unmap_page(int number)
{
    unmap(address_of(number), 1);
    pages[number] = (Page){FAULTS, 0};
}

static void take_exec(int number)
{
    if (pages[number].content != FAULTS) {
        protect(address_of(number), 1, PROT_READ);
    }
    pages[number] = (Page){FAULTS, 0};
}

static void take_exec_and_give_it_back(int number)
{
    if (pages[number].content != FAULTS) {
        protect(address_of(number), 1, PROT_NONE);
        call_some(number);
        protect(address_of(number), 1, PROT_RX);
    }
}

static void map_data_over(int number)
{
    map_over(address_of(number), PROT_NONE);
    pages[number] = (Page){FAULTS, 0};
}

static void map_writable_code_over(int number)
{
    map_over(address_of(number), PROT_RWX);
    write_in_place(number, make_page(number));
}

static void rewrite(int number)
{
    map_writable_code_over(number);
    call_some(number);
    write_in_place(number, make_page(number));
}

static void give_write_and_rewrite(int number)
{
    if (pages[number].content != FAULTS) {
        protect(address_of(number), 1, PROT_RWX);
        write_in_place(number, make_page(number));
        protect(address_of(number), 1, PROT_RX);
    }
}

static void write_data_then_give_exec(int number)
{
    map_over(address_of(number), PROT_RW);
    write_in_place(number, make_page(number));
    protect(address_of(number), 1, PROT_RX);
}

static void map_file(int number)
{
    const Page page = make_page(number);
    unsigned char code[MAX_CODE];

    map_file_over(address_of(number), PROT_RX,
                  make_file(code, write_page(code, number, page)));
    pages[number] = page;
}

static void move_over(int number)
{
    const Page page = make_page(number);
    unsigned char code[MAX_CODE];
    const size_t size = write_page(code, number, page);

    move_page(map_copy(code, size), address_of(number));
    pages[number] = page;
}

static void read_file_into(int number)
{
    const Page page = make_page(number);
    unsigned char code[MAX_CODE] = {0};
    const size_t size = write_page(code, number, page);
    const int file = make_file(code, size);

    map_writable_code_over(number);
    call_some(number);
    if (pread(file, address_of(number), size, 0) != (ssize_t)size) {
        die("pread");
    }
    close(file);
    flush_code(address_of(number), size);
    pages[number] = page;
}

static void unmap_many(int number)
{
    int count = 1 + random_below(3);

    if (number + count > PAGES) {
        count = PAGES - number;
    }
    unmap(address_of(number), (size_t)count);
    for (int i = 0; i < count; i++) {
        pages[number + i] = (Page){FAULTS, 0};
    }
}

static void (*const changes[])(int number) = {
    unmap_page,
    take_exec,
    take_exec_and_give_it_back,
    map_data_over,
    map_writable_code_over,
    rewrite,
    rewrite,
    give_write_and_rewrite,
    give_write_and_rewrite,
    write_data_then_give_exec,
    map_file,
    move_over,
    read_file_into,
    unmap_many,
};

enum { CHANGES = sizeof(changes) / sizeof(changes[0]) };

typedef struct Tally {
    unsigned long returned;
    unsigned long faulted;
    unsigned long wrong;
} Tally;

/* Call page @number, and compare with the model. */
static bool is_as_modelled(int number, Tally *tally)
{
    int last = number;
    int result = FAULTED;

    while (pages[last].content == JUMPS) {
        last = pages[last].target;
    }
    result = call(address_of(number));
    if (pages[last].content == FAULTS) {
        tally->faulted++;
        return result == FAULTED && fault_address() == address_of(last);
    }
    tally->returned++;
    return result == pages[last].content;
}

static void check(int step, int change, int changed, Tally *tally)
{
    for (int i = 0; i < CALLED_PAGES; i++) {
        const int number = i == 0 ? changed : random_below(PAGES);

        for (int j = 0; j < REPEATED_CALLS; j++) {
            if (!is_as_modelled(number, tally)) {
                printf("step %d, change %d of page %d: page %d is wrong\n",
                       step, change, changed, number);
                tally->wrong++;
            }
        }
    }
}

int main(int argc, char **argv)
{
    Tally tally = {0};
    int steps = 0;

    if (argc != 3) {
        fputs("usage: model SEED STEPS\n", stderr);
        return EXIT_FAILURE;
    }
    random_state = (uint32_t)strtoul(argv[1], NULL, 10);
    steps = (int)strtol(argv[2], NULL, 10);
    if (random_state == 0 || steps <= 0) {
        fputs("model: SEED and STEPS are numbers above 0\n", stderr);
        return EXIT_FAILURE;
    }
    handle_faults();
    memory = map_pages(PAGES, PROT_RWX);
    for (int i = 0; i < PAGES; i++) {
        write_in_place(i, make_page(i));
    }
    for (int step = 0; step < steps; step++) {
        const int change = random_below(CHANGES);
        const int number = random_below(PAGES);

        changes[change](number);
        check(step, change, number, &tally);
    }
    printf("%lu returned, %lu faulted, %lu wrong\n", tally.returned,
           tally.faulted, tally.wrong);
    return tally.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
