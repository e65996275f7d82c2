/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/findings.h"

#include <string.h>

#define PLUGIN_NAME "syscall_filter_zlib: "

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
