/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The graft: a guest's own library with thunks appended.
 *
 * graft_make() makes a file that is the guest's library, byte by byte, but for
 *
 *   e_phoff, e_phnum     lead to a new table of program headers
 *   .dynsym              st_value and st_size of the functions that the blob
 *                        has thunks for, and no others, lead to the thunks
 *
 * Appended to it are
 *
 *   program headers      the library's, of which PT_PHDR and PT_GNU_EH_FRAME
 *                        lead to what is appended, and PT_LOADs for that
 *   a table for          the library's entries, and the blob's behind them. If
 *   unwinding            one has none, PT_GNU_EH_FRAME stays as it is
 *   the blob             graft_blob.h says what it is
 *
 * The versions of the symbols, the soname, code and data stay the guest's.
 *
 * The slot of a function gets the distance from the slot to the library's own
 * function: a thunk that needs the original jumps to &slot + slot. This holds
 * for each GRAFT_EXPORT_FUNCTION, wanted or not: a thunk may need functions
 * that stay in the guest. All other slots are 0, as they are in the blob.
 *
 * Only symbols change. What is bound inside of the library leads to the
 * original functions as before: calls within a library that is linked with
 * -Bsymbolic, calls of hidden aliases, and pointers that R_*_RELATIVE
 * relocations make. One object must not be used by an original function and by
 * the host; the caller decides this by @wants, with the help of graft_family.h.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_GRAFT_H
#define HOSTLIB_PLUGIN_GRAFT_GRAFT_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/graft/graft_blob.h"
#include "plugin/graft/graft_library.h"

G_BEGIN_DECLS

/*
 * Returns whether the function @name, one of the blob's, shall lead to its
 * thunk. @argument: the caller's.
 */
typedef bool GraftWants(const char *name, void *argument);

/*
 * Make the graft of @blob and @library, whose symbols have been read.
 *
 * @wants: asked for each of the blob's functions that the library has and that
 * a thunk can stand in for (GRAFT_EXPORT_FUNCTION); NULL for all of them.
 * @argument: passed to @wants.
 * @functions: gets how many of the library's functions lead to the blob.
 * @objection: gets the reason if there is no graft, a constant in words that
 * follow the file's name.
 *
 * Returns the descriptor of a new memfd, for the caller to close: with
 * FD_CLOEXEC, all seals, named by the soname, its offset 0. Returns -1 if there
 * is no graft. Any thread may call. A file that the guest changes meanwhile
 * makes a library that is as broken as the guest has made it.
 */
int graft_make(const GraftLibrary *library, const GraftBlob *blob,
               GraftWants *wants, void *argument, unsigned int *functions,
               const char **objection);

G_END_DECLS

#endif
