/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/report.h"

#include <stdarg.h>
#include <stdio.h>

static void print_line(const char *verdict, const char *format,
                       va_list arguments)
{
    printf("%-3s ", verdict);
    vprintf(format, arguments);
    putchar('\n');
}

void report_ok(Report *report, const char *format, ...)
{
    va_list arguments;

    (void)report;
    va_start(arguments, format);
    print_line("ok", format, arguments);
    va_end(arguments);
}

void report_no(Report *report, const char *format, ...)
{
    va_list arguments;

    report->is_bad = true;
    va_start(arguments, format);
    print_line("no", format, arguments);
    va_end(arguments);
}

void report_open(Report *report, const char *format, ...)
{
    va_list arguments;

    report->is_bad = true;
    va_start(arguments, format);
    print_line("--", format, arguments);
    va_end(arguments);
}
