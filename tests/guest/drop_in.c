/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads zlibs, or reads their files:
 *
 *     drop_in load NAME...   dlopen() each; says which version it is
 *     drop_in copy FROM TO   by open() and read(), as cp does it
 *     drop_in move FROM TO NAME...   rename() first, then as load
 *
 * It is not linked with zlib: a second dlopen() of what a program has already
 * opens no file.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void load(const char *name)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    const char *(*get_version)(void) = NULL;
    void *address = NULL;

    if (library == NULL) {
        printf("%s: %s\n", name, dlerror());
        return;
    }
    address = dlsym(library, "zlibVersion");
    if (address != NULL) {
        memcpy(&get_version, &address, sizeof(address));
        printf("%s: %s\n", name, get_version());
    } else {
        printf("%s: no zlib\n", name);
    }
    dlclose(library);
}

static int copy(const char *from, const char *to)
{
    /* With the very flags of the loader: they are not what tells. */
    const int source = open(from, O_RDONLY | O_CLOEXEC);
    const int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    static char buffer[1 << 16];
    ssize_t size = 0;

    if (source < 0 || target < 0) {
        perror(from);
        return EXIT_FAILURE;
    }
    do {
        size = read(source, buffer, sizeof(buffer));
    } while (size > 0 && write(target, buffer, (size_t)size) == size);
    return size == 0 && close(target) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Do what comes before loading. Returns where the names are, 0 if nowhere. */
static int prepare(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "load") == 0) {
        return 2;
    }
    if (argc >= 5 && strcmp(argv[1], "move") == 0) {
        return rename(argv[2], argv[3]) == 0 ? 4 : 0;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int first = 0;

    if (argc == 4 && strcmp(argv[1], "copy") == 0) {
        return copy(argv[2], argv[3]);
    }
    first = prepare(argc, argv);
    if (first == 0) {
        fputs("usage: drop_in load NAME... | copy FROM TO |\n"
              "       move FROM TO NAME...\n",
              stderr);
        return EXIT_FAILURE;
    }
    for (int i = first; i < argc; i++) {
        load(argv[i]);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
