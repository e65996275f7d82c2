/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostlib run
 */
#ifndef HOSTLIB_LAUNCHER_RUN_H
#define HOSTLIB_LAUNCHER_RUN_H

#include "launcher/launch_options.h"

G_BEGIN_DECLS

enum {
    /* As of env(1): it is not the program that failed. */
    RUN_FAILED = 125,
};

/*
 * Become the emulator, so that process id, signals, descriptors and exit status
 * are the program's. Returns only if that fails: an exit status, after a line
 * on stderr.
 */
int run(const LaunchOptions *options);

G_END_DECLS

#endif
