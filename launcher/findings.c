/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/findings.h"

#include <string.h>

#define PLUGIN_NAME "syscall_filter_zlib: "
#define ARROW       " => "

char *findings_plugin_line(const char *text, const char *beginning,
                           const char *part)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        const char *words = NULL;

        if (!g_str_has_prefix(*line, PLUGIN_NAME)) {
            continue;
        }
        words = *line + strlen(PLUGIN_NAME);
        if (g_str_has_prefix(words, beginning) && strstr(words, part) != NULL) {
            return g_strdup(words);
        }
    }
    return NULL;
}

/*
 * What stands after the arrow in the first line of a library whose name begins
 * with @name, with @what in it; or its name.
 */
static char *find_library(const char *listing, const char *name,
                          const char *what, gboolean wants_name)
{
    g_auto(GStrv) lines = g_strsplit(listing, "\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        const char *library = g_strchug(*line);
        const char *arrow = strstr(library, ARROW);

        if (arrow == NULL || !g_str_has_prefix(library, name) ||
            strstr(arrow, what) == NULL) {
            continue;
        }
        if (wants_name) {
            return g_strndup(library, (gsize)(arrow - library));
        }
        arrow += strlen(ARROW);
        /* "PATH (0xADDRESS)" */
        return g_strndup(arrow, strlen(arrow) - strlen(strrchr(arrow, ' ')));
    }
    return NULL;
}

char *findings_library(const char *listing, const char *name)
{
    return find_library(listing, name, " (0x", FALSE);
}

char *findings_missing_library(const char *listing)
{
    return find_library(listing, "", ARROW "not found", TRUE);
}

char *findings_last_line(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const char *last = "nothing";

    for (char **line = lines; *line != NULL; line++) {
        if (**line != '\0') {
            last = *line;
        }
    }
    return g_strdup(last);
}
