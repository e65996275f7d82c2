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
 * Begin a command: QEMU, its plugin with the options that @options ask for, and
 * what the guest gets.
 */
GPtrArray *command_new(const Installation *installation,
                       const LaunchOptions *options);

/*
 * The same without statistics and log, but with a description on stdout:
 * of the plugin, and of what would become of the guest's libraries @files,
 * paths of type char * with a slash in them.
 */
GPtrArray *command_new_describing(const Installation *installation,
                                  const LaunchOptions *options,
                                  const GPtrArray *files);

/*
 * End the command, NULL included: the guest @file with the @count arguments
 * @arguments, of which the first is its argv[0].
 */
void command_add_guest(GPtrArray *command, const char *file,
                       char *const *arguments, size_t count);

G_END_DECLS

#endif
