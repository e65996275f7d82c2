/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/declared_service.h"

#include <string.h>

#include "plugin/core/host_library.h"

bool declared_service_find(void *library, const DeclaredSymbol *symbols,
                           size_t count, char **problem)
{
    for (size_t i = 0; i < count; i++) {
        void *address = host_library_symbol(library, symbols[i].name);

        if (address == NULL) {
            *problem =
                g_strdup_printf("it has no function %s", symbols[i].name);
            return false;
        }
        memcpy(symbols[i].function, &address, sizeof(address));
    }
    return true;
}

char *declared_service_load(const char *soname, const DeclaredSymbol *symbols,
                            size_t count, char **problem)
{
    g_auto(GStrv) folders = host_library_folders();
    void *library = host_library_find(soname, folders, problem);
    char *file = NULL;

    if (library == NULL) {
        return NULL;
    }
    if (!declared_service_find(library, symbols, count, problem)) {
        host_library_close(library);
        return NULL;
    }
    file = host_library_file(*symbols[0].function);
    return file != NULL ? file : g_strdup(soname);
}
