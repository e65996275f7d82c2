/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/program_checks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/elf_library.h"
#include "launcher/guest_libraries.h"

/* What a check of libraries knows. */
typedef struct Context {
    const LaunchOptions *options;
    const Installation *installation;
    const Program *program;
    bool is_machine_good;
    GPtrArray *listed; /* of GuestLibrary * */
    Report *report;
} Context;

/* The first one whose name begins with @name, or NULL. */
static const GuestLibrary *find_library(const GPtrArray *listed,
                                        const char *name)
{
    for (guint i = 0; i < listed->len; i++) {
        const GuestLibrary *library = g_ptr_array_index(listed, i);

        if (g_str_has_prefix(library->name, name)) {
            return library;
        }
    }
    return NULL;
}

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

/* Returns NULL, or for g_free() why the plugin leaves @file alone. */
static char *objection_to(const Context *context, const Library *library,
                          const char *file)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *objection = NULL;

    if (fd < 0) {
        return g_strdup_printf("cannot be read: %s", g_strerror(errno));
    }
    objection =
        elf_library_objection(fd, context->program->arch, library->soname);
    close(fd);
    return g_strdup(objection);
}

static void report_used(const Context *context, const Library *library,
                        const char *file)
{
    g_autofree char *objection = NULL;

    if (is_skipped(context)) {
        report_no(context->report, "%s: left alone because of --skip (%s)",
                  library->soname, file);
        return;
    }
    if (!context->is_machine_good) {
        report_open(context->report, "%s: used (%s); see above",
                    library->soname, file);
        return;
    }
    objection = objection_to(context, library, file);
    if (objection != NULL) {
        report_no(context->report,
                  "%s: left alone, because %s %s; point its library path at a "
                  "%s of a distribution",
                  library->soname, file, objection, library->soname);
    } else {
        report_ok(context->report,
                  "%s: used, and the host will do its work (%s)",
                  library->soname, file);
    }
}

/* Returns whether there was something to report. */
static bool report_library(const Context *context, const Library *library)
{
    const GuestLibrary *used = find_library(context->listed, library->soname);
    const GuestLibrary *other =
        library->alternative != NULL
            ? find_library(context->listed, library->alternative)
            : NULL;

    if (used == NULL && other == NULL) {
        return false;
    }
    if (launch_options_are_off(context->options, library)) {
        report_no(context->report, "%s: switched off; leave --no-%s out",
                  library->soname, library->option);
    } else if (used != NULL) {
        report_used(context, library, used->file);
    } else {
        report_no(context->report,
                  "%s: not used; %s is, which hostlib does not serve",
                  library->soname, other->file);
    }
    return true;
}

static void check_libraries(Context *context)
{
    bool has_one = false;

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
    for (const Library *library = libraries; library->option != NULL;
         library++) {
        has_one = report_library(context, library) || has_one;
    }
    if (!has_one) {
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
