/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a file is the guest's library of a certain soname, and which symbol
 * versions it defines.
 *
 * Nothing in the file is trusted: it is read by pread(), a bounded number of
 * times, and never mapped.
 */
#ifndef HOSTLIB_PLUGIN_CORE_ELF_LIBRARY_H
#define HOSTLIB_PLUGIN_CORE_ELF_LIBRARY_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * Returns NULL if the file @fd, open for reading, is a shared library for
 * guest_target() whose DT_SONAME is @soname; otherwise why not, in words that
 * follow the file's name. The descriptor stays the caller's, its offset as it
 * is. Any thread may call.
 *
 * @versions: of strings, which it has to free by g_free(); the names of the
 * versions that the library defines are added to it, in the file's order.
 */
const char *elf_library_objection(int fd, const char *soname,
                                  GPtrArray *versions);

G_END_DECLS

#endif
