/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/log.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "plugin/core/description.h"
#include "plugin/core/escape.h"
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
 * Write name, message and newline to @line, LINE_SIZE bytes. On the stack and
 * cut off rather than allocated: what a guest passes ends up here.
 */
static void format_line(char *line, const char *message)
{
    size_t used = 0;

    used = escape_append(line, LINE_SIZE, used, log_name);
    used = escape_append(line, LINE_SIZE, used, ": ");
    used = escape_append(line, LINE_SIZE, used, message);
    line[used] = '\n';
    line[used + 1] = '\0';
}

void log_event(const char *format, ...)
{
    char message[MESSAGE_SIZE];
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    g_vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    format_line(line, message);
    qemu_plugin_outs(line);
}

void log_problem(const char *format, ...)
{
    char message[MESSAGE_SIZE];
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    g_vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    format_line(line, message);
    fputs(line, stderr);
    description_add("problem", message, NULL);
}
