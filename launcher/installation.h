/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the emulator and what belongs to it are: ../lib/hostlib beside the
 * launcher's folder, or where a user says.
 */
#ifndef HOSTLIB_LAUNCHER_INSTALLATION_H
#define HOSTLIB_LAUNCHER_INSTALLATION_H

#include <glib.h>
#include <stdbool.h>

#include "arch/guest_arch.h"
#include "launcher/launch_options.h"

G_BEGIN_DECLS

/* What is needed for guests of one architecture. */
typedef struct Installation {
    char *qemu;
    char *plugin;
    char *probe; /* NULL where this cannot be told */
} Installation;

/*
 * Tell the paths, without a look at the files.
 *
 * @arch: of the guests.
 * @installation: filled in on success; clear it.
 * @problem: on failure, a line to show to the user; free it with g_free().
 *
 * Returns false if the launcher does not know where it is, and needs to.
 */
bool installation_find(const LaunchOptions *options, const GuestArch *arch,
                       Installation *installation, char **problem);

void installation_clear(Installation *installation);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Installation, installation_clear)

G_END_DECLS

#endif
