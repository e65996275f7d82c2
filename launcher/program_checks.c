/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/program_checks.h"

#include <stdlib.h>
#include <string.h>

#include "launcher/guest_libraries.h"
#include "launcher/probe.h"

/* What a check of libraries knows. */
typedef struct Context {
    const LaunchOptions *options;
    const Installation *installation;
    const Program *program;
    bool is_machine_good;
    GPtrArray *listed; /* of GuestLibrary * */
    Report *report;
} Context;

/* The value of a variable in the program's environment, or NULL. */
static const char *find_variable(const LaunchOptions *options, const char *name)
{
    const char *value = g_getenv(name);
    const size_t length = strlen(name);

    for (guint i = 0; i < options->environment->len; i++) {
        const char *variable = g_ptr_array_index(options->environment, i);

        if (g_str_has_prefix(variable, name) && variable[length] == '=') {
            value = variable + length + 1;
        }
    }
    return value;
}

/* Whether @file is called by one of the @names, which colons separate. */
static bool has_name(const char *file, const char *names)
{
    g_autofree char *basename = g_path_get_basename(file);
    g_auto(GStrv) each = g_strsplit(names, ":", -1);

    return g_strv_contains((const char *const *)each, basename);
}

/* As the plugin: a link's name counts, and that of the file. */
static bool is_skipped(const Context *context)
{
    const char *names = context->options->skip;
    char *real = NULL;
    bool result = false;

    if (names == NULL) {
        return false;
    }
    real = realpath(context->program->file, NULL);
    result = has_name(context->program->file, names) ||
             (real != NULL && has_name(real, names));
    free(real);
    return result;
}

/*
 * The library that @guest has the name of, or for @is_alternative one for the
 * same purpose that is not served; or NULL.
 */
static const Library *find_by_name(const GuestLibrary *guest,
                                   bool is_alternative)
{
    for (const Library *library = libraries; library->option != NULL;
         library++) {
        const char *name =
            is_alternative ? library->alternative : library->soname;

        if (name != NULL && g_str_has_prefix(guest->name, name)) {
            return library;
        }
    }
    return NULL;
}

static void report_off(const Context *context, const char *soname,
                       const char *option)
{
    report_no(context->report, "%s: switched off; leave --no-%s out", soname,
              option);
}

/* The plugin cannot be asked. */
static bool report_by_name(const Context *context, const GuestLibrary *guest)
{
    const Library *library = find_by_name(guest, false);

    if (library == NULL) {
        return false;
    }
    if (launch_options_are_off(context->options, library)) {
        report_off(context, library->soname, library->option);
    } else {
        report_open(context->report, "%s: used (%s); see above",
                    library->soname, guest->file);
    }
    return true;
}

/* It is none of those that the plugin knows, for @reason. */
static bool report_other(const Context *context, const GuestLibrary *guest,
                         const char *reason)
{
    const Library *library = find_by_name(guest, false);
    const Library *other = find_by_name(guest, true);

    if (library != NULL) {
        report_no(context->report,
                  "%s: %s is left alone: %s; point the program's library path "
                  "at a %s of a distribution",
                  library->soname, guest->file, reason, library->soname);
    } else if (other != NULL) {
        report_no(context->report,
                  "%s: not used; %s is, which hostlib does not serve",
                  other->soname, guest->file);
    }
    return library != NULL || other != NULL;
}

/* The host does not serve @library, a record, though it could. */
static void report_unserved(const Context *context, const GuestLibrary *guest,
                            char *const *library)
{
    if (strcmp(library[LIBRARY_STATE], "off") == 0) {
        report_off(context, library[LIBRARY_SONAME], library[LIBRARY_OPTION]);
    } else {
        report_no(context->report,
                  "%s: used (%s), but this machine has none; see above",
                  library[LIBRARY_SONAME], guest->file);
    }
}

/*
 * @record: what the plugin says of @guest. Returns whether there was something
 * to report.
 */
static bool report_file(const Context *context, const GuestLibrary *guest,
                        const Description *description, char *const *record)
{
    char **library = description_library(description, record[FILE_LIBRARY]);
    const char *verdict = record[FILE_VERDICT];

    if (library == NULL) {
        return report_other(context, guest, record[FILE_TEXT]);
    }
    if (strcmp(verdict, "unserved") == 0) {
        report_unserved(context, guest, library);
    } else if (is_skipped(context)) {
        report_no(context->report, "%s: left alone because of --skip (%s)",
                  library[LIBRARY_SONAME], guest->file);
    } else if (strcmp(verdict, "grafted") == 0) {
        report_ok(context->report,
                  "%s: used, and the host will do its work (%s)",
                  library[LIBRARY_SONAME], guest->file);
    } else {
        report_no(context->report,
                  "%s: %s is left alone: %s; point the program's library path "
                  "at a %s of a distribution",
                  library[LIBRARY_SONAME], guest->file, record[FILE_TEXT],
                  library[LIBRARY_SONAME]);
    }
    return true;
}

/* Returns whether there was something to report. */
static bool report_files(const Context *context, const Probe *probe)
{
    bool has_one = false;

    for (guint i = 0; i < context->listed->len; i++) {
        const GuestLibrary *guest = g_ptr_array_index(context->listed, i);
        const bool is_described =
            probe != NULL && i < probe->description.files->len;
        const bool has_reported =
            is_described
                ? report_file(context, guest, &probe->description,
                              g_ptr_array_index(probe->description.files, i))
                : report_by_name(context, guest);

        has_one = has_reported || has_one;
    }
    return has_one;
}

/* Have the plugin say what it would do with the program's libraries. */
static bool ask_plugin(const Context *context)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_auto(Probe) probe = {0};
    g_autofree char *problem = NULL;

    if (!context->is_machine_good) {
        return report_files(context, NULL);
    }
    for (guint i = 0; i < context->listed->len; i++) {
        const GuestLibrary *guest = g_ptr_array_index(context->listed, i);

        g_ptr_array_add(files, guest->file);
    }
    if (!probe_run(context->installation, context->options, files, &probe,
                   &problem)) {
        report_no(context->report, "libraries: %s", problem);
        return true;
    }
    return report_files(context, &probe);
}

static void check_libraries(Context *context)
{
    context->listed = guest_libraries_list(
        context->program, context->options->prefix,
        find_variable(context->options, "LD_LIBRARY_PATH"));
    for (guint i = 0; i < context->listed->len; i++) {
        const GuestLibrary *library = g_ptr_array_index(context->listed, i);

        if (library->file == NULL) {
            report_no(context->report,
                      "libraries: %s is not found; -L names a folder with the "
                      "program's libraries",
                      library->name);
            return;
        }
    }
    if (!ask_plugin(context)) {
        report_open(context->report,
                    "libraries: the program loads none at its start that "
                    "hostlib serves; it may load one later: 'hostlib run "
                    "--stats' counts");
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
                        const Program *program, bool is_machine_good,
                        Report *report)
{
    g_autofree char *problem = NULL;
    g_autofree char *loader = NULL;
    Context context = {
        .options = options,
        .installation = installation,
        .program = program,
        .is_machine_good = is_machine_good,
        .report = report,
    };

    report_program(program, report);
    if (program->loader == NULL) {
        report_no(report,
                  "libraries: a static program has its own in it, which "
                  "cannot be replaced; use a dynamically linked one");
    } else if (is_started_by_env(program)) {
        report_no(report,
                  "libraries: env starts the interpreter, and without "
                  "hostlib; run that, with %s as argument",
                  program->script);
    } else if (program_find_loader(program, options->prefix, &loader,
                                   &problem) != 0) {
        report_no(report, "libraries: %s", problem);
    } else {
        check_libraries(&context);
    }
    g_clear_pointer(&context.listed, g_ptr_array_unref);
}
