/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin's description of itself, for programs such as 'hostlib doctor'.
 * docs/protocol.md says what records there are.
 *
 * Records go to stdout before the guest runs, if the option asks for them. All
 * functions are for the thread of qemu_plugin_install(), but for
 * description_add(), which does nothing after description_end() and may then be
 * called by any thread.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DESCRIPTION_H
#define HOSTLIB_PLUGIN_CORE_DESCRIPTION_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

#define DESCRIPTION_OPTION "describe"
#define DESCRIPTION_HELP   "on|LIBRARY"

/*
 * Take the option's @value, "on" or the path of a library of the guest's, which
 * stays valid. Begins the description.
 *
 * Returns NULL, or why it cannot be used, in words that follow "NAME=VALUE ".
 */
const char *description_choose(const char *value);

/*
 * The path of the library at @index that the user wants to be described, or
 * NULL after the last.
 */
const char *description_library(size_t index);

/*
 * Write a record: its @key and its other fields, which end with NULL. Fields
 * are texts, escaped as in the log. Nothing if no description was asked for.
 */
void description_add(const char *key, ...) G_GNUC_NULL_TERMINATED;

/* Write the last record. */
void description_end(void);

G_END_DECLS

#endif
