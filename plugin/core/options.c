/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/options.h"

#include <string.h>

#include "plugin/core/drop_in_choice.h"
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

static const DropIn *find_drop_in(const Service *const *services,
                                  const char *name, size_t length)
{
    for (; *services != NULL; services++) {
        for (size_t i = 0; i < (*services)->drop_in_count; i++) {
            const DropIn *drop_in = &(*services)->drop_ins[i];

            if (strlen(drop_in->option) == length &&
                memcmp(drop_in->option, name, length) == 0) {
                return drop_in;
            }
        }
    }
    return NULL;
}

static char *describe_unknown(const Service *const *services,
                              const char *option)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "unknown option '%s'; leave it out (known: ", option);
    for (; *services != NULL; services++) {
        for (size_t i = 0; i < (*services)->option_count; i++) {
            g_string_append_printf(text, "%s=%s, ",
                                   (*services)->options[i].name,
                                   (*services)->options[i].help);
        }
        for (size_t i = 0; i < (*services)->drop_in_count; i++) {
            g_string_append_printf(text, "%s=" DROP_IN_CHOICE_HELP ", ",
                                   (*services)->drop_ins[i].option);
        }
    }
    g_string_append(text, DROP_IN_SKIP_OPTION "=" DROP_IN_SKIP_HELP
                                              ", " STATISTICS_OUTPUT_OPTION
                                              "=" STATISTICS_OUTPUT_HELP ")");
    return g_string_free(g_steal_pointer(&text), FALSE);
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
    const DropIn *drop_in = find_drop_in(services, name, length);

    if (option != NULL) {
        *objection = g_strdup(option->set(value));
    } else if (drop_in != NULL) {
        *objection = drop_in_choose(drop_in, value);
    } else if (is_named(DROP_IN_SKIP_OPTION, name, length)) {
        *objection = drop_in_skip(value);
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
    for (int i = 0; i < count; i++) {
        const size_t length = strcspn(options[i], "=");
        const char *value = options[i] + length;
        g_autofree char *objection = NULL;

        if (*value == '=') {
            value++;
        }
        if (!set_option(services, options[i], length, value, &objection)) {
            *problem = describe_unknown(services, options[i]);
            return false;
        }
        if (objection != NULL) {
            *problem = g_strdup_printf("%s %s", options[i], objection);
            return false;
        }
    }
    return true;
}
