/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/machine_checks.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/probe/probe_status.h"
#include "launcher/emulation.h"
#include "launcher/probe.h"

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
    said = emulation_last_error(&emulation);
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
static void report_refusal(const Probe *probe, Report *report)
{
    const GPtrArray *problems = probe->description.problems;
    const char *errors = probe->emulation.errors;
    g_autofree char *line = emulation_last_error(&probe->emulation);

    if (problems->len > 0) {
        char **record = g_ptr_array_index(problems, 0);

        report_no(report, "plugin: %s", record[PROBLEM_TEXT]);
    } else if (strstr(errors, "unknown option 'plugin'") != NULL) {
        report_no(report, "plugin: this QEMU loads none; " OTHER_QEMU);
    } else if (strstr(errors, "API version") != NULL) {
        report_no(report, "plugin: %s; " OTHER_QEMU, line);
    } else {
        report_no(report,
                  "plugin: %s (exit status %d); use QEMU and plugin of the "
                  "same hostlib",
                  line, probe->emulation.status);
    }
}

/* Returns whether the plugin has served the probe and described itself. */
static bool report_probe(const Installation *installation, const Probe *probe,
                         Report *report)
{
    char **plugin = NULL;

    switch (probe->emulation.status) {
    case PROBE_SERVED:
        break;
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
        report_refusal(probe, report);
        return false;
    }
    if (!probe->description.is_complete) {
        report_no(report,
                  "plugin: %s does not describe itself; use the one that "
                  "comes with hostlib",
                  installation->plugin);
        return false;
    }
    plugin = g_ptr_array_index(probe->description.plugins, 0);
    report_ok(report, "plugin: %s, plugin API %s; QEMU has %s to %s",
              installation->plugin, plugin[PLUGIN_API],
              plugin[PLUGIN_OLDEST_API], plugin[PLUGIN_NEWEST_API]);
    return true;
}

static void report_host_library(char *const *library, Report *report)
{
    const char *state = library[LIBRARY_STATE];

    if (strcmp(state, "found") == 0) {
        report_ok(report, "host's %s: %s", library[LIBRARY_SONAME],
                  library[LIBRARY_TEXT]);
    } else if (strcmp(state, "missing") == 0) {
        report_no(report, "host's %s: %s; install it, or give --no-%s",
                  library[LIBRARY_SONAME], library[LIBRARY_TEXT],
                  library[LIBRARY_OPTION]);
    }
}

static void report_description(const Description *description, Report *report)
{
    for (guint i = 0; i < description->problems->len; i++) {
        char **problem = g_ptr_array_index(description->problems, i);

        report_no(report, "plugin: %s", problem[PROBLEM_TEXT]);
    }
    for (guint i = 0; i < description->libraries->len; i++) {
        report_host_library(g_ptr_array_index(description->libraries, i),
                            report);
    }
}

static bool check_plugin(const LaunchOptions *options,
                         const Installation *installation, Report *report)
{
    g_autoptr(GPtrArray) no_files = g_ptr_array_new();
    g_auto(Probe) probe = {0};
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
    if (!probe_run(installation, options, no_files, &probe, &problem)) {
        report_no(report, "plugin: %s", problem);
        return false;
    }
    if (!report_probe(installation, &probe, report)) {
        return false;
    }
    report_description(&probe.description, report);
    return true;
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
