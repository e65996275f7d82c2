/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bench's guests share: CPU time of a loop, its input, its arguments.
 */
#ifndef HOSTLIB_BENCH_GUEST_STOPWATCH_H
#define HOSTLIB_BENCH_GUEST_STOPWATCH_H

#include <stddef.h>

typedef void Pass(void *argument);

/*
 * Print the nanoseconds of this process's CPU time, all its threads', that one
 * call of @pass takes. It is called until @milliseconds are full, at first to
 * warm up; with 0, once.
 */
void print_time(Pass *pass, void *argument, double milliseconds);

/*
 * Returns the first @size bytes of @path, in memory that is never freed; ends
 * the program where there are fewer.
 */
unsigned char *read_input(const char *path, size_t size);

/* As malloc(); ends the program where there is no memory. */
void *allocate(size_t size);

/* End the program, saying why. */
_Noreturn void give_up(const char *why);

/* Returns the number that @text is; ends the program if it is none. */
double to_number(const char *text);

#endif
