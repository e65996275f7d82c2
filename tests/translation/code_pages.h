/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of code, and calls of code that may be gone.
 *
 * If a system call fails, all functions print a message and exit.
 */
#ifndef TESTS_TRANSLATION_CODE_PAGES_H
#define TESTS_TRANSLATION_CODE_PAGES_H

#include <stddef.h>

#include "tests/translation/machine_code.h"

#define PAGE ((size_t)4096)

enum {
    FAULTED = -1,   /* what a call returns that ended by a signal */
    WARM_CALLS = 5, /* after which code is translated and jumps are linked */
};

#define PROT_RX  (PROT_READ | PROT_EXEC)
#define PROT_RW  (PROT_READ | PROT_WRITE)
#define PROT_RWX (PROT_READ | PROT_WRITE | PROT_EXEC)

void die(const char *what);

/* Handle SIGSEGV, SIGBUS and SIGILL for calls of all threads. */
void handle_faults(void);

/*
 * Call the code at @code with @argument: a LoopState for code of write_loop().
 * Returns its result, or FAULTED.
 */
int call_with(const unsigned char *code, void *argument);
int call(const unsigned char *code);

/* Call often enough for all of it to be translated and linked. */
int call_warm(const unsigned char *code);

/* Signal and address of this thread's last call that FAULTED. */
int fault_signal(void);
const unsigned char *fault_address(void);

/* Map new pages of zeros; with a page on either side that faults. */
unsigned char *map_pages(size_t count, int protection);

/* Map one page of zeros at @at, in place of what is there. */
void map_over(unsigned char *at, int protection);

/* The same with the first page of @file, which is closed. Needs no flush. */
void map_file_over(unsigned char *at, int protection, int file);

void protect(unsigned char *at, size_t pages, int protection);
void unmap(unsigned char *at, size_t pages);

/* A page elsewhere with the @size bytes of @code; PROT_RWX. */
unsigned char *map_copy(const unsigned char *code, size_t size);

/* A file of one page with the @size bytes of @code. */
int make_file(const unsigned char *code, size_t size);

/* Move the page @from to @to, in place of what is there. Needs no flush. */
void move_page(unsigned char *from, unsigned char *to);

#endif
