/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/program_skip.h"

#include <stdlib.h>
#include <string.h>

static const char *programs_to_skip = "";

/* The length of the name at @names, which ends with a colon or the string. */
static size_t name_length(const char *names)
{
    return strcspn(names, ":");
}

/* What follows that name, or NULL after the last. */
static const char *next_name(const char *names)
{
    const char *end = names + name_length(names);

    return *end == '\0' ? NULL : end + 1;
}

char *program_skip_choose(const char *value)
{
    /* QEMU makes "skip=on" of a mere "skip". */
    bool is_usable = strcmp(value, "on") != 0;

    for (const char *name = value; name != NULL; name = next_name(name)) {
        const size_t length = name_length(name);

        if (length == 0 || memchr(name, '/', length) != NULL) {
            is_usable = false;
        }
    }
    if (!is_usable) {
        return g_strdup("names no programs; give their basenames, separated "
                        "by colons");
    }
    programs_to_skip = value;
    return NULL;
}

static bool skips_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *basename = slash == NULL ? path : slash + 1;
    const size_t length = strlen(basename);

    for (const char *name = programs_to_skip; name != NULL;
         name = next_name(name)) {
        if (length > 0 && name_length(name) == length &&
            memcmp(name, basename, length) == 0) {
            return true;
        }
    }
    return false;
}

bool program_is_skipped(const char *path)
{
    char *target = NULL;
    bool is_skipped = skips_name(path);

    if (!is_skipped) {
        target = realpath(path, NULL);
        is_skipped = target != NULL && skips_name(target);
        free(target);
    }
    return is_skipped;
}
