/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/options.h"

#include <string.h>

#include "plugin/core/description.h"
#include "plugin/core/graft_table.h"
#include "plugin/core/host_library.h"
#include "plugin/core/program_skip.h"
#include "plugin/core/statistics_output.h"

static const ServiceOption *find_option(const Service *const *services,
                                        const char *name, size_t length)
{
    for (; *services != NULL; services++) {
        for (size_t i = 0; i < (*services)->option_count; i++) {
            const ServiceOption *option = &(*services)->options[i];

            if (strlen(option->name) == length &&
                memcmp(option->name, name, length) == 0) {
                return option;
            }
        }
    }
    return NULL;
}

static const ServiceGraft *find_graft(const Service *const *services,
                                      const char *name, size_t length)
{
    for (; *services != NULL; services++) {
        const ServiceGraft *graft = (*services)->graft;

        if (graft != NULL && strlen(graft->option) == length &&
            memcmp(graft->option, name, length) == 0) {
            return graft;
        }
    }
    return NULL;
}

/* An option's name and what its value is, for the user. */
typedef struct KnownOption {
    const char *name;
    const char *help;
} KnownOption;

static void add_known(GArray *known, const char *name, const char *help)
{
    const KnownOption option = {name, help};

    g_array_append_val(known, option);
}

static GArray *list_known(const Service *const *services)
{
    GArray *known = g_array_new(FALSE, FALSE, sizeof(KnownOption));

    for (; *services != NULL; services++) {
        for (size_t i = 0; i < (*services)->option_count; i++) {
            add_known(known, (*services)->options[i].name,
                      (*services)->options[i].help);
        }
        if ((*services)->graft != NULL) {
            add_known(known, (*services)->graft->option, GRAFT_OPTION_HELP);
        }
    }
    add_known(known, DESCRIPTION_OPTION, DESCRIPTION_HELP);
    add_known(known, HOST_LIBRARY_OPTION, HOST_LIBRARY_HELP);
    add_known(known, PROGRAM_SKIP_OPTION, PROGRAM_SKIP_HELP);
    add_known(known, STATISTICS_OUTPUT_OPTION, STATISTICS_OUTPUT_HELP);
    return known;
}

/* Returns a name that two options have, or NULL. */
static const char *find_duplicate(const GArray *known)
{
    for (guint i = 0; i < known->len; i++) {
        const char *name = g_array_index(known, KnownOption, i).name;

        for (guint j = 0; j < i; j++) {
            if (strcmp(g_array_index(known, KnownOption, j).name, name) == 0) {
                return name;
            }
        }
    }
    return NULL;
}

static char *describe_unknown(const GArray *known, const char *option)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "unknown option '%s'; leave it out (known: ", option);
    for (guint i = 0; i < known->len; i++) {
        const KnownOption *one = &g_array_index(known, KnownOption, i);

        g_string_append_printf(text, "%s%s=%s", i == 0 ? "" : ", ", one->name,
                               one->help);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static bool is_named(const char *option, const char *name, size_t length)
{
    return strlen(option) == length && memcmp(option, name, length) == 0;
}

/*
 * Set the option of @length bytes at @name. Returns whether there is one;
 * @objection is why it cannot have the value, for g_free(), or NULL.
 */
static bool set_option(const Service *const *services, const char *name,
                       size_t length, const char *value, char **objection)
{
    const ServiceOption *option = find_option(services, name, length);
    const ServiceGraft *graft = find_graft(services, name, length);

    if (option != NULL) {
        *objection = g_strdup(option->set(value));
    } else if (graft != NULL) {
        *objection = graft_choose(graft, value);
    } else if (is_named(DESCRIPTION_OPTION, name, length)) {
        *objection = g_strdup(description_choose(value));
    } else if (is_named(HOST_LIBRARY_OPTION, name, length)) {
        *objection = g_strdup(host_library_choose_folder(value));
    } else if (is_named(PROGRAM_SKIP_OPTION, name, length)) {
        *objection = program_skip_choose(value);
    } else if (is_named(STATISTICS_OUTPUT_OPTION, name, length)) {
        *objection = statistics_output_choose(value);
    } else {
        return false;
    }
    return true;
}

bool options_apply(const Service *const *services, int count,
                   char *const *options, char **problem)
{
    g_autoptr(GArray) known = list_known(services);
    const char *duplicate = find_duplicate(known);

    if (duplicate != NULL) {
        *problem = g_strdup_printf("two options are called '%s'; rename one in "
                                   "its service",
                                   duplicate);
        return false;
    }
    for (int i = 0; i < count; i++) {
        const size_t length = strcspn(options[i], "=");
        const char *value = options[i] + length;
        g_autofree char *objection = NULL;

        if (*value == '=') {
            value++;
        }
        if (!set_option(services, options[i], length, value, &objection)) {
            *problem = describe_unknown(known, options[i]);
            return false;
        }
        if (objection != NULL) {
            *problem = g_strdup_printf("%s %s", options[i], objection);
            return false;
        }
    }
    return true;
}
