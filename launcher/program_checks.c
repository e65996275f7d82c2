/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/program_checks.h"

#include <string.h>

#include "launcher/command.h"
#include "launcher/emulation.h"
#include "launcher/findings.h"
#include "launcher/program.h"

/* The loader has @path for the library: whether the plugin gives it another. */
static void report_redirect(const Library *library, const char *path,
                            const Emulation *emulation, Report *report)
{
    g_autofree char *part = g_strdup_printf("/%s", library->soname);
    g_autofree char *redirected =
        findings_plugin_line(emulation->errors, "redirected ", part);
    g_autofree char *left =
        findings_plugin_line(emulation->errors, "left ", part);
    g_autofree char *skipped =
        findings_plugin_line(emulation->errors, "no drop-ins for ", "");

    if (redirected != NULL) {
        report_ok(report, "%s: used, and the host will do its work (%s)",
                  library->soname, path);
    } else if (skipped != NULL) {
        report_no(report, "%s: left alone because of --skip (%s)",
                  library->soname, skipped);
    } else if (left != NULL) {
        report_no(report,
                  "%s: %s; point its library path at a "
                  "libz.so.1 of a distribution",
                  library->soname, left);
    } else {
        report_no(report,
                  "%s: used, but not redirected (%s); see the lines "
                  "above, or open an issue",
                  library->soname, path);
    }
}

static void report_library(const LaunchOptions *options, const Library *library,
                           const Emulation *emulation, Report *report)
{
    g_autofree char *path =
        findings_library(emulation->output, library->soname);
    g_autofree char *other =
        library->other != NULL
            ? findings_library(emulation->output, library->other)
            : NULL;

    if (launch_options_are_off(options, library)) {
        report_no(report, "%s: switched off; leave --no-%s out",
                  library->soname, library->option);
    } else if (path != NULL) {
        report_redirect(library, path, emulation, report);
    } else if (other != NULL) {
        report_no(report, "%s: not used; %s is, which hostlib does not serve",
                  library->soname, other);
    } else {
        report_open(report,
                    "%s: not loaded at the start; a program may load "
                    "it later: 'hostlib run --stats' counts",
                    library->soname);
    }
}

static void report_listing(const LaunchOptions *options,
                           const Emulation *emulation, Report *report)
{
    g_autofree char *missing = findings_missing_library(emulation->output);

    if (missing != NULL) {
        report_no(report,
                  "libraries: %s is not found; -L names a folder with "
                  "the program's libraries",
                  missing);
    } else if (emulation->status != 0) {
        g_autofree char *line = findings_last_line(emulation->errors);

        report_no(report,
                  "libraries: the program's loader ends with status %d "
                  "(%s); -L names a folder with loader and libraries",
                  emulation->status, line);
    } else {
        for (const Library *library = libraries; library->option != NULL;
             library++) {
            report_library(options, library, emulation, report);
        }
    }
}

/* Have the program's loader list what it loads, under the plugin's eyes. */
static void check_libraries(const LaunchOptions *options,
                            const Installation *installation,
                            const Program *program, Report *report)
{
    g_autoptr(GPtrArray) command = command_new(installation, options);
    g_auto(Emulation) emulation = {0};
    g_autofree char *problem = NULL;

    g_ptr_array_add(command, g_strdup("-E"));
    g_ptr_array_add(command, g_strdup("LD_TRACE_LOADED_OBJECTS=1"));
    command_add_log(command, NULL);
    command_add_guest(command, program->file, &program->file, 1);
    if (emulation_run((char *const *)command->pdata, &emulation, &problem)) {
        report_listing(options, &emulation, report);
    } else {
        report_no(report, "libraries: %s", problem);
    }
}

/* Whether env(1) would start the program that is meant, without hostlib. */
static bool is_started_by_env(const Program *program)
{
    g_autofree char *name = g_path_get_basename(program->file);

    return program->script != NULL && strcmp(name, "env") == 0;
}

static void report_program(const Program *program, Report *report)
{
    const char *kind = program->loader != NULL ? program->loader : "static";

    if (program->script != NULL) {
        report_ok(report, "program: %s, a script for %s (%s)", program->script,
                  program->file, kind);
    } else {
        report_ok(report, "program: %s (%s)", program->file, kind);
    }
}

void program_checks_run(const LaunchOptions *options,
                        const Installation *installation,
                        const Program *program, bool can_emulate,
                        Report *report)
{
    g_autofree char *problem = NULL;
    g_autofree char *file = NULL;
    g_autofree char *loader = NULL;

    report_program(program, report);
    if (program->loader == NULL) {
        report_no(report,
                  "libraries: a static program has its own in it, which "
                  "cannot be replaced; use a dynamically linked one");
        return;
    }
    if (is_started_by_env(program)) {
        report_no(report,
                  "libraries: env starts the interpreter, and without "
                  "hostlib; run that, with %s as argument",
                  program->script);
        return;
    }
    if (program_find_loader(program, options->prefix, &file, &problem) != 0) {
        report_no(report, "libraries: %s", problem);
        return;
    }
    loader = g_path_get_basename(program->loader);
    /* Others may not know LD_TRACE_LOADED_OBJECTS and run the program. */
    if (strcmp(loader, program->arch->glibc_loader) != 0) {
        report_open(report,
                    "libraries: %s is not glibc's loader and cannot be "
                    "asked; 'hostlib run --log' shows 'redirected'",
                    program->loader);
    } else if (!can_emulate) {
        report_open(report, "libraries: not looked at; see above");
    } else {
        check_libraries(options, installation, program, report);
    }
}
