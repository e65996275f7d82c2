/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of guests and of files, made fit to stand in one line. */
#ifndef HOSTLIB_PLUGIN_CORE_ESCAPE_H
#define HOSTLIB_PLUGIN_CORE_ESCAPE_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/*
 * Append @text to the @used bytes of @line, which has room for @size bytes.
 * Each control character becomes "\xNN", so that a newline in a path cannot
 * begin a line and a tab cannot begin a field. Text is cut off so that two more
 * bytes fit, such as a newline and a NUL. Nothing is allocated, and no NUL is
 * written.
 *
 * Returns what is used then. Any thread may call.
 */
size_t escape_append(char *line, size_t size, size_t used, const char *text);

G_END_DECLS

#endif
