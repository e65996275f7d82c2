/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/log.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "plugin/core/qemu_api.h"

enum {
    /* The longest line names two paths; see open_redirect.c. */
    LINE_SIZE = 2 * PATH_MAX + 128,
};

static const char *log_name = "plugin";

void log_init(const char *name)
{
    log_name = name;
}

/*
 * Write name, message and newline to @line, LINE_SIZE bytes. On the stack and
 * cut off rather than allocated: what a guest passes ends up here.
 */
static void format_line(char *line, const char *format, va_list arguments)
{
    /* Room for the newline and the NUL stays free. */
    const size_t room = LINE_SIZE - 2;
    size_t used = (size_t)g_snprintf(line, room, "%s: ", log_name);

    if (used < room) {
        used +=
            (size_t)g_vsnprintf(line + used, room - used, format, arguments);
    }
    used = MIN(used, room - 1);
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
