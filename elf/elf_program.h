/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program's ELF file says: for which CPU it is, and its loader.
 */
#ifndef HOSTLIB_ELF_ELF_PROGRAM_H
#define HOSTLIB_ELF_ELF_PROGRAM_H

#include <glib.h>

#include "arch/guest_arch.h"

G_BEGIN_DECLS

typedef struct ElfProgram {
    const GuestArch *arch;
    char *loader; /* what PT_INTERP names, or NULL for a static program */
} ElfProgram;

/*
 * Read the file @fd, open for reading; see elf_image.h.
 *
 * @program: filled in on success; free the loader by g_free().
 *
 * Returns NULL if it is a program that hostlib serves. Otherwise a text for
 * g_free(): what it is instead, in words that follow the file's name.
 */
char *elf_program_read(int fd, ElfProgram *program);

G_END_DECLS

#endif
