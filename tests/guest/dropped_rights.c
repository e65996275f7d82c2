/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of zlib's that gives up whatever it could write a file by:
 *
 *     dropped_rights JAIL STATISTICS OWN
 *
 * It takes all permissions from STATISTICS, goes into the chroot JAIL, leaves
 * its namespaces, drops all capabilities, has OWN for stdout and stderr and for
 * as many descriptors as it can get, and then calls crc32() once, in three
 * children and in itself. It exits with 0, or with a line's number.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

enum {
    LIMIT = 64, /* of descriptors */
    CHILDREN = 3,
    SIZE = 100000,
};

/* Nothing can be said: a line's number is the exit status. */
#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            _exit(__LINE__);                                                   \
        }                                                                      \
    } while (0)

static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = {
        .version = _LINUX_CAPABILITY_VERSION_3,
    };
    const struct __user_cap_data_struct none[2] = {{0}};

    CHECK(syscall(SYS_capset, &header, none) == 0);
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(chroot("/") == -1 && errno == EPERM);
}

static void fill_descriptors(int own)
{
    const struct rlimit limit = {LIMIT, LIMIT};

    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int fd = 0; fd < LIMIT; fd++) {
        CHECK(dup2(own, fd) == fd);
    }
    CHECK(dup(own) == -1 && errno == EMFILE);
}

static void call(void)
{
    static unsigned char text[SIZE];

    CHECK(crc32(0, text, SIZE) != 0);
}

static void fork_callers(void)
{
    for (int i = 0; i < CHILDREN; i++) {
        int status = 0;
        const pid_t child = fork();

        if (child == 0) {
            call();
            _exit(EXIT_SUCCESS);
        }
        CHECK(waitpid(child, &status, 0) == child && status == 0);
    }
    /* There is no child that the program does not know of. */
    CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
}

int main(int argc, char **argv)
{
    int own = -1;

    CHECK(argc == 4);
    own = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    CHECK(own >= 0);
    CHECK(chmod(argv[2], 0) == 0);
    CHECK(unshare(CLONE_FS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS |
                  CLONE_NEWUTS) == 0);
    CHECK(chroot(argv[1]) == 0 && chdir("/") == 0);
    drop_capabilities();
    CHECK(open(argv[2], O_WRONLY) == -1);
    fill_descriptors(own);
    fork_callers();
    call();
    _exit(EXIT_SUCCESS);
}
