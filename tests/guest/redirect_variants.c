/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens libdemo-zlib.so in every way that the three system calls know, and says
 * which file it got: one line "CASE: RESULT" each, where RESULT is what the
 * file holds, or the name of the errno.
 *
 *     redirect_variants EMPTY-FOLDER
 *
 * Without the plugin no result is "thunk"; tests compare both outputs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "protocol/hostlib_protocol.h"

#define LIBRARY HOSTLIB_DEMO_ZLIB_LIBRARY
#define THUNK   HOSTLIB_DEMO_ZLIB_THUNK

enum {
    OPENAT2 = 437, /* not in every libc's headers */
    RESOLVE_NO_LINKS = 0x04,
    RESOLVE_BENEATH_DIRFD = 0x08,
    RESOLVE_INSIDE_DIRFD = 0x10,
    PAGE = 4096,
    NO_DESCRIPTOR = -1,
};

typedef struct How {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
    uint64_t later; /* what a later kernel might have */
} How;

static const size_t how_size = 3 * sizeof(uint64_t);

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void make_file(const char *path, const char *content)
{
    const size_t size = strlen(content);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, content, size) != (ssize_t)size || close(fd) != 0) {
        die(path);
    }
}

static void make_directory(const char *path)
{
    if (mkdir(path, 0700) != 0) {
        die(path);
    }
}

static void make_link(const char *target, const char *path)
{
    if (symlink(target, path) != 0) {
        die(path);
    }
}

/*
 * both/     thunk and library        library/  only the library
 * thunk/    only the thunk           empty/    neither
 * loop/     a thunk that is a link to itself
 * link/     a thunk that is a link   here      a link to thunk/
 */
static void make_files(void)
{
    make_directory("both");
    /* In this order: the plugin would redirect the writing, too. */
    make_file("both/" LIBRARY, "library");
    make_file("both/" THUNK, "thunk");
    make_directory("thunk");
    make_file("thunk/" THUNK, "thunk");
    make_directory("library");
    make_file("library/" LIBRARY, "library");
    make_file("library/" LIBRARY ".1", "other");
    make_file("library/x" LIBRARY, "other");
    make_directory("empty");
    make_directory("loop");
    make_link(THUNK, "loop/" THUNK);
    make_directory("link");
    make_link("../thunk/" THUNK, "link/" THUNK);
    make_link("thunk", "here");
}

static const char *errno_name(int error)
{
    static const struct {
        int error;
        const char *name;
    } names[] = {
        {E2BIG, "E2BIG"},   {EBADF, "EBADF"},
        {EEXIST, "EEXIST"}, {EFAULT, "EFAULT"},
        {EINVAL, "EINVAL"}, {EISDIR, "EISDIR"},
        {ELOOP, "ELOOP"},   {EMFILE, "EMFILE"},
        {ENOENT, "ENOENT"}, {ENOTDIR, "ENOTDIR"},
        {EXDEV, "EXDEV"},   {ENAMETOOLONG, "ENAMETOOLONG"},
        {ENOSYS, "ENOSYS"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].error == error) {
            return names[i].name;
        }
    }
    return "another errno";
}

/* Report what @fd, or errno if it is none, is. Closes it. */
static void report(const char *name, long fd)
{
    char content[16] = "";
    int flags = 0;
    ssize_t size = 0;

    if (fd < 0) {
        printf("%s: %s\n", name, errno_name(errno));
        return;
    }
    flags = fcntl((int)fd, F_GETFL);
    size = pread((int)fd, content, sizeof(content) - 1, 0);
    if (size == 0) {
        strcpy(content, "nothing");
    }
    if (size < 0) {
        strcpy(content, "unreadable");
    }
    printf("%s: %s%s%s\n", name, content,
           (flags & O_ACCMODE) == O_RDWR ? " read-write" : "",
           fcntl((int)fd, F_GETFD) & FD_CLOEXEC ? " close-on-exec" : "");
    close((int)fd);
}

static void try_open(const char *name, const char *path, int flags)
{
#ifdef SYS_open
    report(name, syscall(SYS_open, path, flags, 0600));
#else
    report(name, syscall(SYS_openat, AT_FDCWD, path, flags, 0600));
#endif
}

static void try_openat(const char *name, int dirfd, const char *path, int flags)
{
    report(name, syscall(SYS_openat, dirfd, path, flags, 0600));
}

static void try_openat2(const char *name, int dirfd, const char *path,
                        const How *how, size_t size)
{
    report(name, syscall(OPENAT2, dirfd, path, how, size));
}

static void try_paths(const char *folder)
{
    char path[PAGE];
    int dirfd = open("thunk", O_RDONLY | O_DIRECTORY);

    snprintf(path, sizeof(path), "%s/thunk/" LIBRARY, folder);
    try_open("open absolute", path, O_RDONLY);
    try_openat("openat absolute", NO_DESCRIPTOR, path, O_RDONLY);
    try_open("open relative", "thunk/" LIBRARY, O_RDONLY);
    try_open("open through a link", "here/" LIBRARY, O_RDONLY);
    try_open("open dots", "./both/.././/thunk//" LIBRARY, O_RDONLY);
    try_openat("openat cwd", AT_FDCWD, "thunk/" LIBRARY, O_RDONLY);
    try_openat("openat dirfd", dirfd, LIBRARY, O_RDONLY);
    try_openat("openat bad dirfd", NO_DESCRIPTOR, LIBRARY, O_RDONLY);
    if (fchdir(dirfd) != 0) {
        die("thunk");
    }
    try_open("open bare", LIBRARY, O_RDONLY);
    close(dirfd);
    if (chdir(folder) != 0) {
        die(folder);
    }
    try_open("open with both", "both/" LIBRARY, O_RDONLY);
    try_open("open only the library", "library/" LIBRARY, O_RDONLY);
    try_open("open neither", "empty/" LIBRARY, O_RDONLY);
    try_open("open in no folder", "missing/" LIBRARY, O_RDONLY);
    try_open("open in a file", "thunk/" THUNK "/" LIBRARY, O_RDONLY);
    try_open("open a linked thunk", "link/" LIBRARY, O_RDONLY);
    try_open("open a looping thunk", "loop/" LIBRARY, O_RDONLY);
    try_open("open with a slash", "thunk/" LIBRARY "/", O_RDONLY);
    try_open("open another suffix", "library/" LIBRARY ".1", O_RDONLY);
    try_open("open another prefix", "library/x" LIBRARY, O_RDONLY);
}

static void try_flags(void)
{
    try_open("flags read-write", "thunk/" LIBRARY, O_RDWR);
    try_open("flags close-on-exec", "thunk/" LIBRARY, O_RDONLY | O_CLOEXEC);
    try_open("flags directory", "thunk/" LIBRARY, O_RDONLY | O_DIRECTORY);
    try_open("flags no-follow", "link/" LIBRARY, O_RDONLY | O_NOFOLLOW);
    try_open("flags path", "thunk/" LIBRARY, O_PATH);
    try_open("flags large file", "thunk/" LIBRARY, O_RDONLY | 0100000);
    try_open("create with both", "both/" LIBRARY, O_RDWR | O_CREAT);
    try_open("create exclusively with both", "both/" LIBRARY,
             O_RDWR | O_CREAT | O_EXCL);
    try_open("create exclusively with a thunk", "thunk/" LIBRARY,
             O_RDWR | O_CREAT | O_EXCL);
    try_open("create with neither", "empty/" LIBRARY, O_RDWR | O_CREAT);
    printf("create made a thunk: %s\n",
           access("empty/" THUNK, F_OK) == 0 ? "yes" : "no");
    printf("create made a library: %s\n",
           access("empty/" LIBRARY, F_OK) == 0 ? "yes" : "no");
}

static void try_openat2_calls(void)
{
    const How plain = {0};
    const How later = {.later = 1};
    const How read_write = {.flags = O_RDWR | O_CLOEXEC};
    const How create = {.flags = O_RDWR | O_CREAT, .mode = 0600};
    const How odd_mode = {.flags = O_RDWR, .mode = 0600};
    const How odd_flags = {.flags = 1ull << 40};
    const How odd_resolve = {.resolve = 1ull << 40};
    const How beneath = {.resolve = RESOLVE_BENEATH_DIRFD};
    const How inside = {.resolve = RESOLVE_INSIDE_DIRFD};
    const How no_links = {.resolve = RESOLVE_NO_LINKS};
    static uint64_t page[PAGE / sizeof(uint64_t) + 1];
    int dirfd = open("thunk", O_RDONLY | O_DIRECTORY);

    try_openat2("openat2 dirfd", dirfd, LIBRARY, &plain, how_size);
    try_openat2("openat2 cwd", AT_FDCWD, "thunk/" LIBRARY, &plain, how_size);
    try_openat2("openat2 no thunk", AT_FDCWD, "library/" LIBRARY, &plain,
                how_size);
    try_openat2("openat2 read-write", dirfd, LIBRARY, &read_write, how_size);
    try_openat2("openat2 create", dirfd, LIBRARY, &create, how_size);
    try_openat2("openat2 beneath", dirfd, LIBRARY, &beneath, how_size);
    try_openat2("openat2 not beneath", dirfd, "../thunk/" LIBRARY, &beneath,
                how_size);
    try_openat2("openat2 inside", dirfd, "/../" LIBRARY, &inside, how_size);
    try_openat2("openat2 links", AT_FDCWD, "here/" LIBRARY, &no_links,
                how_size);
    try_openat2("openat2 mode without create", dirfd, LIBRARY, &odd_mode,
                how_size);
    try_openat2("openat2 unknown flags", dirfd, LIBRARY, &odd_flags, how_size);
    try_openat2("openat2 unknown resolve", dirfd, LIBRARY, &odd_resolve,
                how_size);
    try_openat2("openat2 size 0", dirfd, LIBRARY, &plain, 0);
    try_openat2("openat2 size 23", dirfd, LIBRARY, &plain, how_size - 1);
    try_openat2("openat2 size 25", dirfd, LIBRARY, &plain, how_size + 1);
    try_openat2("openat2 size 32", dirfd, LIBRARY, &plain, sizeof(plain));
    try_openat2("openat2 size 32 and more in it", dirfd, LIBRARY, &later,
                sizeof(later));
    try_openat2("openat2 size of a page", dirfd, LIBRARY, (How *)page, PAGE);
    try_openat2("openat2 size above a page", dirfd, LIBRARY, (How *)page,
                PAGE + 1);
    try_openat2("openat2 how NULL", dirfd, LIBRARY, NULL, how_size);
    close(dirfd);
}

static void try_bad_paths(void)
{
    static char name[] = "thunk/" LIBRARY;
    const size_t length = sizeof(name) - 1;
    const How plain = {0};
    char *pages = mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED) {
        die("mmap");
    }
    if (mprotect(pages + PAGE, PAGE, PROT_NONE) != 0) {
        die("mprotect");
    }
    memcpy(pages + PAGE - length, name, length);
    try_open("path NULL", NULL, O_RDONLY);
    try_open("path in forbidden memory", pages + PAGE, O_RDONLY);
    try_open("path without an end", pages + PAGE - length, O_RDONLY);
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): it is not to be one */
    try_open("path nowhere", (const char *)UINTPTR_MAX, O_RDONLY);
    try_openat("openat path NULL", AT_FDCWD, NULL, O_RDONLY);
    try_openat2("openat2 path NULL", AT_FDCWD, NULL, &plain, how_size);
    memmove(pages + PAGE - length - 1, name, length + 1);
    try_open("path up to the end of memory", pages + PAGE - length - 1,
             O_RDONLY);
    mprotect(pages + PAGE, PAGE, PROT_READ | PROT_WRITE);
    memset(pages, '/', 2 * (size_t)PAGE);
    memcpy(pages + 2 * (size_t)PAGE - length - 1, name, length + 1);
    try_open("path too long", pages, O_RDONLY);
    munmap(pages, 2 * (size_t)PAGE);
}

static void try_without_descriptors(void)
{
    struct rlimit limit = {0};

    fflush(stdout);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &limit);
    try_open("no descriptor left", "thunk/" LIBRARY, O_RDONLY);
}

int main(int argc, char **argv)
{
    char folder[PAGE];

    if (argc != 2 || chdir(argv[1]) != 0 ||
        getcwd(folder, sizeof(folder)) == NULL) {
        fputs("usage: redirect_variants EMPTY-FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    make_files();
    try_paths(folder);
    try_flags();
    try_openat2_calls();
    try_bad_paths();
    try_without_descriptors();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
