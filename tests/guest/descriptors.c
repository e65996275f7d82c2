/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Says which descriptors a program of zlib's has, and which it can get. A line
 * each:
 *
 *     N TARGET    for each one that is open
 *     from N: M   for the first free one from N on
 *     N more      until the table is full
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

enum {
    LIMIT = 1024, /* of a usual shell */
    SIZE = 100000,
};

static void check(int is_right, const char *what)
{
    if (!is_right) {
        fprintf(stderr, "%s went wrong\n", what);
        exit(EXIT_FAILURE);
    }
}

static void list_open(void)
{
    static const char folder[] = "/proc/self/fd";
    DIR *stream = opendir(folder);
    const int own = stream == NULL ? -1 : dirfd(stream);
    const struct dirent *entry = NULL;

    check(own >= 0, "opendir()");
    while ((entry = readdir(stream)) != NULL) {
        char target[PATH_MAX] = "";

        if (entry->d_name[0] == '.' || strtol(entry->d_name, NULL, 10) == own) {
            continue;
        }
        check(readlinkat(own, entry->d_name, target, sizeof(target) - 1) > 0,
              "readlinkat()");
        printf("%s %s\n", entry->d_name, target);
    }
    closedir(stream);
}

static void try_numbers(void)
{
    for (int from = 0; from < LIMIT; from++) {
        const int fd = fcntl(STDOUT_FILENO, F_DUPFD, from);

        check(fd >= 0, "F_DUPFD");
        if (fd != from) {
            printf("from %d: %d\n", from, fd);
        }
        close(fd);
    }
}

static void fill_table(void)
{
    int count = 0;

    while (dup(STDOUT_FILENO) >= 0) {
        count++;
    }
    printf("%d more\n", count);
}

int main(void)
{
    static unsigned char text[SIZE];
    struct rlimit limit;

    check(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit()");
    limit.rlim_cur = LIMIT;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit()");
    check(crc32(0, text, SIZE) != 0, "crc32()");
    list_open();
    try_numbers();
    fill_table();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
