/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/machine_checks.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/probe/probe_status.h"
#include "launcher/command.h"
#include "launcher/emulation.h"
#include "launcher/findings.h"

#define OTHER_QEMU                                                             \
    "use the one that comes with hostlib, or QEMU 11.1 or later configured "   \
    "with --enable-plugins"

/* In the first line of QEMU's --version. */
#define NAME    "qemu-"
#define VERSION " version "

/*
 * Have @qemu tell its version: "qemu-NAME version NUMBER ...". Returns the line
 * for g_free(); otherwise NULL, with the @problem for g_free().
 */
static char *ask_version(char *qemu, char **problem)
{
    char *const command[] = {qemu, (char *)"--version", NULL};
    g_auto(Emulation) emulation = {0};
    g_autofree char *error = NULL;
    g_autofree char *said = NULL;

    if (!emulation_run(command, &emulation, &error)) {
        *problem =
            g_strdup_printf("%s; unpack hostlib anew, or give --qemu", error);
        return NULL;
    }
    if (emulation.status == 0 && g_str_has_prefix(emulation.output, NAME) &&
        strstr(emulation.output, VERSION) != NULL) {
        return g_strdup(emulation.output);
    }
    said = findings_last_line(emulation.errors);
    *problem =
        g_strdup_printf("'%s --version' says %s; " OTHER_QEMU, qemu, said);
    return NULL;
}

/* The architecture of guests in what ask_version() returns, for g_free(). */
static char *guests_of(const char *version)
{
    const char *name = version + strlen(NAME);

    return g_strndup(name, strcspn(name, " "));
}

static bool check_qemu(const GuestArch *arch, const Installation *installation,
                       Report *report)
{
    g_autofree char *problem = NULL;
    g_autofree char *version = ask_version(installation->qemu, &problem);
    g_autofree char *guests = NULL;
    const char *number = NULL;

    if (version == NULL) {
        report_no(report, "QEMU: %s", problem);
        return false;
    }
    guests = guests_of(version);
    if (strcmp(guests, arch->name) != 0) {
        report_no(report, "QEMU: %s emulates %s; give one for %s by --qemu",
                  installation->qemu, guests, arch->name);
        return false;
    }
    number = strstr(version, VERSION) + strlen(VERSION);
    report_ok(report, "QEMU: %s, version %.*s", installation->qemu,
              (int)strcspn(number, " \n"), number);
    return true;
}

/* The probe did not run to its end: say what QEMU or the plugin say of it. */
static void report_refusal(const Emulation *emulation, Report *report)
{
    g_autofree char *line = findings_plugin_line(emulation->errors, "", "");

    if (strstr(emulation->errors, "unknown option 'plugin'") != NULL) {
        report_no(report, "plugin: this QEMU loads none; " OTHER_QEMU);
        return;
    }
    if (line == NULL) {
        line = findings_last_line(emulation->errors);
    }
    if (strstr(emulation->errors, "API version") != NULL) {
        report_no(report, "plugin: %s; " OTHER_QEMU, line);
    } else {
        report_no(report, "plugin: %s (exit status %d)", line,
                  emulation->status);
    }
}

static bool report_probe(const Installation *installation,
                         const Emulation *emulation, Report *report)
{
    g_autofree char *line =
        findings_plugin_line(emulation->errors, "plugin API ", "");

    switch (emulation->status) {
    case PROBE_SERVED:
        if (line != NULL) {
            report_ok(report, "plugin: %s, %s", installation->plugin, line);
        } else {
            report_open(report,
                        "plugin: %s tells no version; use the one that "
                        "comes with hostlib",
                        installation->plugin);
        }
        return true;
    case PROBE_NO_PLUGIN:
        report_no(report,
                  "plugin: %s is loaded, but does not serve; use the "
                  "one that comes with hostlib",
                  installation->plugin);
        return false;
    case PROBE_OTHER_VERSION:
        report_no(report,
                  "plugin: %s has another version of the protocol; use "
                  "the one that comes with hostlib",
                  installation->plugin);
        return false;
    default:
        report_refusal(emulation, report);
        return false;
    }
}

static bool report_host_zlib(const Emulation *emulation, Report *report)
{
    static const char mark[] = "host zlib ";
    g_autofree char *line = findings_plugin_line(emulation->errors, mark, ": ");
    g_autofree char *problem =
        findings_plugin_line(emulation->errors, "no host zlib ", "");

    if (line != NULL) {
        report_ok(report, "host's zlib: %s", line + strlen(mark));
    } else {
        report_no(report,
                  "host's zlib: %s; install this machine's libz.so.1, or give "
                  "--backend",
                  problem != NULL ? problem : "the plugin tells of none");
    }
    return line != NULL;
}

/* A user who does not care switches it off. */
static void report_host_library(const Library *library,
                                const Emulation *emulation, Report *report)
{
    g_autofree char *mark = g_strdup_printf("no host %s", library->soname);
    g_autofree char *problem =
        findings_plugin_line(emulation->errors, mark, "");

    if (problem != NULL) {
        report_open(report, "%s; install it, or give --no-%s", problem,
                    library->option);
    } else {
        report_ok(report, "host's %s: found", library->soname);
    }
}

static bool check_plugin(const LaunchOptions *options,
                         const Installation *installation, Report *report)
{
    g_autoptr(GPtrArray) command = command_new(installation, options);
    char *const arguments[] = {installation->probe};
    bool is_good = false;
    g_auto(Emulation) emulation = {0};
    g_autofree char *problem = NULL;

    if (access(installation->plugin, R_OK) != 0) {
        report_no(report,
                  "plugin: %s: %s; unpack hostlib anew, or give "
                  "--plugin",
                  installation->plugin, g_strerror(errno));
        return false;
    }
    if (installation->probe == NULL || access(installation->probe, R_OK) != 0) {
        report_open(report,
                    "plugin: no probe to try it with (%s); unpack "
                    "hostlib anew",
                    installation->probe != NULL ? installation->probe
                                                : "no /proc");
        return false;
    }
    command_add_log(command, NULL);
    command_add_guest(command, installation->probe, arguments,
                      G_N_ELEMENTS(arguments));
    if (!emulation_run((char *const *)command->pdata, &emulation, &problem)) {
        report_no(report, "plugin: %s", problem);
        return false;
    }
    if (!report_probe(installation, &emulation, report)) {
        return false;
    }
    is_good = report_host_zlib(&emulation, report);
    for (const Library *library = libraries; library->option != NULL;
         library++) {
        if (!launch_options_are_off(options, library)) {
            report_host_library(library, &emulation, report);
        }
    }
    return is_good;
}

bool machine_checks_run(const LaunchOptions *options, const GuestArch *arch,
                        const Installation *installation, Report *report)
{
    return check_qemu(arch, installation, report) &&
           check_plugin(options, installation, report);
}

const GuestArch *machine_checks_guests_of(const char *qemu)
{
    g_autofree char *path = g_strdup(qemu);
    g_autofree char *problem = NULL;
    g_autofree char *version = ask_version(path, &problem);
    g_autofree char *guests = version != NULL ? guests_of(version) : NULL;

    return guests != NULL ? guest_arch_by_name(guests) : NULL;
}
