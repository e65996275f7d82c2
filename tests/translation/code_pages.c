/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/translation/code_pages.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Thread_local sigjmp_buf escape;
static _Thread_local volatile bool is_calling;
static _Thread_local volatile int last_signal;
static _Thread_local unsigned char *volatile last_address;

void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (!is_calling) {
        static const char message[] = "a fault outside of a call\n";

        (void)!write(STDERR_FILENO, message, sizeof(message) - 1);
        _exit(EXIT_FAILURE);
    }
    last_signal = number;
    last_address = info->si_addr;
    siglongjmp(escape, 1);
}

void handle_faults(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL};
    struct sigaction action = {
        .sa_sigaction = on_fault,
        .sa_flags = SA_SIGINFO,
    };

    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        if (sigaction(signals[i], &action, NULL) != 0) {
            die("sigaction");
        }
    }
}

int call_with(const unsigned char *code, void *argument)
{
    CodeFunction *function = NULL;
    int result = FAULTED;

    memcpy(&function, &code, sizeof(function));
    is_calling = true;
    if (sigsetjmp(escape, 1) == 0) {
        result = function(argument);
        is_calling = false;
        return result;
    }
    is_calling = false;
    return FAULTED;
}

int call(const unsigned char *code)
{
    return call_with(code, NULL);
}

int call_warm(const unsigned char *code)
{
    int result = FAULTED;

    for (int i = 0; i < WARM_CALLS; i++) {
        result = call(code);
    }
    return result;
}

int fault_signal(void)
{
    return last_signal;
}

const unsigned char *fault_address(void)
{
    return last_address;
}

unsigned char *map_pages(size_t count, int protection)
{
    unsigned char *pages = mmap(NULL, (count + 2) * PAGE, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED) {
        die("mmap");
    }
    pages += PAGE;
    protect(pages, count, protection);
    return pages;
}

void map_over(unsigned char *at, int protection)
{
    if (mmap(at, PAGE, protection, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1,
             0) != at) {
        die("mmap of memory at a fixed address");
    }
}

void map_file_over(unsigned char *at, int protection, int file)
{
    if (mmap(at, PAGE, protection, MAP_PRIVATE | MAP_FIXED, file, 0) != at) {
        die("mmap of a file at a fixed address");
    }
    close(file);
}

void protect(unsigned char *at, size_t pages, int protection)
{
    if (mprotect(at, pages * PAGE, protection) != 0) {
        die("mprotect");
    }
}

void unmap(unsigned char *at, size_t pages)
{
    if (munmap(at, pages * PAGE) != 0) {
        die("munmap");
    }
}

unsigned char *map_copy(const unsigned char *code, size_t size)
{
    unsigned char *copy = map_pages(1, PROT_RWX);

    memcpy(copy, code, size);
    flush_code(copy, size);
    return copy;
}

int make_file(const unsigned char *code, size_t size)
{
    const int file = memfd_create("code", MFD_CLOEXEC);

    if (file < 0 || ftruncate(file, PAGE) != 0 ||
        pwrite(file, code, size, 0) != (ssize_t)size) {
        die("memfd_create");
    }
    return file;
}

void move_page(unsigned char *from, unsigned char *to)
{
    if (mremap(from, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to) {
        die("mremap");
    }
}
