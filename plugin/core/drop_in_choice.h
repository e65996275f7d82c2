/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which drop-ins a user wants, for which programs.
 *
 * Written while the plugin is installed and only read after that.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DROP_IN_CHOICE_H
#define HOSTLIB_PLUGIN_CORE_DROP_IN_CHOICE_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/core/service.h"

G_BEGIN_DECLS

/* What the option of a drop-in takes, and the option "skip". */
#define DROP_IN_CHOICE_HELP "PATH|off"
#define DROP_IN_SKIP_OPTION "skip"
#define DROP_IN_SKIP_HELP   "NAME[:NAME...]"

/*
 * Use the file @value for @drop_in, or none for "off". A relative path counts
 * from the working directory of now.
 *
 * Returns NULL, or a text for g_free(): why it cannot be used, in words that
 * follow "NAME=VALUE ".
 */
char *drop_in_choose(const DropIn *drop_in, const char *value);

/*
 * The file for @drop_in: the chosen one; without a choice the one that is
 * shipped, if it is there and fit for use. It is looked for beside the plugin,
 * in the folder guest/ARCH for the guest's architecture.
 *
 * Returns an absolute path for g_free(), or NULL where there shall be none.
 */
char *drop_in_file(const DropIn *drop_in);

/*
 * Use no drop-ins for programs with the basenames @value, which are separated
 * by colons. @value is not copied.
 *
 * Returns as drop_in_choose().
 */
char *drop_in_skip(const char *value);

/*
 * Whether the program @path, or what it is a symbolic link to, is one of those.
 */
bool drop_in_skips(const char *path);

G_END_DECLS

#endif
