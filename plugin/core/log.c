/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/log.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "plugin/core/qemu_api.h"

enum {
    /* The longest message names two paths; see open_redirect.c. */
    MESSAGE_SIZE = 2 * PATH_MAX + 128,
    /* A name, an escape for some characters, the newline. */
    LINE_SIZE = MESSAGE_SIZE + 512,
};

static const char *log_name = "plugin";

void log_init(const char *name)
{
    log_name = name;
}

/*
 * Append @text to the @used bytes of @line, as far as there is room for the
 * newline behind it. A control character becomes "\xNN": text comes from guests
 * and files, and a newline in a path must not begin a line. Returns what is
 * used then.
 */
static size_t append_escaped(char *line, size_t used, const char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool is_control = g_ascii_iscntrl(*text);

        if (LINE_SIZE - used < (is_control ? 6U : 3U)) {
            break;
        }
        if (!is_control) {
            line[used++] = *text;
            continue;
        }
        line[used++] = '\\';
        line[used++] = 'x';
        line[used++] = digits[c >> 4];
        line[used++] = digits[c & 0xf];
    }
    return used;
}

/*
 * Write name, message and newline to @line, LINE_SIZE bytes. On the stack and
 * cut off rather than allocated: what a guest passes ends up here.
 */
static void format_line(char *line, const char *format, va_list arguments)
{
    char message[MESSAGE_SIZE];
    size_t used = 0;

    g_vsnprintf(message, sizeof(message), format, arguments);
    used = append_escaped(line, used, log_name);
    used = append_escaped(line, used, ": ");
    used = append_escaped(line, used, message);
    line[used] = '\n';
    line[used + 1] = '\0';
}

void log_event(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    qemu_plugin_outs(line);
}

void log_problem(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    fputs(line, stderr);
}
