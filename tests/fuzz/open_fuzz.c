/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the redirect: open(), openat() and openat2() with any registers, paths
 * and open_how, in a folder with thunk libraries of several kinds.
 *
 * Expects an errno or a descriptor of a thunk library, only for a path that
 * ends in the library's name, and that no descriptor stays open and no library
 * is created.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/core/guest_open.h"
#include "plugin/core/log.h"
#include "plugin/core/open_redirect.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

enum {
    OPEN = 2,
    OPENAT = 257,
    OPENAT2 = 437,
    ARGUMENTS = 8,
};

/* Where the path and, in openat2(), the open_how are written. */
enum {
    PATH_AT = FUZZ_GUEST_MEMORY,
    HOW_AT = FUZZ_GUEST_MEMORY + 0x2000,
};

static const char library[] = "lib.so";
static const char thunk[] = "thunk.so";

static char folder[] = "/tmp/open_fuzz.XXXXXX";
static int folder_fd;
static bool started;
static RedirectTable table = {.guest_root = folder};

static void remove_folder(void)
{
    unlinkat(folder_fd, "loop/thunk.so", 0);
    unlinkat(folder_fd, "dir/thunk.so", AT_REMOVEDIR);
    unlinkat(folder_fd, "loop", AT_REMOVEDIR);
    unlinkat(folder_fd, "dir", AT_REMOVEDIR);
    unlinkat(folder_fd, thunk, 0);
    rmdir(folder);
}

/* A thunk library, one that is a folder, one that is a loop of links. */
static void make_folder(void)
{
    bool done = mkdtemp(folder) != NULL;

    folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    fuzz_expect(done && folder_fd >= 0, "there is room in /tmp");
    done = close(openat(folder_fd, thunk, O_CREAT | O_WRONLY, 0600)) == 0 &&
           mkdirat(folder_fd, "dir", 0700) == 0 &&
           mkdirat(folder_fd, "dir/thunk.so", 0700) == 0 &&
           mkdirat(folder_fd, "loop", 0700) == 0 &&
           symlinkat(thunk, folder_fd, "loop/thunk.so") == 0;
    fuzz_expect(done, "the folder can be made");
    fuzz_expect(atexit(remove_folder) == 0, "the folder can be removed");
}

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    log_init("fuzz");
    fuzz_guest_start();
    make_folder();
    fuzz_expect(redirect_table_add(&table, library, thunk), "there is room");
    started = true;
}

static uint64_t take_folder(FuzzInput *input)
{
    switch (fuzz_choose(input, 4)) {
    case 0:
        return (uint64_t)(int64_t)AT_FDCWD;
    case 1:
        return fuzz_take(input, 8);
    default:
        return (uint64_t)folder_fd;
    }
}

/* Write an open_how of three numbers, and perhaps something behind it. */
static void take_open_how(FuzzInput *input, uint64_t *arguments)
{
    uint8_t *how = fuzz_guest_memory() + (HOW_AT - FUZZ_GUEST_MEMORY);
    const unsigned int kind = fuzz_choose(input, 4);

    arguments[2] = kind == 0 ? fuzz_take_address(input) : HOW_AT;
    arguments[3] = kind <= 1 ? fuzz_take_length(input, arguments[2]) : 24;
    for (size_t i = 0; i < 4; i++) {
        const uint64_t number = fuzz_take(input, i == 3 ? 1 : 4);

        memcpy(how + i * sizeof(number), &number, sizeof(number));
    }
}

static int64_t take_call(FuzzInput *input, uint64_t *arguments)
{
    static const int64_t numbers[] = {OPEN, OPENAT, OPENAT2};
    const int64_t number = numbers[fuzz_choose(input, 3)];
    /* A path that is somewhere else is most often none. */
    const uint64_t path =
        fuzz_choose(input, 8) == 0 ? fuzz_take_address(input) : PATH_AT;
    FuzzInput rest = {0};

    fuzz_guest_fill(&rest);
    if (number == OPEN) {
        arguments[0] = path;
        arguments[1] = fuzz_take(input, 8);
        arguments[2] = fuzz_take(input, 2);
    } else {
        arguments[0] = take_folder(input);
        arguments[1] = path;
        if (number == OPENAT) {
            arguments[2] = fuzz_take(input, 8);
            arguments[3] = fuzz_take(input, 2);
        } else {
            take_open_how(input, arguments);
        }
    }
    if (input->left > 0) {
        memcpy(fuzz_guest_memory(), input->bytes,
               MIN(input->left, HOW_AT - PATH_AT));
    }
    return number;
}

static void check_answer(int64_t number, const uint64_t *arguments,
                         int64_t result)
{
    const uint64_t address = guest_open_path(number, arguments);
    struct stat status;

    if (fuzz_guest_has(address, 1)) {
        const char *path =
            (const char *)fuzz_guest_memory() + (address - FUZZ_GUEST_MEMORY);
        const char *slash = strrchr(path, '/');

        fuzz_expect(strcmp(slash == NULL ? path : slash + 1, library) == 0,
                    "only the library is redirected");
    }
    fuzz_expect(result >= -4095 && result <= INT32_MAX,
                "an answer is a descriptor or an errno");
    fuzz_expect((*fake_qemu_log() != '\0') == (result >= 0),
                "the log has a line for a redirect and for nothing else");
    if (result >= 0) {
        fuzz_expect(fstat((int)result, &status) == 0 &&
                        (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ||
                         S_ISLNK(status.st_mode)),
                    "a descriptor is one of a file");
        close((int)result);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};
    uint64_t arguments[ARGUMENTS] = {0};
    int64_t number = 0;
    int64_t result = 0;
    int next_fd = -1;

    if (!started) {
        start();
    }
    number = take_call(&input, arguments);
    next_fd = dup(folder_fd);
    close(next_fd);
    fake_qemu_reset();
    if (open_redirect(&table, number, arguments, &result)) {
        check_answer(number, arguments, result);
    } else {
        fuzz_expect(*fake_qemu_log() == '\0', "what is not done is not logged");
    }
    fuzz_expect(dup(folder_fd) == next_fd, "no descriptor stays open");
    close(next_fd);
    fuzz_expect(faccessat(folder_fd, library, F_OK, 0) != 0,
                "no library is created");
    return 0;
}
