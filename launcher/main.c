/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostlib: runs a program in QEMU with the plugin, and tells why that does not
 * work.
 */
#include <stdio.h>
#include <string.h>

#include "launcher/doctor.h"
#include "launcher/help.h"
#include "launcher/launch_options.h"
#include "launcher/run.h"

typedef struct Command {
    const char *name;
    int (*help)(void);
    int (*run)(const LaunchOptions *options);
} Command;

static const Command commands[] = {
    {"doctor", help_print_doctor, doctor},
    {"run", help_print_run, run},
};

static int run_command(const Command *command, int argc, char **argv)
{
    g_auto(LaunchOptions) options = {0};
    g_autofree char *problem = NULL;

    if (!launch_options_parse(argc, argv, &options, &problem)) {
        fprintf(stderr, "hostlib: %s\n", problem);
        return RUN_FAILED;
    }
    return options.wants_help ? command->help() : command->run(&options);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return run_command(&commands[i], argc - 1, argv + 1);
        }
    }
    if (strcmp(name, "--help") == 0) {
        return help_print();
    }
    if (strcmp(name, "--version") == 0) {
        return help_print_version();
    }
    if (argc > 1) {
        fprintf(stderr, "hostlib: no command '%s'; ", name);
    } else {
        fputs("hostlib: no command; ", stderr);
    }
    fputs("say run or doctor, see hostlib --help\n", stderr);
    return RUN_FAILED;
}
