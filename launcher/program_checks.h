/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The doctor's checks of a program: whether the host would do the work of its
 * libraries. The plugin is asked; nothing of the program is run.
 */
#ifndef HOSTLIB_LAUNCHER_PROGRAM_CHECKS_H
#define HOSTLIB_LAUNCHER_PROGRAM_CHECKS_H

#include <glib.h>
#include <stdbool.h>

#include "launcher/installation.h"
#include "launcher/launch_options.h"
#include "launcher/program.h"
#include "launcher/report.h"

G_BEGIN_DECLS

/*
 * @is_machine_good: what machine_checks_run() returned.
 */
void program_checks_run(const LaunchOptions *options,
                        const Installation *installation,
                        const Program *program, bool is_machine_good,
                        Report *report);

G_END_DECLS

#endif
