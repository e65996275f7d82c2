/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/probe.h"

#include "launcher/command.h"

bool probe_run(const Installation *installation, const LaunchOptions *options,
               const GPtrArray *files, Probe *probe, char **problem)
{
    g_autoptr(GPtrArray) command =
        command_new_describing(installation, options, files);
    char *const arguments[] = {installation->probe};

    *probe = (Probe){0};
    command_add_guest(command, installation->probe, arguments,
                      G_N_ELEMENTS(arguments));
    if (!emulation_run((char *const *)command->pdata, &probe->emulation,
                       problem)) {
        return false;
    }
    description_read(&probe->description, probe->emulation.output);
    return true;
}

void probe_clear(Probe *probe)
{
    emulation_clear(&probe->emulation);
    description_clear(&probe->description);
}
