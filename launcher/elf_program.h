/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the launcher wants to know of a program's ELF file. Nothing in it is
 * trusted.
 */
#ifndef HOSTLIB_LAUNCHER_ELF_PROGRAM_H
#define HOSTLIB_LAUNCHER_ELF_PROGRAM_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * Read the file @fd, open for reading, by pread().
 *
 * @loader: set to what PT_INTERP names, or to NULL for a static program; free
 * it with g_free().
 *
 * Returns NULL if it is a program for x86_64, otherwise why not, in words that
 * follow the file's name.
 */
const char *elf_program_read(int fd, char **loader);

G_END_DECLS

#endif
