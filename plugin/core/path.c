/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/path.h"

#include <string.h>

bool path_has_basename(const char *path, size_t length, const char *name)
{
    const size_t name_length = strlen(name);
    const char *tail;

    if (length < name_length) {
        return false;
    }
    tail = path + (length - name_length);
    return memcmp(tail, name, name_length) == 0 &&
           (tail == path || tail[-1] == '/');
}

bool path_sibling(const char *path, const char *name, char *buffer, size_t size)
{
    const char *slash = strrchr(path, '/');
    const size_t directory = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    const size_t name_size = strlen(name) + 1;

    if (directory >= size || name_size > size - directory) {
        return false;
    }
    memcpy(buffer, path, directory);
    memcpy(buffer + directory, name, name_size);
    return true;
}
