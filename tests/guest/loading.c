/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads zlibs, or reads their files:
 *
 *     loading load NAME...   dlopen() each; says which version it is, whether
 *                            it has been loaded already, and what becomes of
 *                            some text
 *     loading apart NAME...  the same by dlmopen(), each with libraries of its
 *                            own
 *     loading look NAME      dlopen() it; says what the loader knows of its
 *                            deflate()
 *     loading copy FROM TO   by open() and read(), as cp does it
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    MOST_NAMES = 16,
    SIZE = 10000,
};

static void *loaded[MOST_NAMES];
static int loaded_count;

static bool is_loaded(const void *library)
{
    for (int i = 0; i < loaded_count; i++) {
        if (loaded[i] == library) {
            return true;
        }
    }
    return false;
}

/* Returns the length of some text when it is compressed by @library. */
static unsigned long try_compress(void *library)
{
    static unsigned char text[SIZE];
    static unsigned char packed[2 * SIZE];
    __typeof__(&compress) function = NULL;
    void *address = dlsym(library, "compress");
    uLongf length = sizeof(packed);

    for (int i = 0; i < SIZE; i++) {
        text[i] = (unsigned char)(i * i / 7);
    }
    memcpy(&function, &address, sizeof(address));
    return function != NULL && function(packed, &length, text, SIZE) == Z_OK
               ? length
               : 0;
}

/* @library: from dlopen() of @name. */
static void report(const char *name, void *library)
{
    __typeof__(&zlibVersion) get_version = NULL;
    void *address = NULL;

    if (library == NULL) {
        printf("%s: %s\n", name, dlerror());
        return;
    }
    address = dlsym(library, "zlibVersion");
    if (address == NULL) {
        printf("%s: no zlib\n", name);
        return;
    }
    memcpy(&get_version, &address, sizeof(address));
    printf("%s: %s%s, %lu bytes\n", name, get_version(),
           is_loaded(library) ? " again" : "", try_compress(library));
    if (loaded_count < MOST_NAMES) {
        loaded[loaded_count] = library;
        loaded_count++;
    }
}

static void load(const char *name)
{
    report(name, dlopen(name, RTLD_NOW | RTLD_LOCAL));
}

static void load_apart(const char *name)
{
    report(name, dlmopen(LM_ID_NEWLM, name, RTLD_NOW | RTLD_LOCAL));
}

/* A place in an object's memory, and what has been found there. */
typedef struct Search {
    uintptr_t address;
    const char *object;
    bool is_code;
} Search;

static int visit_object(struct dl_phdr_info *info, size_t size, void *argument)
{
    Search *search = argument;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type == PT_LOAD && search->address >= start &&
            search->address - start < segment->p_memsz) {
            search->object = info->dlpi_name;
            search->is_code = (segment->p_flags & PF_X) != 0;
        }
    }
    return 0;
}

static void look(const char *name)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    void *address = library != NULL ? dlsym(library, "deflate") : NULL;
    Search search = {.address = (uintptr_t)address};
    Dl_info info;

    if (address == NULL || dladdr(address, &info) == 0) {
        printf("%s: no deflate()\n", name);
        return;
    }
    dl_iterate_phdr(visit_object, &search);
    printf("%s, %s, at its address: %d; in the code of %s: %d\n",
           info.dli_fname, info.dli_sname, info.dli_saddr == address,
           search.object, search.is_code);
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

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(const char *name);
    } modes[] = {
        {"load", load},
        {"apart", load_apart},
        {"look", look},
    };

    if (argc == 4 && strcmp(argv[1], "copy") == 0) {
        return copy(argv[2], argv[3]);
    }
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (argc >= 3 && strcmp(argv[1], modes[i].name) == 0) {
            for (int j = 2; j < argc; j++) {
                modes[i].run(argv[j]);
            }
            return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        }
    }
    fputs("usage: loading load|apart|look NAME... | copy FROM TO\n", stderr);
    return EXIT_FAILURE;
}
