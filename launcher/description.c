/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/description.h"

#include <string.h>

static void free_record(gpointer record)
{
    g_strfreev(record);
}

/* Returns where records with the key of @record belong, or NULL. */
static GPtrArray *find_place(Description *description, char **record)
{
    const struct {
        const char *key;
        guint fields;
        GPtrArray *place;
    } kinds[] = {
        {"plugin", PLUGIN_FIELDS, description->plugins},
        {"library", LIBRARY_FIELDS, description->libraries},
        {"file", FILE_FIELDS, description->files},
        {"problem", PROBLEM_FIELDS, description->problems},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(record[0], kinds[i].key) == 0) {
            return g_strv_length(record) >= kinds[i].fields ? kinds[i].place
                                                            : NULL;
        }
    }
    return NULL;
}

static void read_line(Description *description, const char *line)
{
    g_auto(GStrv) record = g_strsplit(line, "\t", -1);
    GPtrArray *place = NULL;

    if (strcmp(line, "end") == 0) {
        description->is_complete = description->plugins->len > 0;
    } else if (record[0] != NULL) {
        place = find_place(description, record);
    }
    if (place != NULL) {
        g_ptr_array_add(place, g_steal_pointer(&record));
    }
}

void description_read(Description *description, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    *description = (Description){
        .plugins = g_ptr_array_new_with_free_func(free_record),
        .libraries = g_ptr_array_new_with_free_func(free_record),
        .files = g_ptr_array_new_with_free_func(free_record),
        .problems = g_ptr_array_new_with_free_func(free_record),
    };
    /* Of another version it would be no description. */
    if (lines[0] == NULL || strcmp(lines[0], "description\t1") != 0) {
        return;
    }
    for (char **line = lines + 1; *line != NULL && !description->is_complete;
         line++) {
        read_line(description, *line);
    }
}

void description_clear(Description *description)
{
    g_clear_pointer(&description->plugins, g_ptr_array_unref);
    g_clear_pointer(&description->libraries, g_ptr_array_unref);
    g_clear_pointer(&description->files, g_ptr_array_unref);
    g_clear_pointer(&description->problems, g_ptr_array_unref);
}

char **description_library(const Description *description, const char *option)
{
    for (guint i = 0; i < description->libraries->len; i++) {
        char **library = g_ptr_array_index(description->libraries, i);

        if (strcmp(library[LIBRARY_OPTION], option) == 0) {
            return library;
        }
    }
    return NULL;
}
