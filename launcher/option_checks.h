/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether QEMU and the plugin will take the values of a user's options. Once
 * the launcher has become QEMU, a refusal could not be told from a program's
 * own failure.
 */
#ifndef HOSTLIB_LAUNCHER_OPTION_CHECKS_H
#define HOSTLIB_LAUNCHER_OPTION_CHECKS_H

#include <glib.h>

#include "launcher/launch_options.h"

G_BEGIN_DECLS

/*
 * Returns NULL, or a line for g_free() that names the first option with a value
 * that cannot be used, and the remedy.
 */
char *option_checks_run(const LaunchOptions *options);

G_END_DECLS

#endif
