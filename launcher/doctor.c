/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/doctor.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "arch/guest_arch.h"
#include "launcher/installation.h"
#include "launcher/machine_checks.h"
#include "launcher/option_checks.h"
#include "launcher/program.h"
#include "launcher/program_checks.h"
#include "launcher/report.h"

/* Returns whether the host can do the work of guests of @arch. */
static bool check_machine(const LaunchOptions *options, const GuestArch *arch,
                          Installation *installation, Report *report)
{
    g_autofree char *problem = NULL;

    if (!installation_find(options, arch, installation, &problem)) {
        report_no(report, "hostlib: %s", problem);
        return false;
    }
    return machine_checks_run(options, arch, installation, report);
}

/* Check each architecture, or the one of the emulator that the user names. */
static void check_all_machines(const LaunchOptions *options, Report *report)
{
    const GuestArch *only =
        options->qemu != NULL ? machine_checks_guests_of(options->qemu) : NULL;

    for (size_t i = 0; guest_archs[i] != NULL; i++) {
        g_auto(Installation) installation = {0};

        if (only == NULL || only == guest_archs[i]) {
            check_machine(options, guest_archs[i], &installation, report);
        }
    }
}

static void check_program(const LaunchOptions *options, Report *report)
{
    g_auto(Installation) installation = {0};
    g_auto(Program) program = {0};
    g_autofree char *problem = NULL;
    bool is_good = false;

    if (program_find(options->program, &program, &problem) != 0) {
        report_no(report, "program: %s", problem);
        return;
    }
    is_good = check_machine(options, program.arch, &installation, report);
    program_checks_run(options, &installation, &program, is_good, report);
}

int doctor(const LaunchOptions *options)
{
    g_auto(Report) report = {0};
    g_autofree char *problem = option_checks_run(options);

    report_init(&report);
    if (problem != NULL) {
        report_no(&report, "options: %s", problem);
    } else if (options->program[0] != NULL) {
        check_program(options, &report);
    } else {
        check_all_machines(options, &report);
    }
    return report.is_bad || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
