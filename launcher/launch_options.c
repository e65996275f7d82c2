/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/launch_options.h"

#include <getopt.h>
#include <string.h>

/* What getopt_long() returns for options without a letter. */
enum {
    OPTION_BACKEND = 256,
    OPTION_HELP,
    OPTION_LOG,
    OPTION_PLUGIN,
    OPTION_QEMU,
    OPTION_SKIP,
    OPTION_STATS,
    OPTION_OFF, /* of the first library; the next one's is one more */
};

static const struct option fixed_options[] = {
    {"backend", required_argument, NULL, OPTION_BACKEND},
    {"help", no_argument, NULL, OPTION_HELP},
    {"log", optional_argument, NULL, OPTION_LOG},
    {"plugin", required_argument, NULL, OPTION_PLUGIN},
    {"qemu", required_argument, NULL, OPTION_QEMU},
    {"skip", required_argument, NULL, OPTION_SKIP},
    {"stats", optional_argument, NULL, OPTION_STATS},
    {NULL, 0, NULL, 0},
};

/*
 * All options, the libraries' among them, as getopt_long() wants them; for
 * g_free(). Their names go to @names.
 */
static struct option *make_options(GPtrArray *names)
{
    struct option *options = NULL;

    for (int i = 0; libraries[i].option != NULL; i++) {
        g_ptr_array_add(names, g_strdup_printf("no-%s", libraries[i].option));
    }
    options = g_new0(struct option, names->len + G_N_ELEMENTS(fixed_options));
    for (guint i = 0; i < names->len; i++) {
        options[i] = (struct option){
            .name = names->pdata[i],
            .val = OPTION_OFF + (int)i,
        };
    }
    memcpy(options + names->len, fixed_options, sizeof(fixed_options));
    return options;
}

/* Returns NULL, or a text for g_free(): why @variable is none. */
static char *objection_to(const char *variable)
{
    const char *equals = strchr(variable, '=');

    if (equals == NULL || equals == variable) {
        return g_strdup_printf("-E %s: not VAR=VALUE", variable);
    }
    return NULL;
}

/* Takes one option. Returns NULL, or what is wrong with it, for g_free(). */
static char *take(LaunchOptions *options, int option)
{
    char *objection = NULL;

    switch (option) {
    case 'E':
        objection = objection_to(optarg);
        g_ptr_array_add(options->environment, optarg);
        break;
    case 'L':
        options->prefix = optarg;
        break;
    case OPTION_BACKEND:
        options->backend = optarg;
        break;
    case OPTION_HELP:
        options->wants_help = true;
        break;
    case OPTION_LOG:
        options->has_log = true;
        options->log_file = optarg;
        break;
    case OPTION_PLUGIN:
        options->plugin = optarg;
        break;
    case OPTION_QEMU:
        options->qemu = optarg;
        break;
    case OPTION_SKIP:
        options->skip = optarg;
        break;
    case OPTION_STATS:
        options->has_stats = true;
        options->stats_file = optarg;
        break;
    default:
        g_ptr_array_add(options->off,
                        (gpointer)&libraries[option - OPTION_OFF]);
        break;
    }
    return objection;
}

/* What getopt_long() has stopped at; @argument is what it was looking at. */
static char *describe_error(int error, const char *argument)
{
    if (error == ':') {
        return g_strdup_printf("option '%s' needs a value; see --help",
                               argument);
    }
    if (optopt >= OPTION_BACKEND) {
        return g_strdup_printf("option '%s' takes no value; see --help",
                               argument);
    }
    return g_strdup_printf("unknown option '%s'; see --help", argument);
}

static char *take_all(int argc, char **argv, LaunchOptions *options)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    struct option *known = make_options(names);
    char *problem = NULL;

    /* 0 begins anew; no message of its own; "+": the first that is no option
     * is the program. */
    optind = 0;
    opterr = 0;
    while (problem == NULL) {
        const int at = MAX(optind, 1);
        const int option = getopt_long(argc, argv, "+:E:L:", known, NULL);

        if (option == -1) {
            break;
        }
        if (option == '?' || option == ':') {
            problem = describe_error(option, argv[at]);
        } else {
            problem = take(options, option);
        }
    }
    g_free(known);
    return problem;
}

bool launch_options_parse(int argc, char **argv, LaunchOptions *options,
                          char **problem)
{
    *options = (LaunchOptions){
        .environment = g_ptr_array_new(),
        .off = g_ptr_array_new(),
    };
    *problem = take_all(argc, argv, options);
    if (*problem != NULL) {
        launch_options_clear(options);
        return false;
    }
    options->program = argv + optind;
    return true;
}

bool launch_options_are_off(const LaunchOptions *options,
                            const Library *library)
{
    return g_ptr_array_find(options->off, library, NULL);
}

void launch_options_clear(LaunchOptions *options)
{
    g_clear_pointer(&options->environment, g_ptr_array_unref);
    g_clear_pointer(&options->off, g_ptr_array_unref);
}
