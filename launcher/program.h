/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that a user names, found as a shell would find it.
 */
#ifndef HOSTLIB_LAUNCHER_PROGRAM_H
#define HOSTLIB_LAUNCHER_PROGRAM_H

#include <glib.h>

#include "arch/guest_arch.h"

G_BEGIN_DECLS

enum {
    /* What env(1) and shells exit with. */
    PROGRAM_CANNOT_RUN = 126,
    PROGRAM_NOT_FOUND = 127,
};

typedef struct Program {
    const GuestArch *arch;
    char *file;           /* what the emulator loads */
    char *loader;         /* its PT_INTERP, or NULL for a static program */
    char *script;         /* which it interprets, or NULL */
    GPtrArray *arguments; /* its argv, without a NULL */
} Program;

/*
 * Find the program @argv[0], on the PATH if it has no slash, with all of @argv
 * as arguments, a NULL after them. For a script this is its interpreter, with
 * the arguments that the kernel would give it.
 *
 * @program: filled in on success; clear it.
 * @problem: on failure, a line to show to the user; free it with g_free().
 *
 * Returns 0, PROGRAM_CANNOT_RUN or PROGRAM_NOT_FOUND.
 */
int program_find(char *const *argv, Program *program, char **problem);

/*
 * Find the program's loader where the emulator will: below @prefix, the value
 * of -L or NULL, and otherwise where the program says.
 *
 * @file: set to its path, or to NULL for a static program; for g_free().
 * @problem: as above.
 *
 * Returns 0 or PROGRAM_CANNOT_RUN.
 */
int program_find_loader(const Program *program, const char *prefix, char **file,
                        char **problem);

void program_clear(Program *program);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Program, program_clear)

G_END_DECLS

#endif
