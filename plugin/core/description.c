/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/description.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "plugin/core/escape.h"
#include "plugin/core/quiet_write.h"

/* Of the records; greater if a reader of older ones would go wrong. */
#define VERSION "1"

enum {
    /* The longest record is a problem's, which names two paths. */
    RECORD_SIZE = 3 * PATH_MAX,
};

static bool is_wanted;
static GPtrArray *libraries; /* of paths; NULL if there are none */

static void begin(void)
{
    if (!is_wanted) {
        is_wanted = true;
        description_add("description", VERSION, NULL);
    }
}

const char *description_choose(const char *value)
{
    if (strcmp(value, "on") == 0) {
        begin();
        return NULL;
    }
    if (strchr(value, '/') == NULL) {
        return "is neither on nor a path; give one of them, a path with a '/' "
               "in it";
    }
    begin();
    if (libraries == NULL) {
        libraries = g_ptr_array_new();
    }
    g_ptr_array_add(libraries, (gpointer)value);
    return NULL;
}

const char *description_library(size_t index)
{
    return libraries != NULL && index < libraries->len
               ? g_ptr_array_index(libraries, index)
               : NULL;
}

void description_add(const char *key, ...)
{
    char record[RECORD_SIZE];
    const char *field = NULL;
    size_t used = 0;
    va_list fields;

    if (!is_wanted) {
        return;
    }
    used = escape_append(record, sizeof(record), used, key);
    va_start(fields, key);
    while ((field = va_arg(fields, const char *)) != NULL &&
           used < sizeof(record) - 2) {
        record[used++] = '\t';
        used = escape_append(record, sizeof(record), used, field);
    }
    va_end(fields);
    record[used++] = '\n';
    /* A reader that is gone misses the last record. */
    (void)quiet_write(STDOUT_FILENO, record, used);
}

void description_end(void)
{
    description_add("end", NULL);
    is_wanted = false;
    g_clear_pointer(&libraries, g_ptr_array_unref);
}
