/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/host_library_linked.h"

#include <stdlib.h>
#include <string.h>

#include "plugin/core/host_library.h"

const char *host_library_choose_folder(const char *value)
{
    (void)value;
    return "cannot be chosen: this emulator has its libraries in it; leave it "
           "out";
}

char **host_library_folders(void)
{
    return g_new0(char *, 1);
}

void *host_library_open(const char *path, char **problem)
{
    (void)path;
    *problem = g_strdup("this emulator has its libraries in it and opens none");
    return NULL;
}

void *host_library_find(const char *soname, char *const *folders,
                        char **problem)
{
    const LinkedLibrary *library = host_linked_libraries;

    (void)folders;
    for (; library->soname != NULL; library++) {
        if (strcmp(library->soname, soname) == 0) {
            return (void *)library;
        }
    }
    *problem = g_strdup("it is not in this emulator");
    return NULL;
}

static int compare(const void *name, const void *symbol)
{
    return strcmp(name, ((const LinkedSymbol *)symbol)->name);
}

void *host_library_symbol(void *library, const char *name)
{
    const LinkedLibrary *linked = library;
    const LinkedSymbol *symbol = bsearch(name, linked->symbols, linked->count,
                                         sizeof(linked->symbols[0]), compare);

    return symbol == NULL ? NULL : (void *)symbol->address;
}

void host_library_close(void *library)
{
    (void)library;
}

char *host_library_file(const void *address)
{
    const LinkedLibrary *library = host_linked_libraries;

    for (; library->soname != NULL; library++) {
        for (size_t i = 0; i < library->count; i++) {
            if (library->symbols[i].address == address) {
                return g_strdup_printf("the emulator's own %s",
                                       library->soname);
            }
        }
    }
    return NULL;
}
