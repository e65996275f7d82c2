/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a file is a library of a certain soname.
 */
#ifndef HOSTLIB_ELF_ELF_LIBRARY_H
#define HOSTLIB_ELF_ELF_LIBRARY_H

#include <glib.h>

#include "arch/guest_arch.h"

G_BEGIN_DECLS

/*
 * Returns NULL if the regular file @fd, open for reading, is a shared library
 * for @arch whose DT_SONAME is @soname; otherwise why not, in words that follow
 * the file's name. See elf_file.h.
 */
const char *elf_library_objection(int fd, const GuestArch *arch,
                                  const char *soname);

G_END_DECLS

#endif
