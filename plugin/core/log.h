/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the plugin says, always one whole line that starts with its name. A
 * control character in a message, as paths may have it, becomes "\xNN".
 *
 * All functions may be called from any thread.
 */
#ifndef HOSTLIB_PLUGIN_CORE_LOG_H
#define HOSTLIB_PLUGIN_CORE_LOG_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * Set the name that every line starts with. Call it before anything else, while
 * there is one thread. @name is not copied: pass a literal.
 */
void log_init(const char *name);

/*
 * Tell what has been done, through qemu_plugin_outs(): it is seen with
 * "-d plugin" and goes where "-D" says. @format gives a line without its
 * newline; what is longer than two paths is cut off.
 */
void log_event(const char *format, ...) G_GNUC_PRINTF(1, 2);

/*
 * Tell a user what is wrong, on stderr, whatever is being logged, and in the
 * description. @format as above.
 */
void log_problem(const char *format, ...) G_GNUC_PRINTF(1, 2);

G_END_DECLS

#endif
