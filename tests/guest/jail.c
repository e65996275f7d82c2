/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Goes into a chroot, looks for a way out, and loads a zlib in there:
 *
 *     jail FOLDER OUTSIDE LIBRARY
 *
 * OUTSIDE is the absolute path of a file that is not below FOLDER; LIBRARY is
 * one in the chroot. Says whether OUTSIDE can be read, and which zlib it is.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DESCRIPTORS = 1100, /* more than programs have */
};

/* Returns a descriptor that leads out, or -1. */
static int find_way_out(const char *outside)
{
    static const char up[] = "../../../../../../../../../../../../../../../..";
    char path[PATH_MAX] = "";

    (void)snprintf(path, sizeof(path), "%s/%s%s", up, up, outside);
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        if (openat(fd, path, O_RDONLY) >= 0) {
            return fd;
        }
    }
    return -1;
}

static void load(const char *library)
{
    void *handle = dlopen(library, RTLD_NOW);
    const char *(*get_version)(void) = NULL;
    void *address = NULL;

    if (handle == NULL) {
        printf("%s\n", dlerror());
        return;
    }
    address = dlsym(handle, "zlibVersion");
    if (address != NULL) {
        memcpy(&get_version, &address, sizeof(address));
        printf("zlib %s\n", get_version());
    }
}

int main(int argc, char **argv)
{
    int fd = -1;

    if (argc != 4) {
        fputs("usage: jail FOLDER OUTSIDE LIBRARY\n", stderr);
        return EXIT_FAILURE;
    }
    if (access(argv[2], R_OK) != 0 || chroot(argv[1]) != 0 || chdir("/") != 0) {
        perror("jail");
        return EXIT_FAILURE;
    }
    fd = find_way_out(argv[2]);
    if (fd >= 0) {
        printf("out by descriptor %d\n", fd);
    } else {
        puts("no way out");
    }
    load(argv[3]);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
