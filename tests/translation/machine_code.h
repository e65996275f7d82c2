/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes small functions of the CPU that this file is compiled for.
 *
 * Each function writes instructions from @at on and returns their size in
 * bytes. The caller makes the memory writable, and calls flush_code() before
 * the code runs. No address may be more than 1 MiB away from a jump to it.
 */
#ifndef TESTS_TRANSLATION_MACHINE_CODE_H
#define TESTS_TRANSLATION_MACHINE_CODE_H

#include <stddef.h>
#include <stdint.h>

/* Returned values lie below this: the limit of an immediate of riscv64. */
#define VALUE_LIMIT 2048

enum {
    MAX_CODE = 64,        /* bytes that any function below writes at most */
    LOOP_WAS_STOPPED = 7, /* what the code of write_loop() returns */
};

/* What the code of write_loop() reads and writes; other code ignores it. */
typedef struct LoopState {
    volatile uint32_t stop;   /* not 0: leave the loop */
    volatile uint32_t rounds; /* how often the loop was run */
} LoopState;

typedef int CodeFunction(void *argument);

/* A jump to @to. */
size_t write_jump(unsigned char *at, const unsigned char *to);

/* Return @value, 0 <= @value < VALUE_LIMIT. */
size_t write_return(unsigned char *at, int value);

/*
 * Count a round, then jump to @back, or return LOOP_WAS_STOPPED if the loop is
 * to be left.
 */
size_t write_loop(unsigned char *at, const unsigned char *back);

/* Replace the first instruction by the one that returns. Atomic. */
size_t write_bare_return(unsigned char *at);

/*
 * Return @value by code that begins in one page and ends in the next one, which
 * begins at @page. If the CPU allows it, an instruction crosses the boundary,
 * and 256 * n and 256 * m differ only in bytes from @page on. Returns where the
 * code begins; it ends before @page + MAX_CODE.
 */
unsigned char *write_split_return(unsigned char *page, int value);

/* Tell the CPU that code has been written. */
void flush_code(unsigned char *at, size_t size);

#endif
