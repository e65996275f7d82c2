/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher/elf_program.h"

enum {
    /* How much of a script the kernel looks at. */
    SCRIPT_LINE_SIZE = 256,
};

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

/* Of a file that cannot be executed; takes part in @problem and the status. */
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

/*
 * Split a script's first line as the kernel does: @interpreter and what is left
 * as @argument, or NULL. Returns false if it is no script.
 */
static bool parse_script(int fd, char **interpreter, char **argument)
{
    char line[SCRIPT_LINE_SIZE] = "";
    const ssize_t length = pread(fd, line, sizeof(line) - 1, 0);
    char *name = line + strlen("#!");
    char *end = NULL;

    if (length < 0 || strncmp(line, "#!", strlen("#!")) != 0) {
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    g_strstrip(name);
    end = name + strcspn(name, " \t");
    *interpreter = g_strndup(name, (gsize)(end - name));
    end += strspn(end, " \t");
    *argument = *end != '\0' ? g_strdup(end) : NULL;
    return true;
}

/* Open @file and see what it is. Returns NULL or why it cannot be run. */
static const char *read_program(const char *file, char **loader,
                                char **interpreter, char **argument)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    const char *objection = NULL;

    if (fd < 0) {
        return "cannot be read";
    }
    if (!parse_script(fd, interpreter, argument)) {
        objection = elf_program_read(fd, loader);
    }
    close(fd);
    return objection;
}

static void add_arguments(Program *program, char *const *argv)
{
    for (; *argv != NULL; argv++) {
        g_ptr_array_add(program->arguments, g_strdup(*argv));
    }
}

/* Have @interpreter run the script that @program has as its file. */
static int interpret(Program *program, char *interpreter, const char *argument,
                     char *const *argv, char **problem)
{
    g_autofree char *next = NULL;
    g_autofree char *next_argument = NULL;
    const char *objection = NULL;
    const int error = access_error(interpreter);

    program->script = program->file;
    program->file = interpreter;
    if (error != 0) {
        *problem =
            g_strdup_printf("cannot run '%s': its interpreter '%s': %s",
                            program->script, interpreter, g_strerror(error));
        return PROGRAM_CANNOT_RUN;
    }
    objection =
        read_program(interpreter, &program->loader, &next, &next_argument);
    if (next != NULL) {
        objection = "is a script itself";
    }
    if (objection != NULL) {
        *problem = g_strdup_printf("cannot run '%s': its interpreter '%s' %s; "
                                   "name a program for x86_64 that runs it",
                                   program->script, interpreter, objection);
        return PROGRAM_CANNOT_RUN;
    }
    g_ptr_array_add(program->arguments, g_strdup(interpreter));
    if (argument != NULL) {
        g_ptr_array_add(program->arguments, g_strdup(argument));
    }
    g_ptr_array_add(program->arguments, g_strdup(program->script));
    add_arguments(program, argv + 1);
    return 0;
}

static int fill(Program *program, char *const *argv, char **problem)
{
    g_autofree char *interpreter = NULL;
    g_autofree char *argument = NULL;
    const char *objection = NULL;
    int status = find_file(argv[0], &program->file, problem);

    if (status != 0) {
        return status;
    }
    objection =
        read_program(program->file, &program->loader, &interpreter, &argument);
    if (interpreter != NULL) {
        return interpret(program, g_steal_pointer(&interpreter), argument, argv,
                         problem);
    }
    if (objection != NULL) {
        *problem = g_strdup_printf("cannot run '%s': it %s; name a program "
                                   "for x86_64 Linux",
                                   program->file, objection);
        return PROGRAM_CANNOT_RUN;
    }
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

void program_clear(Program *program)
{
    g_clear_pointer(&program->file, g_free);
    g_clear_pointer(&program->loader, g_free);
    g_clear_pointer(&program->script, g_free);
    g_clear_pointer(&program->arguments, g_ptr_array_unref);
}
