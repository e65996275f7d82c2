/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostlib doctor
 */
#ifndef HOSTLIB_LAUNCHER_DOCTOR_H
#define HOSTLIB_LAUNCHER_DOCTOR_H

#include "launcher/launch_options.h"

G_BEGIN_DECLS

/*
 * Print a line to stdout for each thing that has to be right, and what to do if
 * it is not. The emulator runs hostlib's own probe; nothing of the program is
 * run.
 *
 * Returns the exit status: 0 if all is right.
 */
int doctor(const LaunchOptions *options);

G_END_DECLS

#endif
