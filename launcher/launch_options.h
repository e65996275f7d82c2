/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user types after "hostlib run" and "hostlib doctor".
 */
#ifndef HOSTLIB_LAUNCHER_LAUNCH_OPTIONS_H
#define HOSTLIB_LAUNCHER_LAUNCH_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "launcher/libraries.h"

G_BEGIN_DECLS

/* Strings are the caller's argv's; NULL where an option was not given. */
typedef struct LaunchOptions {
    const char *qemu;
    const char *plugin;
    const char *backend;
    const char *skip;
    const char *prefix; /* -L */
    bool has_stats;
    const char *stats_file;
    bool has_log;
    const char *log_file;
    GPtrArray *environment; /* of VAR=VALUE */
    GPtrArray *off;         /* of const Library * */
    bool wants_help;
    /* PROGRAM and its arguments, ends with NULL; empty where none was given. */
    char **program;
} LaunchOptions;

/*
 * Sort @argv, which has @argc elements and a NULL after them. The first is the
 * command's name and is left out; the program is the first that is no option.
 *
 * @options: filled in on success; clear it.
 * @problem: on failure, a line to show to the user; free it with g_free().
 *
 * Returns false for an unknown option, or a value that cannot be used. Uses
 * getopt_long(), so call it from one thread only.
 */
bool launch_options_parse(int argc, char **argv, LaunchOptions *options,
                          char **problem);

/* Whether the user has switched @library off. */
bool launch_options_are_off(const LaunchOptions *options,
                            const Library *library);

void launch_options_clear(LaunchOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LaunchOptions, launch_options_clear)

G_END_DECLS

#endif
