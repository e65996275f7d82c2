/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which libraries a program's loader loads at the start, and from where. This
 * is read from files: nothing of the program is run, nor its loader.
 */
#ifndef HOSTLIB_LAUNCHER_GUEST_LIBRARIES_H
#define HOSTLIB_LAUNCHER_GUEST_LIBRARIES_H

#include <glib.h>

#include "launcher/program.h"

G_BEGIN_DECLS

typedef struct GuestLibrary {
    char *name; /* by which it is asked for */
    char *file; /* as this machine finds it, or NULL if it is not found */
} GuestLibrary;

/*
 * List the libraries as ld.so(8) looks for them: in DT_RPATH, @library_path,
 * DT_RUNPATH, ld.so.cache and the usual folders.
 *
 * @prefix: the value of -L, below which the emulator looks first, or NULL.
 * @library_path: the program's LD_LIBRARY_PATH, or NULL.
 *
 * Returns an array of GuestLibrary *, which frees them, to be released.
 */
GPtrArray *guest_libraries_list(const Program *program, const char *prefix,
                                const char *library_path);

G_END_DECLS

#endif
