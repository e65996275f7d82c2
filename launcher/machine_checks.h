/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The doctor's checks of the machine: emulator, plugin and the host's
 * libraries.
 */
#ifndef HOSTLIB_LAUNCHER_MACHINE_CHECKS_H
#define HOSTLIB_LAUNCHER_MACHINE_CHECKS_H

#include <glib.h>
#include <stdbool.h>

#include "arch/guest_arch.h"
#include "launcher/installation.h"
#include "launcher/launch_options.h"
#include "launcher/report.h"

G_BEGIN_DECLS

/*
 * @arch: of the guests, for which @installation is.
 *
 * Returns whether emulator and plugin work.
 */
bool machine_checks_run(const LaunchOptions *options, const GuestArch *arch,
                        const Installation *installation, Report *report);

/*
 * Returns what guests the emulator @qemu is for by its own words, or NULL if
 * hostlib does not serve them, or if it does not say.
 */
const GuestArch *machine_checks_guests_of(const char *qemu);

G_END_DECLS

#endif
