/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/embedded_file.h"

#include <string.h>

const void *embedded_file_find(const EmbeddedFile *files, const char *name,
                               size_t *size)
{
    for (; files->name != NULL; files++) {
        if (strcmp(files->name, name) == 0) {
            *size = files->size;
            return files->bytes;
        }
    }
    return NULL;
}
