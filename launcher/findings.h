/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be read from the words of QEMU and the plugin.
 * Returned texts are for g_free().
 */
#ifndef HOSTLIB_LAUNCHER_FINDINGS_H
#define HOSTLIB_LAUNCHER_FINDINGS_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * Returns the first line of the plugin's in @text that begins with @beginning,
 * after the plugin's name, and has @part in it; without the name. NULL if there
 * is none.
 */
char *findings_plugin_line(const char *text, const char *beginning,
                           const char *part);

/* Returns the last line of @text that is not empty, or "nothing". */
char *findings_last_line(const char *text);

G_END_DECLS

#endif
