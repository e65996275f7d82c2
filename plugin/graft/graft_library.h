/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shared library of the guest's that may get a graft: see graft.h.
 *
 * Reading has two steps. The first is cheap and tells the soname: it is meant
 * for every library that the guest's loader opens. The second reads the tables
 * of symbols, of the libraries that are wanted.
 *
 * Nothing in the file is trusted: all of it is read within bounds and once.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_GRAFT_LIBRARY_H
#define HOSTLIB_PLUGIN_GRAFT_GRAFT_LIBRARY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "arch/guest_arch.h"
#include "elf/elf_image.h"
#include "elf/elf_symbols.h"

G_BEGIN_DECLS

enum {
    /* The longest DT_SONAME, with its NUL. */
    GRAFT_LIBRARY_SONAME_SIZE = 256,
    /* How many versions of one function a library may have. */
    GRAFT_LIBRARY_MAX_VERSIONS = 16,
};

/* All members are for reading; graft_library_...() set them. */
typedef struct GraftLibrary {
    ElfImage image;
    /* Empty before graft_library_read_symbols(). */
    ElfSymbols symbols;
    char soname[GRAFT_LIBRARY_SONAME_SIZE];
} GraftLibrary;

/* What a library exports with a name. */
typedef enum GraftExport {
    /* Nothing. */
    GRAFT_EXPORT_NONE,
    /* A function that a thunk can stand in for. */
    GRAFT_EXPORT_FUNCTION,
    /*
     * Something that a thunk cannot stand in for: a variable, a function that
     * the loader chooses (STT_GNU_IFUNC) or that has a calling convention of
     * its own (bits of st_other), versions of a function that are not all at
     * one address, a function of old versions only, an address outside of the
     * code.
     */
    GRAFT_EXPORT_OTHER,
} GraftExport;

/* Where a library has a function. */
typedef struct GraftTarget {
    uint64_t address;
    /* Indices of its symbols: one for each version. */
    uint32_t symbols[GRAFT_LIBRARY_MAX_VERSIONS];
    unsigned int count;
} GraftTarget;

/*
 * Called for the @name of a function. Returns false to end the visits.
 * @argument: the caller's.
 */
typedef bool GraftLibraryVisit(const char *name, void *argument);

/*
 * Read headers and soname of the library in the file @fd, which is open for
 * reading and stays the caller's; its offset stays as it is. It must stay open
 * until graft_library_free().
 *
 * Returns a library, for graft_library_free(). Returns NULL if the file is no
 * library for @arch that could get a graft; @objection then gets the reason, a
 * constant in words that follow the file's name. Any thread may call; a library
 * is used by one thread at a time.
 */
GraftLibrary *graft_library_open(int fd, const GuestArch *arch,
                                 const char **objection);

/*
 * Check what kind of library it is and read the symbols. Returns NULL, or a
 * reason as above why the library cannot get a graft: the functions below must
 * not be called then. To be called once.
 */
const char *graft_library_read_symbols(GraftLibrary *library);

/* @library: may be NULL. */
void graft_library_free(GraftLibrary *library);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GraftLibrary, graft_library_free)

/*
 * Returns what the library exports as @name. @target: gets where, if it is a
 * GRAFT_EXPORT_FUNCTION, and stays as it is otherwise; may be NULL. The time
 * does not depend on the number of symbols.
 */
GraftExport graft_library_find(const GraftLibrary *library, const char *name,
                               GraftTarget *target);

/*
 * Call @visit for the name of each function that the library exports, whether
 * or not a thunk can stand in for it; names of several versions more than once.
 * Symbols without a type count as functions.
 */
void graft_library_each_function(const GraftLibrary *library,
                                 GraftLibraryVisit *visit, void *argument);

G_END_DECLS

#endif
