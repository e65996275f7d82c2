/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "--help" and "--version" print.
 */
#ifndef HOSTLIB_LAUNCHER_HELP_H
#define HOSTLIB_LAUNCHER_HELP_H

#include <glib.h>

G_BEGIN_DECLS

/* Print to stdout. Return an exit status, which is not 0 if that fails. */
int help_print(void);
int help_print_run(void);
int help_print_doctor(void);
int help_print_version(void);

G_END_DECLS

#endif
