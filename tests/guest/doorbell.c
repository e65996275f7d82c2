/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rings the host's doorbell, and says how often it was heard:
 *
 *     doorbell calls      in a loop
 *     doorbell threads    in threads, one after another
 *     doorbell fork       in a child, and in the parent after that
 *     doorbell code       while so much other code is run that QEMU drops what
 *                         it has translated
 *
 * All results are compared with zlib's own.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "guest/host_call.h"
#include "tests/guest/crossing.h"

#define DECLARE_CALLS "libraries/zlib/calls.h"
#include "libraries/declare_operations.h"

enum {
    CALLS = 20000,
    THREADS = 4,
    FUNCTIONS = 20000, /* more than QEMU keeps in a buffer of 1 MB */
    FUNCTION_SIZE = 16,
};

static unsigned char text[4096];

/* A function of FUNCTION_SIZE bytes that returns; "ret" on all CPUs. */
__asm__(".balign 16\n"
        "just_return: ret\n"
        ".balign 16\n");
extern const unsigned char just_return[FUNCTION_SIZE];

/* Returns whether the host has answered. */
static bool call(unsigned i)
{
    const unsigned length = i % sizeof(text);
    const int64_t sum =
        host_call_cheap(false, OPERATION_crc32_z, i, (uintptr_t)text, length);

    if (sum == -EAGAIN) {
        return false;
    }
    if ((uLong)sum != crc32(i, text, length)) {
        die("crc32 %u is %#llx", i, (unsigned long long)sum);
    }
    return true;
}

static unsigned call_often(void)
{
    unsigned heard = 0;

    for (unsigned i = 0; i < CALLS; i++) {
        heard += call(i);
    }
    return heard;
}

static void say(const char *who, unsigned heard)
{
    printf("%s: %u of %u\n", who, heard, (unsigned)CALLS);
    fflush(stdout);
}

static void *call_in_thread(void *argument)
{
    (void)argument;
    say("thread", call_often());
    return NULL;
}

static void call_in_threads(void)
{
    say("before", call_often());
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, call_in_thread, NULL) != 0) {
            die("no thread");
        }
        pthread_join(thread, NULL);
    }
    say("after", call_often());
}

static void call_in_child(void)
{
    pid_t child = 0;
    int status = 0;

    say("before", call_often());
    child = fork();
    if (child == 0) {
        say("child", call_often());
        _exit(EXIT_SUCCESS);
    }
    if (waitpid(child, &status, 0) != child || status != 0) {
        die("child: wait status %#x", (unsigned)status);
    }
    say("parent", call_often());
}

static void call_among_code(void)
{
    const size_t size = (size_t)FUNCTIONS * FUNCTION_SIZE;
    unsigned char *code = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned heard = 0;

    if (code == MAP_FAILED) {
        die("no memory");
    }
    for (size_t i = 0; i < FUNCTIONS; i++) {
        memcpy(code + i * FUNCTION_SIZE, just_return, FUNCTION_SIZE);
    }
    __builtin___clear_cache((char *)code, (char *)code + size);
    for (unsigned i = 0; i < CALLS; i++) {
        void (*function)(void) = NULL;
        void *address = code + (size_t)(i % FUNCTIONS) * FUNCTION_SIZE;

        memcpy(&function, &address, sizeof(function));
        function();
        heard += call(i);
    }
    say("among code", heard);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } modes[] = {
        {"threads", call_in_threads},
        {"fork", call_in_child},
        {"code", call_among_code},
    };

    make_text(text, sizeof(text), 1);
    if (argc == 2 && strcmp(argv[1], "calls") == 0) {
        say("calls", call_often());
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; argc == 2 && i < sizeof(modes) / sizeof(*modes); i++) {
        if (strcmp(argv[1], modes[i].name) == 0) {
            modes[i].run();
            return EXIT_SUCCESS;
        }
    }
    die("usage: doorbell calls|threads|fork|code");
}
