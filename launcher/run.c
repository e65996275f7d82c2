/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/run.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "launcher/command.h"
#include "launcher/environment.h"
#include "launcher/installation.h"
#include "launcher/option_checks.h"
#include "launcher/program.h"

static int execute(const Installation *installation,
                   const LaunchOptions *options, const Program *program)
{
    g_autoptr(GPtrArray) command = command_new(installation, options);
    g_autoptr(GPtrArray) environment = environment_for_emulator(environ);

    if (access(installation->plugin, R_OK) != 0) {
        fprintf(stderr, "hostlib: cannot read the plugin '%s': %s\n",
                installation->plugin, g_strerror(errno));
        return RUN_FAILED;
    }
    command_add_guest(command, program->file,
                      (char *const *)program->arguments->pdata,
                      program->arguments->len);
    execve(installation->qemu, (char *const *)command->pdata,
           (char *const *)environment->pdata);
    fprintf(stderr, "hostlib: cannot run QEMU '%s': %s\n", installation->qemu,
            g_strerror(errno));
    return RUN_FAILED;
}

int run(const LaunchOptions *options)
{
    g_auto(Installation) installation = {0};
    g_auto(Program) program = {0};
    g_autofree char *loader = NULL;
    g_autofree char *problem = NULL;
    int status = RUN_FAILED;

    if (options->program[0] == NULL) {
        fputs("hostlib: run what? Name a program; see hostlib run --help\n",
              stderr);
        return RUN_FAILED;
    }
    problem = option_checks_run(options);
    if (problem == NULL) {
        status = program_find(options->program, &program, &problem);
    }
    if (problem == NULL) {
        status =
            program_find_loader(&program, options->prefix, &loader, &problem);
    }
    if (problem == NULL &&
        !installation_find(options, program.arch, &installation, &problem)) {
        status = RUN_FAILED;
    }
    if (problem != NULL) {
        fprintf(stderr, "hostlib: %s\n", problem);
        return status;
    }
    return execute(&installation, options, &program);
}
