/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/soname_pattern.h"

#include <string.h>

enum {
    /* auditwheel has 8; fewer could be a part of the name. */
    MIN_HASH_DIGITS = 6,
    MAX_HASH_DIGITS = 64,
};

/* Returns what follows the hash at @text, or NULL if there is none. */
static const char *skip_hash(const char *text)
{
    const size_t digits = strspn(text, "0123456789abcdef");

    return digits >= MIN_HASH_DIGITS && digits <= MAX_HASH_DIGITS
               ? text + digits
               : NULL;
}

bool soname_is(const char *soname, const char *own)
{
    const size_t base = strcspn(own, ".");
    const char *version = own + base;
    const char *rest = NULL;

    if (strcmp(soname, own) == 0) {
        return true;
    }
    /* Without a version of its own, a library's copy could be of any. */
    if (*version == '\0' || strncmp(soname, own, base) != 0 ||
        soname[base] != '-') {
        return false;
    }
    rest = skip_hash(soname + base + 1);
    if (rest == NULL || strncmp(rest, version, strlen(version)) != 0) {
        return false;
    }
    rest += strlen(version);
    return *rest == '\0' || *rest == '.';
}
