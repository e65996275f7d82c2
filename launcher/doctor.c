/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/doctor.h"

#include <stdio.h>
#include <stdlib.h>

#include "launcher/installation.h"
#include "launcher/machine_checks.h"
#include "launcher/program_checks.h"
#include "launcher/report.h"

int doctor(const LaunchOptions *options)
{
    g_auto(Installation) installation = {0};
    g_autofree char *problem = NULL;
    Report report = {.is_bad = false};
    bool can_emulate = false;

    if (!installation_find(options, &installation, &problem)) {
        report_no(&report, "hostlib: %s", problem);
        return EXIT_FAILURE;
    }
    can_emulate = machine_checks_run(options, &installation, &report);
    if (options->program[0] != NULL) {
        program_checks_run(options, &installation, can_emulate, &report);
    }
    return report.is_bad || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
