/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The doctor's report: a line a check, on stdout. What has been said is not
 * said again: several architectures share a plugin and the host's libraries.
 */
#ifndef HOSTLIB_LAUNCHER_REPORT_H
#define HOSTLIB_LAUNCHER_REPORT_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct Report {
    bool is_bad; /* whether any line was not report_ok()'s */
    GHashTable *lines;
} Report;

void report_init(Report *report);
void report_clear(Report *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Report, report_clear)

/* It is right: what was found. */
void report_ok(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* It is wrong: what was found, and what to do. */
void report_no(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* It could not be told, and how to find out. */
void report_open(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

G_END_DECLS

#endif
