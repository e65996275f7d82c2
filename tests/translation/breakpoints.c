/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls code in one page that jumps to another one, stops for a debugger by
 * SIGUSR1, and makes the same call again. The pages are at a fixed address, so
 * that the debugger knows it: debugger.py has the same number.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/translation/code_pages.h"

enum { VALUE = 1001 };

#define CODE_ADDRESS 0x140000000ull

static void on_signal(int number)
{
    (void)number;
}

int main(void)
{
    const unsigned long long address = CODE_ADDRESS;
    struct sigaction action = {.sa_handler = on_signal};
    unsigned char *pages = NULL;

    handle_faults();
    sigaction(SIGUSR1, &action, NULL);
    memcpy(&pages, &address, sizeof(pages));
    if (mmap(pages, 2 * PAGE, PROT_RWX,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
             0) != pages) {
        die("mmap of the pages that the debugger knows");
    }
    write_jump(pages, pages + PAGE);
    write_return(pages + PAGE, VALUE);
    flush_code(pages, 2 * PAGE);
    if (call_warm(pages) != VALUE) {
        return EXIT_FAILURE;
    }
    raise(SIGUSR1);
    if (call_warm(pages) != VALUE) {
        return EXIT_FAILURE;
    }
    puts("done");
    return EXIT_SUCCESS;
}
