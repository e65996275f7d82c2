/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/script.h"

#include <stdbool.h>
#include <string.h>

static bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t';
}

static const char *skip_blanks(const char *from, const char *end)
{
    while (from < end && is_blank(*from)) {
        from++;
    }
    return from;
}

/* The end of the word at @from: a blank, a NUL or @end. */
static const char *skip_word(const char *from, const char *end)
{
    while (from < end && !is_blank(*from) && *from != '\0') {
        from++;
    }
    return from;
}

/*
 * Returns where the line ends that begins at @line. Without a newline before
 * @end this is the byte before @end, as the kernel has it, or NULL where the
 * interpreter's name may go on behind @end.
 */
static const char *find_line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    const char *nul = memchr(line, '\0', (size_t)(end - line));
    const char *name = NULL;

    if (newline != NULL && (nul == NULL || newline < nul)) {
        return newline;
    }
    name = skip_blanks(line, end);
    return skip_word(name, end) < end ? end - 1 : NULL;
}

ScriptKind script_parse(const char *text, size_t size, char **interpreter,
                        char **argument)
{
    /* Files that are shorter are followed by NULs, in the kernel as well. */
    char buffer[SCRIPT_SIZE + 1] = "";
    const char *line = buffer + strlen("#!");
    const char *name = NULL;
    const char *name_end = NULL;
    const char *rest = NULL;
    const char *end = NULL;

    memcpy(buffer, text, MIN(size, SCRIPT_SIZE));
    if (strncmp(buffer, "#!", strlen("#!")) != 0) {
        return SCRIPT_NONE;
    }
    end = find_line_end(line, buffer + SCRIPT_SIZE);
    if (end == NULL) {
        return SCRIPT_BAD;
    }
    while (end > line && is_blank(end[-1])) {
        end--;
    }
    name = skip_blanks(line, end);
    if (name == end) {
        return SCRIPT_BAD;
    }
    name_end = skip_word(name, end);
    rest = skip_blanks(name_end, end);
    *interpreter = g_strndup(name, (gsize)(name_end - name));
    /* Blanks at the end of a file without a newline make an empty one. */
    *argument = rest > name_end && rest < end
                    ? g_strndup(rest, (gsize)(end - rest))
                    : NULL;
    return SCRIPT_USABLE;
}
