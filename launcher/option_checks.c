/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/option_checks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher/environment.h"

enum {
    MODE = 0666, /* less what the umask takes away */
};

static char *check_backend(const char *file)
{
    struct stat status;

    if (stat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
        return g_strdup_printf("--backend '%s': no regular file; give the path "
                               "of a zlib for this machine",
                               file);
    }
    if (access(file, R_OK) != 0) {
        return g_strdup_printf("--backend '%s': %s; give the path of a zlib "
                               "for this machine",
                               file, g_strerror(errno));
    }
    return NULL;
}

static char *check_prefix(const char *prefix)
{
    struct stat status;

    if (stat(prefix, &status) == 0 && S_ISDIR(status.st_mode)) {
        return NULL;
    }
    return g_strdup_printf("-L '%s': no folder; give the root of the program's "
                           "system",
                           prefix);
}

static char *check_skip(const char *names)
{
    g_auto(GStrv) each = g_strsplit(names, ":", -1);

    /* There is one element at least, but for an empty string. */
    for (char **name = each; *name != NULL; name++) {
        if (**name == '\0' || strchr(*name, '/') != NULL) {
            return g_strdup_printf("--skip '%s': a name is empty or has a "
                                   "slash; give programs' basenames, separated "
                                   "by colons",
                                   names);
        }
    }
    return each[0] != NULL
               ? NULL
               : g_strdup("--skip '': names no programs; give programs' "
                          "basenames, separated by colons");
}

/* Whether @file can be written to. Leaves it as it is. */
static char *check_output(const char *option, const char *file)
{
    struct stat status;
    const bool is_new = stat(file, &status) != 0;
    int fd = -1;

    if (!is_new && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        /* Whoever reads from a FIFO would see it end. */
        return NULL;
    }
    fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, MODE);
    if (fd < 0) {
        return g_strdup_printf("%s='%s' cannot be opened for writing: %s; give "
                               "the path of another file",
                               option, file, g_strerror(errno));
    }
    close(fd);
    if (is_new) {
        unlink(file);
    }
    return NULL;
}

static char *check_log(const char *file)
{
    if (strchr(file, '%') != NULL) {
        return g_strdup_printf("--log='%s': QEMU would replace what follows "
                               "the '%%'; give the path of a file without one",
                               file);
    }
    return check_output("--log", file);
}

/* QEMU's -E takes several variables, separated by commas. */
static char *check_environment(const GPtrArray *variables, const char *remedy)
{
    for (size_t i = 0; i < variables->len; i++) {
        const char *variable = variables->pdata[i];

        if (strchr(variable, ',') != NULL) {
            return g_strdup_printf("%s: QEMU would split it at the comma; %s",
                                   variable, remedy);
        }
    }
    return NULL;
}

static char *check_environments(const LaunchOptions *options)
{
    g_autoptr(GPtrArray) guest_only = environment_for_guest_only(environ);
    char *problem = check_environment(guest_only, "set another value, or none");

    return problem != NULL
               ? problem
               : check_environment(options->environment,
                                   "set it by env(1): env VAR=VALUE hostlib "
                                   "...");
}

char *option_checks_run(const LaunchOptions *options)
{
    char *problem = NULL;

    if (options->backend != NULL) {
        problem = check_backend(options->backend);
    }
    if (problem == NULL && options->prefix != NULL) {
        problem = check_prefix(options->prefix);
    }
    if (problem == NULL && options->skip != NULL) {
        problem = check_skip(options->skip);
    }
    if (problem == NULL && options->stats_file != NULL) {
        problem = check_output("--stats", options->stats_file);
    }
    if (problem == NULL && options->log_file != NULL) {
        problem = check_log(options->log_file);
    }
    return problem != NULL ? problem : check_environments(options);
}
