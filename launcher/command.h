/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator's command line.
 *
 * Commands are arrays of char * that they own. What adds to one copies.
 */
#ifndef HOSTLIB_LAUNCHER_COMMAND_H
#define HOSTLIB_LAUNCHER_COMMAND_H

#include <glib.h>

#include "launcher/installation.h"
#include "launcher/launch_options.h"

G_BEGIN_DECLS

/*
 * Begin a command: QEMU, its plugin with the options that @options ask for
 * except for statistics, and what the guest gets.
 */
GPtrArray *command_new(const Installation *installation,
                       const LaunchOptions *options);

/* The same with statistics and log as @options say. */
GPtrArray *command_new_with_log(const Installation *installation,
                                const LaunchOptions *options);

/* Have the plugin log to the file @file, or to stderr if it is NULL. */
void command_add_log(GPtrArray *command, const char *file);

/*
 * End the command, NULL included: the guest @file with the @count arguments
 * @arguments, of which the first is its argv[0].
 */
void command_add_guest(GPtrArray *command, const char *file,
                       char *const *arguments, size_t count);

G_END_DECLS

#endif
