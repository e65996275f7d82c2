/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program in a root directory that it is not in, as binfmt_misc runs an
 * emulator that it has opened at registration (flag F):
 *
 *     in_root chroot ROOT PROGRAM ARGUMENT...   by chroot()
 *     in_root pivot ROOT PROGRAM ARGUMENT...    by pivot_root(), and read-only
 *
 * ARGUMENT... begins with argv[0]. A user namespace of its own gives it the
 * right to change the root. The program's working directory is the root.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
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

static void enter_namespace(void)
{
    char users[64];
    char groups[64];

    (void)snprintf(users, sizeof(users), "0 %u 1", (unsigned)geteuid());
    (void)snprintf(groups, sizeof(groups), "0 %u 1", (unsigned)getegid());
    check(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, "unshare()");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", users);
    write_file("/proc/self/gid_map", groups);
}

/* The flags that a mount in a user namespace cannot lose. */
static unsigned long locked_flags(const char *folder)
{
    struct statvfs status;

    check(statvfs(folder, &status) == 0, folder);
    return (status.f_flag & ST_NOSUID ? MS_NOSUID : 0) |
           (status.f_flag & ST_NODEV ? MS_NODEV : 0) |
           (status.f_flag & ST_NOEXEC ? MS_NOEXEC : 0) |
           (status.f_flag & ST_NOATIME ? MS_NOATIME : 0) |
           (status.f_flag & ST_RELATIME ? MS_RELATIME : 0);
}

static void pivot_into(const char *root)
{
    check(mount(root, root, NULL, MS_BIND, NULL) == 0, "mount()");
    check(mount(NULL, root, NULL,
                MS_BIND | MS_REMOUNT | MS_RDONLY | locked_flags(root),
                NULL) == 0,
          "remount");
    check(chdir(root) == 0, root);
    check(syscall(SYS_pivot_root, ".", ".") == 0, "pivot_root()");
    check(umount2(".", MNT_DETACH) == 0, "umount2()");
    check(chdir("/") == 0, "chdir()");
}

static void chroot_into(const char *root)
{
    check(chroot(root) == 0 && chdir("/") == 0, root);
}

int main(int argc, char **argv)
{
    int program = -1;

    if (argc < 5) {
        fputs("usage: in_root chroot|pivot ROOT PROGRAM ARGUMENT...\n", stderr);
        return EXIT_FAILURE;
    }
    program = open(argv[3], O_PATH | O_CLOEXEC);
    check(program >= 0, argv[3]);
    enter_namespace();
    if (strcmp(argv[1], "pivot") == 0) {
        pivot_into(argv[2]);
    } else {
        chroot_into(argv[2]);
    }
    syscall(SYS_execveat, program, "", argv + 4, environ, AT_EMPTY_PATH);
    check(0, "execveat()");
}
