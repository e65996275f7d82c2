/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/emulation.h"

#include <sys/wait.h>
#include <unistd.h>

#include "launcher/environment.h"

static int shell_status(int wait_status)
{
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
                                    : WEXITSTATUS(wait_status);
}

bool emulation_run(char *const *command, Emulation *emulation, char **problem)
{
    g_autoptr(GPtrArray) environment = environment_for_emulator(environ);
    g_autoptr(GError) error = NULL;
    int wait_status = 0;

    *emulation = (Emulation){0};
    if (!g_spawn_sync(NULL, (char **)command, (char **)environment->pdata,
                      G_SPAWN_DEFAULT, NULL, NULL, &emulation->output,
                      &emulation->errors, &wait_status, &error)) {
        *problem = g_strdup(error->message);
        return false;
    }
    emulation->status = shell_status(wait_status);
    return true;
}

char *emulation_last_error(const Emulation *emulation)
{
    g_auto(GStrv) lines = g_strsplit(emulation->errors, "\n", -1);
    const char *last = "nothing";

    for (char **line = lines; *line != NULL; line++) {
        if (**line != '\0') {
            last = *line;
        }
    }
    return g_strdup(last);
}

void emulation_clear(Emulation *emulation)
{
    g_clear_pointer(&emulation->output, g_free);
    g_clear_pointer(&emulation->errors, g_free);
}
