/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/elf_program.h"
#include "elf/script.h"

/* Returns 0, or the errno that execve() would give. */
static int access_error(const char *file)
{
    struct stat about;

    if (stat(file, &about) != 0) {
        return errno;
    }
    if (S_ISDIR(about.st_mode)) {
        return EISDIR;
    }
    if (!S_ISREG(about.st_mode)) {
        return EACCES;
    }
    return access(file, X_OK) == 0 ? 0 : errno;
}

/* Of a file that cannot be executed: sets @problem; returns the exit status. */
static int refuse(const char *file, int error, char **problem)
{
    *problem = g_strdup_printf("cannot run '%s': %s", file, g_strerror(error));
    return error == ENOENT || error == ENOTDIR ? PROGRAM_NOT_FOUND
                                               : PROGRAM_CANNOT_RUN;
}

static int search_path(const char *name, char **file, char **problem)
{
    const char *path = getenv("PATH");
    g_auto(GStrv) folders = g_strsplit(
        path != NULL ? path : "/usr/local/bin:/usr/bin:/bin", ":", -1);
    g_autofree char *not_executable = NULL;

    for (char **folder = folders; *folder != NULL; folder++) {
        g_autofree char *candidate =
            g_build_filename(**folder == '\0' ? "." : *folder, name, NULL);
        const int error = access_error(candidate);

        if (error == 0) {
            *file = g_steal_pointer(&candidate);
            return 0;
        }
        if (error == EACCES && not_executable == NULL) {
            not_executable = g_steal_pointer(&candidate);
        }
    }
    if (not_executable != NULL) {
        return refuse(not_executable, EACCES, problem);
    }
    *problem = g_strdup_printf("'%s' is not found on the PATH", name);
    return PROGRAM_NOT_FOUND;
}

static int find_file(const char *name, char **file, char **problem)
{
    int error = 0;

    if (name[0] != '\0' && strchr(name, '/') == NULL) {
        return search_path(name, file, problem);
    }
    error = access_error(name);
    if (error != 0) {
        return refuse(name, error, problem);
    }
    *file = g_strdup(name);
    return 0;
}

/* What a file is that a user wants to run. */
typedef struct Kind {
    ElfProgram elf;
    char *interpreter; /* of a script, or NULL */
    char *argument;    /* which the script has for it, or NULL */
} Kind;

static void clear_kind(Kind *kind)
{
    g_clear_pointer(&kind->elf.loader, g_free);
    g_clear_pointer(&kind->interpreter, g_free);
    g_clear_pointer(&kind->argument, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Kind, clear_kind)

/* Returns NULL and fills @kind in, or why it cannot be run, for g_free(). */
static char *read_kind(int fd, Kind *kind)
{
    char text[SCRIPT_SIZE];
    const ssize_t size = pread(fd, text, sizeof(text), 0);

    if (size < 0) {
        return g_strdup_printf("cannot be read: %s", g_strerror(errno));
    }
    switch (
        script_parse(text, (size_t)size, &kind->interpreter, &kind->argument)) {
    case SCRIPT_USABLE:
        return NULL;
    case SCRIPT_BAD:
        return g_strdup("is a script whose first line names no interpreter, or "
                        "one with too long a name");
    default:
        return elf_program_read(fd, &kind->elf);
    }
}

static char *read_file(const char *file, Kind *kind)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    char *objection = NULL;

    *kind = (Kind){.interpreter = NULL};
    if (fd < 0) {
        return g_strdup_printf("cannot be read: %s", g_strerror(errno));
    }
    objection = read_kind(fd, kind);
    close(fd);
    return objection;
}

static void add_arguments(Program *program, char *const *argv)
{
    for (; *argv != NULL; argv++) {
        g_ptr_array_add(program->arguments, g_strdup(*argv));
    }
}

static void take_elf(Program *program, ElfProgram *elf)
{
    program->arch = elf->arch;
    program->loader = g_steal_pointer(&elf->loader);
}

/* The path of a script's @interpreter with what is wrong with it. */
static char *describe_interpreter(const char *interpreter)
{
    /* What editors of other systems leave cannot be seen otherwise. */
    return g_str_has_suffix(interpreter, "\r")
               ? g_strdup_printf("'%.*s\\r' (its first line ends in CR LF; "
                                 "write it with LF only)",
                                 (int)strlen(interpreter) - 1, interpreter)
               : g_strdup_printf("'%s'", interpreter);
}

/* Have the interpreter run the script that @program has as its file. */
static int interpret(Program *program, const Kind *script, char *const *argv,
                     char **problem)
{
    g_auto(Kind) kind = {0};
    g_autofree char *name = describe_interpreter(script->interpreter);
    g_autofree char *objection = NULL;
    const int error = access_error(script->interpreter);

    program->script = program->file;
    program->file = g_strdup(script->interpreter);
    if (error != 0) {
        *problem = g_strdup_printf("cannot run '%s': its interpreter %s: %s",
                                   program->script, name, g_strerror(error));
        return PROGRAM_CANNOT_RUN;
    }
    objection = read_file(program->file, &kind);
    if (objection == NULL && kind.interpreter != NULL) {
        objection = g_strdup("is a script itself");
    }
    if (objection != NULL) {
        *problem = g_strdup_printf("cannot run '%s': its interpreter %s %s; "
                                   "name a program that runs it",
                                   program->script, name, objection);
        return PROGRAM_CANNOT_RUN;
    }
    take_elf(program, &kind.elf);
    g_ptr_array_add(program->arguments, g_strdup(program->file));
    if (script->argument != NULL) {
        g_ptr_array_add(program->arguments, g_strdup(script->argument));
    }
    g_ptr_array_add(program->arguments, g_strdup(program->script));
    add_arguments(program, argv + 1);
    return 0;
}

static int fill(Program *program, char *const *argv, char **problem)
{
    g_auto(Kind) kind = {0};
    g_autofree char *objection = NULL;
    int status = find_file(argv[0], &program->file, problem);

    if (status != 0) {
        return status;
    }
    objection = read_file(program->file, &kind);
    if (objection != NULL) {
        *problem =
            g_strdup_printf("cannot run '%s': it %s", program->file, objection);
        return PROGRAM_CANNOT_RUN;
    }
    if (kind.interpreter != NULL) {
        return interpret(program, &kind, argv, problem);
    }
    take_elf(program, &kind.elf);
    add_arguments(program, argv);
    return 0;
}

int program_find(char *const *argv, Program *program, char **problem)
{
    int status = 0;

    *program = (Program){
        .arguments = g_ptr_array_new_with_free_func(g_free),
    };
    status = fill(program, argv, problem);
    if (status != 0) {
        program_clear(program);
    }
    return status;
}

int program_find_loader(const Program *program, const char *prefix, char **file,
                        char **problem)
{
    g_autofree char *below = NULL;

    *file = NULL;
    if (program->loader == NULL) {
        return 0;
    }
    if (prefix != NULL && program->loader[0] == '/') {
        below = g_build_filename(prefix, program->loader, NULL);
        if (access(below, F_OK) == 0) {
            *file = g_steal_pointer(&below);
            return 0;
        }
    }
    if (access(program->loader, F_OK) != 0) {
        *problem = g_strdup_printf(
            "cannot run '%s': its loader '%s' is not there; give the root of a "
            "system for %s by -L",
            program->file, program->loader, program->arch->name);
        return PROGRAM_CANNOT_RUN;
    }
    *file = g_strdup(program->loader);
    return 0;
}

void program_clear(Program *program)
{
    g_clear_pointer(&program->file, g_free);
    g_clear_pointer(&program->loader, g_free);
    g_clear_pointer(&program->script, g_free);
    g_clear_pointer(&program->arguments, g_ptr_array_unref);
}
