/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/statistics_report.h"

#include <inttypes.h>
#include <string.h>

#include "plugin/core/statistics.h"

static const char *const reasons[HOSTLIB_REASON_END] = {
    [HOSTLIB_REASON_TOO_SMALL] = "too small",
    [HOSTLIB_REASON_UNSUPPORTED] = "unsupported",
    [HOSTLIB_REASON_REFUSED] = "refused by the host",
    [HOSTLIB_REASON_NO_MEMORY] = "host out of memory",
    [HOSTLIB_REASON_GUESTS_STREAM] = "stream of the guest's",
};

/* The calls of one operation that were served, or not, for one reason. */
typedef struct Entry {
    const char *name;
    const char *reason; /* NULL on the host */
    StatisticsCount count;
} Entry;

/* Entries with calls: first those on the host. */
typedef struct Report {
    GArray *entries;
    StatisticsCount on_host;
    StatisticsCount in_guest;
} Report;

static void add_entry(Report *report, StatisticsCount *total, Entry entry)
{
    if (entry.count.calls == 0) {
        return;
    }
    total->calls += entry.count.calls;
    total->bytes_in += entry.count.bytes_in;
    total->bytes_out += entry.count.bytes_out;
    total->nanoseconds += entry.count.nanoseconds;
    g_array_append_val(report->entries, entry);
}

static Report make_report(const OperationTable *table)
{
    Report report = {.entries = g_array_new(FALSE, FALSE, sizeof(Entry))};

    for (uint32_t i = 0; i < HOSTLIB_OP_END; i++) {
        const Operation *operation = operation_table_find(table, i);

        if (operation != NULL) {
            add_entry(&report, &report.on_host,
                      (Entry){operation->name, NULL, statistics_get(i)});
        }
    }
    for (uint32_t i = 0; i < HOSTLIB_OP_END; i++) {
        const Operation *operation = operation_table_find(table, i);

        for (int reason = 0; operation != NULL && reason < HOSTLIB_REASON_END;
             reason++) {
            add_entry(&report, &report.in_guest,
                      (Entry){operation->name, reasons[reason],
                              statistics_get_in_guest(i, reason)});
        }
    }
    return report;
}

static void free_report(Report *report)
{
    g_array_free(report->entries, TRUE);
}

enum {
    FUNCTION,
    CALLS,
    BYTES_IN,
    BYTES_OUT,
    NANOSECONDS,
    SERVED,
    COLUMNS,
};

typedef struct Row {
    char *cells[COLUMNS];
} Row;

static char *text_of(uint64_t number)
{
    return g_strdup_printf("%" PRIu64, number);
}

/* @reason: NULL on the host, "" for the sum of all that was in the guest. */
static void add_row(GArray *rows, const char *name,
                    const StatisticsCount *count, const char *reason)
{
    const Row row = {{
        [FUNCTION] = g_strdup(name),
        [CALLS] = text_of(count->calls),
        [BYTES_IN] = text_of(count->bytes_in),
        [BYTES_OUT] = text_of(count->bytes_out),
        [NANOSECONDS] =
            reason == NULL ? text_of(count->nanoseconds) : g_strdup("-"),
        [SERVED] = reason == NULL
                       ? g_strdup("on the host")
                       : g_strconcat("in the guest",
                                     *reason == '\0' ? "" : ": ", reason, NULL),
    }};

    g_array_append_val(rows, row);
}

static void add_rows(GArray *rows, const Report *report, bool is_on_host)
{
    const StatisticsCount *total =
        is_on_host ? &report->on_host : &report->in_guest;

    for (guint i = 0; i < report->entries->len; i++) {
        const Entry *entry = &g_array_index(report->entries, Entry, i);

        if ((entry->reason == NULL) == is_on_host) {
            add_row(rows, entry->name, &entry->count, entry->reason);
        }
    }
    if (total->calls != 0) {
        add_row(rows, "total", total, is_on_host ? NULL : "");
    }
}

/* Numbers to the right, texts to the left, and nothing behind the last. */
static void append_row(GString *text, const Row *row, const int *widths)
{
    for (int i = 0; i < SERVED; i++) {
        g_string_append_printf(text, i == FUNCTION ? "%-*s  " : "%*s  ",
                               widths[i], row->cells[i]);
    }
    g_string_append_printf(text, "%s\n", row->cells[SERVED]);
}

static void append_rows(GString *text, const GArray *rows)
{
    int widths[COLUMNS] = {0};

    for (guint i = 0; i < rows->len; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            const size_t length = strlen(g_array_index(rows, Row, i).cells[j]);

            widths[j] = MAX(widths[j], (int)length);
        }
    }
    for (guint i = 0; i < rows->len; i++) {
        append_row(text, &g_array_index(rows, Row, i), widths);
    }
}

static void free_rows(GArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            g_free(g_array_index(rows, Row, i).cells[j]);
        }
    }
    g_array_free(rows, TRUE);
}

/*
 * How much of all @part is, in whole per cents, rounded down: 100 are all. By
 * doubles: a sum may overflow.
 */
static int percentage(double part, double rest)
{
    return part + rest > 0 ? (int)(100 * part / (part + rest)) : 0;
}

static double bytes_of(const StatisticsCount *count)
{
    return (double)count->bytes_in + (double)count->bytes_out;
}

static void append_ratio(GString *text, const Report *report)
{
    const StatisticsCount *host = &report->on_host;
    const StatisticsCount *guest = &report->in_guest;

    if (report->entries->len == 0) {
        g_string_append(text, "no calls\n");
        return;
    }
    g_string_append_printf(
        text, "%d%% of calls, %d%% of bytes on the host\n",
        percentage((double)host->calls, (double)guest->calls),
        percentage(bytes_of(host), bytes_of(guest)));
}

/* Valid UTF-8 in place of any bytes. */
static char *printable(const char *program)
{
    char *text = g_utf8_make_valid(program, -1);

    for (char *c = text; *c != '\0'; c++) {
        if (g_ascii_iscntrl(*c)) {
            *c = '?';
        }
    }
    return text;
}

char *statistics_report_table(const OperationTable *table, const char *program,
                              pid_t pid)
{
    static const Row header = {{"function", "calls", "bytes in", "bytes out",
                                "nanoseconds", "served"}};
    g_autofree char *name = printable(program);
    GString *text = g_string_new(NULL);
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));
    Report report = make_report(table);
    Row titles;

    for (int i = 0; i < COLUMNS; i++) {
        titles.cells[i] = g_strdup(header.cells[i]);
    }
    g_array_append_val(rows, titles);
    add_rows(rows, &report, true);
    add_rows(rows, &report, false);
    g_string_printf(text, "hostlib statistics: %s, pid %ld\n", name, (long)pid);
    append_rows(text, rows);
    append_ratio(text, &report);
    free_rows(rows);
    free_report(&report);
    return g_string_free(text, FALSE);
}

static void append_json_text(GString *json, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    g_string_append_c(json, '"');
    for (const char *c = valid; *c != '\0'; c++) {
        if (g_ascii_iscntrl(*c)) {
            g_string_append_printf(json, "\\u%04x", (unsigned)*c);
            continue;
        }
        if (*c == '"' || *c == '\\') {
            g_string_append_c(json, '\\');
        }
        g_string_append_c(json, *c);
    }
    g_string_append_c(json, '"');
}

static void append_json_entry(GString *json, const Entry *entry)
{
    g_string_append(json, "{\"name\":");
    append_json_text(json, entry->name);
    if (entry->reason != NULL) {
        g_string_append(json, ",\"reason\":");
        append_json_text(json, entry->reason);
    }
    g_string_append_printf(json,
                           ",\"calls\":%" PRIu64 ",\"bytes_in\":%" PRIu64
                           ",\"bytes_out\":%" PRIu64,
                           entry->count.calls, entry->count.bytes_in,
                           entry->count.bytes_out);
    if (entry->reason == NULL) {
        g_string_append_printf(json, ",\"nanoseconds\":%" PRIu64,
                               entry->count.nanoseconds);
    }
    g_string_append_c(json, '}');
}

static void append_json_entries(GString *json, const Report *report,
                                bool is_on_host)
{
    const char *separator = "";

    g_string_append_c(json, '[');
    for (guint i = 0; i < report->entries->len; i++) {
        const Entry *entry = &g_array_index(report->entries, Entry, i);

        if ((entry->reason == NULL) == is_on_host) {
            g_string_append(json, separator);
            append_json_entry(json, entry);
            separator = ",";
        }
    }
    g_string_append_c(json, ']');
}

char *statistics_report_json(const OperationTable *table, const char *program,
                             pid_t pid)
{
    GString *json = g_string_new("{\"program\":");
    Report report = make_report(table);

    append_json_text(json, program);
    g_string_append_printf(json, ",\"pid\":%ld,\"functions\":", (long)pid);
    append_json_entries(json, &report, true);
    g_string_append(json, ",\"in_guest\":");
    append_json_entries(json, &report, false);
    g_string_append(json, "}\n");
    free_report(&report);
    return g_string_free(json, FALSE);
}
