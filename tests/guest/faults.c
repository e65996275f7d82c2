/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls with memory that cannot be accessed, and what the program notices of
 * them: the signal, its code and address, and that all goes on afterwards.
 *
 *     faults         a line for each case
 *     faults die     no handler: the signal ends the process
 *
 * Built twice: for the guest with the thunk library, and for the host with zlib
 * itself in its place. Both have to write the same lines.
 */
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/zcompress.h"

enum {
    PAGE = 4096,
    TEXT_PAGES = 16,
    TEXT_SIZE = TEXT_PAGES * PAGE,
    LONG_SIZE = 1024 * PAGE,
    CODE_SIZE = 64,
};

static unsigned char text[TEXT_SIZE];
static unsigned char packed[2 * TEXT_SIZE];
static size_t packed_size;
static unsigned char output[2 * TEXT_SIZE];

/* What the handler finds and leaves. */
static sigjmp_buf escape;
static bool mends; /* the page, and returns */
static bool calls; /* the library, before that */
static volatile sig_atomic_t faults;
static volatile int last_signal;
static volatile int last_code;
static unsigned char *volatile last_address;

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static unsigned char *pointer_to(uintptr_t number)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): that is its purpose */
    return (unsigned char *)number;
}

static unsigned char *map(size_t size, int protection, int file)
{
    void *memory = mmap(NULL, size, protection,
                        MAP_PRIVATE | (file < 0 ? MAP_ANONYMOUS : 0), file, 0);

    if (memory == MAP_FAILED) {
        die("mmap");
    }
    return memory;
}

static void protect(void *memory, size_t size, int protection)
{
    if (mprotect(memory, size, protection) != 0) {
        die("mprotect");
    }
}

static void check_calls_work(void)
{
    size_t room = sizeof(output);

    if (zcompress_uncompress(packed, packed_size, output, &room) != 0 ||
        room != TEXT_SIZE || memcmp(output, text, TEXT_SIZE) != 0) {
        printf("a call goes wrong\n");
        exit(EXIT_FAILURE);
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    unsigned char *address = info->si_addr;

    (void)context;
    faults++;
    last_signal = number;
    last_code = info->si_code;
    last_address = address;
    if (!mends) {
        siglongjmp(escape, 1);
    }
    if (calls) {
        check_calls_work();
    }
    protect(address - (uintptr_t)address % PAGE, PAGE, PROT_READ | PROT_WRITE);
}

static void handle_faults(void)
{
    struct sigaction action = {
        .sa_sigaction = on_fault,
        .sa_flags = SA_SIGINFO | SA_NODEFER,
    };

    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

/* A buffer that is bad from some byte on. */
typedef struct BadMemory {
    const char *name;
    unsigned char *start;
    bool is_readable;
    bool has_address; /* in the signal: a page fault, not another one */
} BadMemory;

enum { BAD_MEMORIES = 7 };

static BadMemory bad_memories[BAD_MEMORIES];

static void make_bad_memories(void)
{
    unsigned char *unmapped = map(PAGE, PROT_READ, -1);
    unsigned char *edge = map(2 * (size_t)PAGE, PROT_READ | PROT_WRITE, -1);
    const int empty = memfd_create("empty", MFD_CLOEXEC);
    const BadMemory memories[BAD_MEMORIES] = {
        {"unmapped", unmapped, false, true},
        {"forbidden", map(PAGE, PROT_NONE, -1), false, true},
        {"read-only", map(TEXT_SIZE, PROT_READ, -1), true, true},
        {"partly mapped", edge + PAGE - 4, false, true},
        {"past a file's end", map(PAGE, PROT_READ | PROT_WRITE, empty), false,
         true},
        {"in the first page", pointer_to(16), false, true},
        {"not canonical", pointer_to(1ull << 47), false, false},
    };

    munmap(unmapped, PAGE);
    munmap(edge + PAGE, PAGE);
    close(empty);
    memcpy(bad_memories, memories, sizeof(memories));
}

typedef struct Call {
    bool is_compress;
    const unsigned char *source;
    unsigned char *dest;
    size_t *dest_len;
} Call;

static int make_call(const Call *call)
{
    return call->is_compress ? zcompress_compress(call->source, TEXT_SIZE,
                                                  call->dest, call->dest_len, 6)
                             : zcompress_uncompress(call->source, packed_size,
                                                    call->dest, call->dest_len);
}

/* Make a call that faults in @bad, and say how. */
static void try_call(const Call *call, const char *what, const BadMemory *bad)
{
    printf("%s, %s %s: ", call->is_compress ? "compress" : "uncompress", what,
           bad->name);
    if (sigsetjmp(escape, 1) == 0) {
        printf("status %d\n", make_call(call));
        return;
    }
    printf("signal %d", last_signal);
    if (bad->has_address) {
        printf(" code %d page %td", last_code,
               (last_address - (bad->start - (uintptr_t)bad->start % PAGE)) /
                   PAGE);
    }
    printf("\n");
    check_calls_work();
}

static void try_addresses(bool is_compress)
{
    for (size_t i = 0; i < BAD_MEMORIES; i++) {
        const BadMemory *bad = &bad_memories[i];
        size_t room = sizeof(output);
        Call call = {is_compress, is_compress ? text : packed, output, &room};

        if (!bad->is_readable) {
            call.source = bad->start;
            try_call(&call, "source", bad);
            call.source = is_compress ? text : packed;
        }
        room = sizeof(output);
        call.dest = bad->start;
        try_call(&call, "dest", bad);
        call.dest = output;
        /* A read-only length says 0, which is no error to uncompress(). */
        if (!bad->is_readable || is_compress) {
            call.dest_len = (size_t *)bad->start;
            try_call(&call, "dest_len", bad);
        }
    }
}

/* Natively nobody looks at memory that a call does not get to. */
static void try_what_is_not_touched(void)
{
    size_t room = 8;
    unsigned char *edge = map(2 * (size_t)PAGE, PROT_READ | PROT_WRITE, -1);
    int status = 0;

    munmap(edge + PAGE, PAGE);
    status = zcompress_compress(text, TEXT_SIZE, edge + PAGE - 8, &room, 0);
    printf("compress, room for 8 bytes: status %d, %zu bytes\n", status, room);
    memcpy(edge, packed, packed_size < PAGE ? packed_size : PAGE);
    room = SIZE_MAX;
    status = zcompress_uncompress(packed, (size_t)1 << 62, output, &room);
    printf("uncompress, lengths beyond all memory: status %d, %zu bytes\n",
           status, room);
    room = sizeof(output);
    status =
        zcompress_compress(bad_memories[0].start, TEXT_SIZE, output, &room, 77);
    printf("compress, bad source and level: status %d\n", status);
    room = sizeof(output);
    status = zcompress_compress(bad_memories[0].start, 0, output, &room, 1);
    printf("compress, nothing of bad source: status %d, %zu bytes\n", status,
           room);
}

/* Every page is made accessible by the handler, when it faults. */
static void try_mending(void)
{
    unsigned char *source = map(TEXT_SIZE, PROT_READ | PROT_WRITE, -1);
    unsigned char *dest = map(TEXT_SIZE, PROT_NONE, -1);
    size_t room = sizeof(output);
    int status = 0;

    mends = true;
    memcpy(source, text, TEXT_SIZE);
    protect(source, TEXT_SIZE, PROT_NONE);
    faults = 0;
    status = zcompress_compress(source, TEXT_SIZE, output, &room, 9);
    printf("mended source: status %d, %d faults, %zu bytes\n", status,
           (int)faults, room);
    faults = 0;
    calls = true;
    room = TEXT_SIZE;
    status = zcompress_uncompress(packed, packed_size, dest, &room);
    printf("mended dest, calls in the handler: status %d, %d faults, %s\n",
           status, (int)faults,
           memcmp(dest, text, TEXT_SIZE) == 0 ? "the text" : "not the text");
    calls = false;
    mends = false;
    munmap(source, TEXT_SIZE);
    munmap(dest, TEXT_SIZE);
}

typedef int Function(void);

static int return_one(void)
{
    return 1;
}

static int return_two(void)
{
    return 2;
}

static int return_three(void)
{
    return 3;
}

/* The code of @function, which is shorter and runs at any address. */
static void copy_code(unsigned char code[CODE_SIZE], Function *function)
{
    const void *start = NULL;

    memcpy(&start, &function, sizeof(start));
    memcpy(code, start, CODE_SIZE);
}

/*
 * Uncompress code over code that has run. An emulator keeps such a page from
 * being written to, to notice when its translation is outdated.
 */
static void try_code(void)
{
    static Function *const functions[] = {return_one, return_two, return_three};
    unsigned char *memory = map(PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, -1);
    Function *function = NULL;

    copy_code(memory, functions[0]);
    memcpy(&function, &memory, sizeof(function));
    printf("code returns %d", function());
    for (size_t i = 1; i < 3; i++) {
        unsigned char code[CODE_SIZE];
        unsigned char packed_code[2 * CODE_SIZE];
        size_t size = sizeof(packed_code);
        size_t room = PAGE;
        int status = 0;

        copy_code(code, functions[i]);
        status = zcompress_compress(code, sizeof(code), packed_code, &size, 9);

        printf(", status %d", status);
        status = zcompress_uncompress(packed_code, size, memory, &room);
        printf(" and %d, returns %d", status, function());
    }
    printf("\n");
    munmap(memory, PAGE);
}

static unsigned char *long_text;
static unsigned char *long_output;
static atomic_bool is_over;

/* Take the end of the source away once the call has begun. */
static void *forbid_the_end(void *unused)
{
    while (*(volatile unsigned char *)long_output == 0 && !is_over) {
        sched_yield();
    }
    protect(long_text + LONG_SIZE - PAGE, PAGE, PROT_NONE);
    return unused;
}

static void try_another_thread(void)
{
    volatile bool has_faulted = false;

    long_text = map(LONG_SIZE, PROT_READ | PROT_WRITE, -1);
    long_output = map(2 * (size_t)LONG_SIZE, PROT_READ | PROT_WRITE, -1);
    /* Again if the call was over too soon. */
    while (!has_faulted) {
        pthread_t thread;
        size_t room = 2 * (size_t)LONG_SIZE;

        long_output[0] = 0;
        is_over = false;
        if (pthread_create(&thread, NULL, forbid_the_end, NULL) != 0) {
            die("pthread_create");
        }
        if (sigsetjmp(escape, 1) == 0) {
            (void)zcompress_compress(long_text, LONG_SIZE, long_output, &room,
                                     1);
        } else {
            has_faulted = true;
        }
        is_over = true;
        pthread_join(thread, NULL);
        protect(long_text, LONG_SIZE, PROT_READ | PROT_WRITE);
    }
    printf("taken away during a call: signal %d code %d page %td\n",
           last_signal, last_code, (last_address - long_text) / PAGE);
    check_calls_work();
}

static void prepare(void)
{
    uint64_t state = 1;

    packed_size = sizeof(packed);
    for (size_t i = 0; i < sizeof(text); i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        text[i] = (unsigned char)(state >> 60);
    }
    if (zcompress_compress(text, TEXT_SIZE, packed, &packed_size, 6) != 0) {
        die("zcompress_compress");
    }
}

int main(int argc, char **argv)
{
    prepare();
    make_bad_memories();
    if (argc > 1 && strcmp(argv[1], "die") == 0) {
        size_t room = sizeof(output);

        return zcompress_compress(bad_memories[0].start, TEXT_SIZE, output,
                                  &room, 1);
    }
    handle_faults();
    try_addresses(true);
    try_addresses(false);
    try_what_is_not_touched();
    try_mending();
    try_code();
    try_another_thread();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
