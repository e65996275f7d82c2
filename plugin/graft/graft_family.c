/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft_family.h"

#include <string.h>

typedef struct Search {
    const GraftFamily *family;
    const GraftLibrary *library;
    const GraftBlob *blob;
    const char *culprit;
} Search;

/* Whether @name is @pattern, or begins as it if that ends in "*". */
static bool matches(const char *name, const char *pattern)
{
    const size_t length = strlen(pattern);

    return length > 0 && pattern[length - 1] == '*'
               ? strncmp(name, pattern, length - 1) == 0
               : strcmp(name, pattern) == 0;
}

static bool is_member(const GraftFamily *family, const char *name)
{
    for (const char *const *outsider = family->outsiders; *outsider != NULL;
         outsider++) {
        if (matches(name, *outsider)) {
            return false;
        }
    }
    for (const char *const *prefix = family->prefixes; *prefix != NULL;
         prefix++) {
        if (strncmp(name, *prefix, strlen(*prefix)) == 0) {
            return true;
        }
    }
    return false;
}

static bool can_lead_to_blob(const Search *search, const char *name)
{
    return graft_blob_has(search->blob, name) &&
           graft_library_find(search->library, name, NULL) ==
               GRAFT_EXPORT_FUNCTION;
}

static bool visit(const char *name, void *argument)
{
    Search *search = argument;

    if (is_member(search->family, name) && !can_lead_to_blob(search, name)) {
        search->culprit = name;
    }
    return search->culprit == NULL;
}

const char *graft_family_culprit(const GraftFamily *family,
                                 const GraftLibrary *library,
                                 const GraftBlob *blob)
{
    Search search = {.family = family, .library = library, .blob = blob};

    for (const char *const *name = family->required; *name != NULL; name++) {
        if (!can_lead_to_blob(&search, *name)) {
            return *name;
        }
    }
    graft_library_each_function(library, visit, &search);
    return search.culprit;
}
