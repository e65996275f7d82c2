/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/options.h"

#include <string.h>

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

static char *describe_unknown(const Service *const *services,
                              const char *option)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *separator = "";

    g_string_printf(text, "unknown option '%s'; leave it out (known: ", option);
    for (; *services != NULL; services++) {
        for (size_t i = 0; i < (*services)->option_count; i++) {
            g_string_append_printf(text, "%s%s=%s", separator,
                                   (*services)->options[i].name,
                                   (*services)->options[i].help);
            separator = ", ";
        }
    }
    g_string_append(text, *separator == '\0' ? "none)" : ")");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool options_apply(const Service *const *services, int count,
                   char *const *options, char **problem)
{
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(options[i], '=');
        const size_t length =
            equals == NULL ? strlen(options[i]) : (size_t)(equals - options[i]);
        const ServiceOption *option = find_option(services, options[i], length);
        const char *objection = NULL;

        if (option == NULL) {
            *problem = describe_unknown(services, options[i]);
            return false;
        }
        objection = option->set(equals == NULL ? "" : equals + 1);
        if (objection != NULL) {
            *problem = g_strdup_printf("%s %s", options[i], objection);
            return false;
        }
    }
    return true;
}
