/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs whose libraries a user wants to be left alone.
 *
 * Written while the plugin is installed and only read after that.
 */
#ifndef HOSTLIB_PLUGIN_CORE_PROGRAM_SKIP_H
#define HOSTLIB_PLUGIN_CORE_PROGRAM_SKIP_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

#define PROGRAM_SKIP_OPTION "skip"
#define PROGRAM_SKIP_HELP   "NAME[:NAME...]"

/*
 * Skip programs with the basenames @value, which are separated by colons.
 * @value is not copied.
 *
 * Returns NULL, or a text for g_free(): why it cannot be used, in words that
 * follow "NAME=VALUE ".
 */
char *program_skip_choose(const char *value);

/*
 * Whether the program @path, or what it is a symbolic link to, is one of those.
 */
bool program_is_skipped(const char *path);

G_END_DECLS

#endif
