/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/run.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "launcher/command.h"
#include "launcher/installation.h"
#include "launcher/program.h"

static int execute(const Installation *installation,
                   const LaunchOptions *options, const Program *program)
{
    g_autoptr(GPtrArray) command = command_new_with_log(installation, options);

    if (access(installation->plugin, R_OK) != 0) {
        fprintf(stderr, "hostlib: cannot read the plugin '%s': %s\n",
                installation->plugin, g_strerror(errno));
        return RUN_FAILED;
    }
    command_add_guest(command, program->file,
                      (char *const *)program->arguments->pdata,
                      program->arguments->len);
    execv(installation->qemu, (char *const *)command->pdata);
    fprintf(stderr, "hostlib: cannot run QEMU '%s': %s\n", installation->qemu,
            g_strerror(errno));
    return RUN_FAILED;
}

int run(const LaunchOptions *options)
{
    g_auto(Installation) installation = {0};
    g_auto(Program) program = {0};
    g_autofree char *problem = NULL;
    int status = 0;

    if (options->program[0] == NULL) {
        fputs("hostlib: run what? Name a program; see hostlib run --help\n",
              stderr);
        return RUN_FAILED;
    }
    if (!installation_find(options, &installation, &problem)) {
        fprintf(stderr, "hostlib: %s\n", problem);
        return RUN_FAILED;
    }
    status = program_find(options->program, &program, &problem);
    if (status != 0) {
        fprintf(stderr, "hostlib: %s\n", problem);
        return status;
    }
    return execute(&installation, options, &program);
}
