/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/report.h"

#include <stdarg.h>
#include <stdio.h>

void report_init(Report *report)
{
    *report = (Report){
        .lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
}

void report_clear(Report *report)
{
    g_clear_pointer(&report->lines, g_hash_table_unref);
}

G_GNUC_PRINTF(3, 0) static void print_line(Report *report, const char *verdict,
                                           const char *format,
                                           va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    g_autofree char *line = g_strdup_printf("%-3s %s", verdict, text);

    if (!g_hash_table_contains(report->lines, line)) {
        puts(line);
        g_hash_table_add(report->lines, g_steal_pointer(&line));
    }
}

void report_ok(Report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_line(report, "ok", format, arguments);
    va_end(arguments);
}

void report_no(Report *report, const char *format, ...)
{
    va_list arguments;

    report->is_bad = true;
    va_start(arguments, format);
    print_line(report, "no", format, arguments);
    va_end(arguments);
}

void report_open(Report *report, const char *format, ...)
{
    va_list arguments;

    report->is_bad = true;
    va_start(arguments, format);
    print_line(report, "--", format, arguments);
    va_end(arguments);
}
