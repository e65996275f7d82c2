/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a command as root of a user namespace of its own:
 *
 *     in_user_namespace PROC COMMAND...
 *
 * so that it may call chroot(). The folder PROC becomes a view of /proc.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static void check(int is_right, const char *what)
{
    if (!is_right) {
        perror(what);
        exit(EXIT_FAILURE);
    }
}

static void write_file(const char *path, const char *text)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);

    check(fd >= 0, path);
    check(write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
    close(fd);
}

int main(int argc, char **argv)
{
    char users[64];
    char groups[64];

    if (argc < 3) {
        fputs("usage: in_user_namespace PROC COMMAND...\n", stderr);
        return EXIT_FAILURE;
    }
    (void)snprintf(users, sizeof(users), "0 %u 1", (unsigned)geteuid());
    (void)snprintf(groups, sizeof(groups), "0 %u 1", (unsigned)getegid());
    check(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, "unshare()");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", users);
    write_file("/proc/self/gid_map", groups);
    check(mount("/proc", argv[1], NULL, MS_BIND | MS_REC, NULL) == 0,
          "mount()");
    execv(argv[2], argv + 2);
    check(0, argv[2]);
}
