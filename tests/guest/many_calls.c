/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes calls and opens that succeed, fail and fault, and ends with status 1 if
 * the emulator has more descriptors or more memory at the end than it had after
 * the first tenth.
 *
 *     many_calls COUNT EMPTY-FOLDER
 *
 * What it measures is the emulator's: QEMU makes /proc/self/maps, stat, cmdline
 * and a few more up for the guest, but passes fd, task and status through.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/guest/crossing.h"

#define LIBRARY HOSTLIB_DEMO_ZLIB_LIBRARY
#define THUNK   HOSTLIB_DEMO_ZLIB_THUNK

enum {
    PAGE = 4096,
    TEXT_SIZE = 600,
    UNKNOWN_OPERATION = 9999,
    /*
     * Pages that only settle late: QEMU's translations, the C libraries' free
     * lists. Two bytes left behind by each of a million calls are more.
     */
    SLACK_KB = 1024,
};

static Sample sample;
static unsigned char *page;      /* with nothing behind it */
static unsigned char *read_only; /* a page */
static unsigned char output[PAGE];

static void expect(const char *what, long result, long expected)
{
    if (result != expected) {
        die("%s: %ld (%s), not %ld", what, result, strerror(errno), expected);
    }
}

static void expect_errno(const char *what, long result, int expected)
{
    if (result != -1 || errno != expected) {
        die("%s: %ld, %s, not %s", what, result, strerror(errno),
            strerror(expected));
    }
}

static void bound(void)
{
    expect("bound",
           syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND,
                   (uint64_t)sample.text_size),
           (long)compressBound(sample.text_size));
}

static int compress_to(void *dest, HostlibLength room, int level)
{
    return cross(HOSTLIB_OP_COMPRESS, sample.text, sample.text_size, dest,
                 &room, level);
}

static int uncompress_from(const void *source, size_t size, void *dest,
                           HostlibLength room)
{
    return cross(HOSTLIB_OP_UNCOMPRESS, source, size, dest, &room, 0);
}

static void compress_well(void)
{
    expect("compress", compress_to(output, sizeof(output), sample.level), Z_OK);
    expect("its bytes", memcmp(output, sample.packed, sample.packed_size), 0);
}

static void uncompress_well(void)
{
    expect("uncompress",
           uncompress_from(sample.packed, sample.packed_size, output,
                           sizeof(output)),
           Z_OK);
    expect("its bytes", memcmp(output, sample.text, sample.text_size), 0);
}

static void fail_by_status(void)
{
    expect("no room", compress_to(output, 10, 1), Z_BUF_ERROR);
    expect("no level", compress_to(output, sizeof(output), 10), Z_STREAM_ERROR);
    expect("no stream",
           uncompress_from(sample.text, 20, output, sizeof(output)),
           Z_DATA_ERROR);
    expect("cut off",
           uncompress_from(sample.packed, sample.packed_size / 2, output,
                           sizeof(output)),
           Z_DATA_ERROR);
}

/* Faults before zlib begins, in the middle of its work, and after it. */
static void fault(void)
{
    unsigned char *edge = page + PAGE - 20;

    expect_errno("source", uncompress_from(page + PAGE, 9, output, 9), EFAULT);
    expect_errno("dest ends early", compress_to(edge, PAGE, 6), EFAULT);
    expect_errno("uncompress, dest ends early",
                 uncompress_from(sample.packed, sample.packed_size, edge, PAGE),
                 EFAULT);
    memcpy(edge, sample.packed, 20);
    expect_errno("source ends early",
                 uncompress_from(edge, sample.packed_size, output, PAGE),
                 EFAULT);
    expect_errno("dest_len",
                 cross(HOSTLIB_OP_COMPRESS, sample.text, sample.text_size,
                       output, NULL, 6),
                 EFAULT);
    expect_errno("dest_len read-only",
                 cross(HOSTLIB_OP_COMPRESS, sample.text, sample.text_size,
                       output, (HostlibLength *)read_only, 6),
                 EFAULT);
    expect_errno("dest_len read-only, source_len beyond all memory",
                 cross(HOSTLIB_OP_UNCOMPRESS, sample.packed, UINT64_MAX, output,
                       (HostlibLength *)read_only, 6),
                 EFAULT);
}

/* Begin the call of @frame, whose source cannot be read. */
static void suspend(HostlibFrame *frame)
{
    static HostlibLength room;

    room = sizeof(output);
    *frame = (HostlibFrame){
        .operation = HOSTLIB_OP_COMPRESS,
        .arguments = {(uintptr_t)page + PAGE, PAGE, (uintptr_t)output,
                      (uintptr_t)&room, 6},
    };
    expect("suspend", syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_CALL, frame), 0);
    expect("its state", frame->state, HOSTLIB_FRAME_TOUCH_READ);
}

/* As a handler does that never comes back: more calls than the host keeps. */
static void leave_suspended(void)
{
    static HostlibFrame frames[40];
    static size_t next;

    suspend(&frames[next]);
    next = (next + 1) % (sizeof(frames) / sizeof(frames[0]));
}

static void resume(void)
{
    HostlibFrame frame;

    suspend(&frame);
    mprotect(page + PAGE, PAGE, PROT_READ);
    expect("resume", syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_RESUME, &frame), 0);
    expect("its state", frame.state, HOSTLIB_FRAME_DONE);
    expect("its status", frame.result, Z_OK);
    mprotect(page + PAGE, PAGE, PROT_NONE);
}

static void unknown_operation(void)
{
    expect_errno("unknown operation",
                 syscall(HOSTLIB_SYSCALL, UNKNOWN_OPERATION), ENOSYS);
}

static void redirect(void)
{
    const int fd = open("there/" LIBRARY, O_RDONLY);

    if (fd < 0 || close(fd) != 0) {
        die("open: %s", strerror(errno));
    }
}

static void fail_to_redirect(void)
{
    expect_errno("a looping thunk", open("loop/" LIBRARY, O_RDONLY), ELOOP);
    expect_errno("a thunk that is no directory",
                 open("there/" LIBRARY, O_RDONLY | O_DIRECTORY), ENOTDIR);
    expect_errno("a thunk that exists",
                 open("there/" LIBRARY, O_RDWR | O_CREAT | O_EXCL, 0600),
                 EEXIST);
    expect_errno("no thunk", open("missing/" LIBRARY, O_RDONLY), ENOENT);
    expect_errno("no open_how",
                 syscall(SYS_openat2, AT_FDCWD, "there/" LIBRARY, NULL, 24),
                 EFAULT);
    expect_errno("a path that ends early",
                 open((const char *)page + PAGE, O_RDONLY), EFAULT);
}

static void prepare(const char *folder)
{
    int fd = -1;

    make_sample(&sample, TEXT_SIZE, 6);
    page = mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    read_only = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED || read_only == MAP_FAILED) {
        die("mmap: %s", strerror(errno));
    }
    *(HostlibLength *)read_only = sizeof(output);
    mprotect(page + PAGE, PAGE, PROT_NONE);
    mprotect(read_only, PAGE, PROT_READ);
    if (chdir(folder) != 0 || mkdir("there", 0700) != 0 ||
        mkdir("loop", 0700) != 0 || symlink(THUNK, "loop/" THUNK) != 0) {
        die("%s: %s", folder, strerror(errno));
    }
    fd = open("there/" THUNK, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0 || close(fd) != 0) {
        die("%s: %s", folder, strerror(errno));
    }
}

/* What the emulator has. */
typedef struct Resources {
    long descriptors;
    long threads;
    long resident_kb; /* memory that is there */
    long data_kb;     /* memory that was asked for, stacks aside */
    long stack_kb;
} Resources;

/* The files in the folder @path. */
static long count_entries(const char *path)
{
    long count = 0;
    DIR *folder = opendir(path);

    if (folder == NULL) {
        die("%s: %s", path, strerror(errno));
    }
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count - 2; /* dots */
}

/* The number after @name in /proc/self/status, whose text is @status. */
static long status_field(const char *status, const char *name)
{
    const char *field = strstr(status, name);

    if (field == NULL) {
        die("no '%s' in /proc/self/status", name);
    }
    return strtol(field + strlen(name), NULL, 10);
}

static Resources measure(void)
{
    char status[PAGE];
    const int fd = open("/proc/self/status", O_RDONLY);
    const ssize_t size = read(fd, status, sizeof(status) - 1);

    if (size <= 0 || close(fd) != 0) {
        die("/proc/self/status: %s", strerror(errno));
    }
    status[size] = '\0';
    return (Resources){
        .descriptors = count_entries("/proc/self/fd"),
        .threads = count_entries("/proc/self/task"),
        .resident_kb = status_field(status, "\nVmRSS:"),
        .data_kb = status_field(status, "\nVmData:"),
        .stack_kb = status_field(status, "\nVmStk:"),
    };
}

static void print_resources(const char *when, const Resources *resources)
{
    printf("%s: %ld descriptors, %ld threads, %ld KB resident, %ld KB data, "
           "%ld KB stack\n",
           when, resources->descriptors, resources->threads,
           resources->resident_kb, resources->data_kb, resources->stack_kb);
}

static bool has_grown(const Resources *before, const Resources *after)
{
    return after->descriptors > before->descriptors ||
           after->threads > before->threads ||
           after->resident_kb > before->resident_kb + SLACK_KB ||
           after->data_kb > before->data_kb + SLACK_KB ||
           after->stack_kb > before->stack_kb;
}

int main(int argc, char **argv)
{
    /* With the number of system calls that are the plugin's business. */
    static const struct {
        void (*run)(void);
        unsigned long calls;
    } kinds[] = {
        {bound, 1},           {compress_well, 1},
        {uncompress_well, 1}, {redirect, 1},
        {fail_by_status, 4},  {fail_to_redirect, 6},
        {fault, 7},           {leave_suspended, 1},
        {resume, 2},          {unknown_operation, 1},
    };
    const unsigned long count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    unsigned long calls = 0;
    unsigned long rounds = 0;
    Resources before = {0};
    Resources after = {0};

    if (count == 0) {
        die("usage: many_calls COUNT EMPTY-FOLDER");
    }
    prepare(argv[2]);
    while (calls < count) {
        if (before.threads == 0 && calls >= count / 10) {
            before = measure();
        }
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            kinds[i].run();
            calls += kinds[i].calls;
        }
        rounds++;
    }
    after = measure();
    printf("%lu rounds, %lu calls\n", rounds, calls);
    print_resources("after a tenth", &before);
    print_resources("at the end", &after);
    if (has_grown(&before, &after)) {
        fflush(stdout);
        die("the emulator has grown");
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
