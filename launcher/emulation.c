/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/emulation.h"

#include <sys/wait.h>
#include <unistd.h>

#include "launcher/command.h"

static int shell_status(int wait_status)
{
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
                                    : WEXITSTATUS(wait_status);
}

bool emulation_run_plain(char *const *command, Emulation *emulation,
                         char **problem)
{
    g_autoptr(GError) error = NULL;
    int wait_status = 0;

    *emulation = (Emulation){0};
    if (!g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                      &emulation->output, &emulation->errors, &wait_status,
                      &error)) {
        *problem = g_strdup(error->message);
        return false;
    }
    emulation->status = shell_status(wait_status);
    emulation->log = g_strdup("");
    return true;
}

static bool run_with_log(GPtrArray *command, const char *file, const char *log,
                         Emulation *emulation, char **problem)
{
    g_autoptr(GError) error = NULL;
    char *const arguments[] = {(char *)file};

    command_add_log(command, log);
    command_add_guest(command, file, arguments, G_N_ELEMENTS(arguments));
    if (!emulation_run_plain((char *const *)command->pdata, emulation,
                             problem)) {
        return false;
    }
    g_clear_pointer(&emulation->log, g_free);
    if (!g_file_get_contents(log, &emulation->log, NULL, &error)) {
        emulation->log = g_strdup("");
    }
    return true;
}

bool emulation_run(GPtrArray *command, const char *file, Emulation *emulation,
                   char **problem)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *log = NULL;
    const int fd = g_file_open_tmp("hostlib-XXXXXX", &log, &error);
    bool is_done = false;

    if (fd < 0) {
        *problem = g_strdup(error->message);
        return false;
    }
    close(fd);
    is_done = run_with_log(command, file, log, emulation, problem);
    unlink(log);
    return is_done;
}

void emulation_clear(Emulation *emulation)
{
    g_clear_pointer(&emulation->output, g_free);
    g_clear_pointer(&emulation->errors, g_free);
    g_clear_pointer(&emulation->log, g_free);
}
