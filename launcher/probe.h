/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of hostlib's own guest, which tells whether the plugin serves it, while
 * the plugin describes itself.
 */
#ifndef HOSTLIB_LAUNCHER_PROBE_H
#define HOSTLIB_LAUNCHER_PROBE_H

#include <glib.h>
#include <stdbool.h>

#include "launcher/description.h"
#include "launcher/emulation.h"
#include "launcher/installation.h"
#include "launcher/launch_options.h"

G_BEGIN_DECLS

typedef struct Probe {
    Emulation emulation; /* its status is an enum ProbeStatus, or QEMU's */
    Description description;
} Probe;

/*
 * Run it in the emulator and with the plugin of @installation.
 *
 * @files: libraries of the guest's, as of command_new_describing().
 * @probe: filled in on success; clear it.
 * @problem: on failure, why it could not be run, for g_free().
 */
bool probe_run(const Installation *installation, const LaunchOptions *options,
               const GPtrArray *files, Probe *probe, char **problem);

void probe_clear(Probe *probe);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Probe, probe_clear)

G_END_DECLS

#endif
