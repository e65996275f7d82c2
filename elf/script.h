/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first line of a script, as fs/binfmt_script.c of Linux reads it.
 */
#ifndef HOSTLIB_ELF_SCRIPT_H
#define HOSTLIB_ELF_SCRIPT_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

enum {
    /* The kernel looks at no more of a file (BINPRM_BUF_SIZE). */
    SCRIPT_SIZE = 256,
};

typedef enum ScriptKind {
    SCRIPT_NONE,   /* does not begin with "#!" */
    SCRIPT_BAD,    /* begins so, but execve() fails with ENOEXEC */
    SCRIPT_USABLE, /* names an interpreter */
} ScriptKind;

/*
 * @text: the first @size bytes of a file, at most SCRIPT_SIZE; as many as there
 * are, if it is shorter.
 * @interpreter, @argument: set for SCRIPT_USABLE; the argument is NULL if there
 * is none. For g_free().
 */
ScriptKind script_parse(const char *text, size_t size, char **interpreter,
                        char **argument);

G_END_DECLS

#endif
