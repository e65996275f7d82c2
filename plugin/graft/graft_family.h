/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Families: the functions of a library that read one kind of object.
 *
 * Where a thunk has the host keep the state of an object, a function of the
 * library's own would read what is out of date. So a family goes to the host as
 * a whole or not at all: it stays in the guest if the guest's version of the
 * library has a function of the family that nobody knew of.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_GRAFT_FAMILY_H
#define HOSTLIB_PLUGIN_GRAFT_GRAFT_FAMILY_H

#include <glib.h>

#include "plugin/graft/graft_blob.h"
#include "plugin/graft/graft_library.h"

G_BEGIN_DECLS

/* Lists of names that end with NULL; none of them is NULL itself. */
typedef struct GraftFamily {
    /* Functions whose names begin with one of these belong to the family, ...
     */
    const char *const *prefixes;
    /*
     * ... but for these, which read no object and need no thunk. One that ends
     * in "*" stands for all names that begin so.
     */
    const char *const *outsiders;
    /* Functions that the library must have: thunks call them by their slots. */
    const char *const *required;
} GraftFamily;

/*
 * Returns NULL if @family can lead to @blob: each function of the family that
 * @library exports has a thunk that can stand in for it, and so has each that
 * is required. Otherwise returns the name of a function for which this is not
 * so; it is part of the library or of the family.
 *
 * @library: its symbols have been read. Any thread may call.
 */
const char *graft_family_culprit(const GraftFamily *family,
                                 const GraftLibrary *library,
                                 const GraftBlob *blob);

G_END_DECLS

#endif
