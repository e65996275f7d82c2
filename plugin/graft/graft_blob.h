/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thunks that are grafted onto a guest's library: see graft.h.
 *
 * A blob is a small shared object for the guest's CPU, made by this project. It
 * must be freestanding: no needed libraries, no relocations, no constructors,
 * no thread-local variables. It exports
 *
 *   NAME                    a function: the thunk that takes the place of the
 *                           library's function NAME
 *   hostlib_original_NAME   8 bytes of data: the slot of NAME, through which
 *                           the thunk reaches the library's function. It must
 *                           have a place in the file: data, not .bss
 *
 * A table for unwinding (PT_GNU_EH_FRAME) lets exceptions and backtraces get
 * through the thunks. Where code has to be marked for indirect branches (BTI),
 * the blob must be compiled so: loaders protect all segments of a library
 * alike.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_GRAFT_BLOB_H
#define HOSTLIB_PLUGIN_GRAFT_GRAFT_BLOB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "arch/guest_arch.h"
#include "elf/elf_image.h"
#include "elf/elf_symbols.h"
#include "plugin/graft/unwind_table.h"

G_BEGIN_DECLS

enum {
    /* PT_LOADs of a blob. */
    GRAFT_BLOB_MAX_LOADS = 7,
};

/* Addresses are those of the blob by itself. */
typedef struct GraftBlobFunction {
    const char *name;
    uint64_t address;
    uint64_t size; /* in bytes */
    uint64_t slot_address;
    uint64_t slot_offset; /* in the blob's bytes */
} GraftBlobFunction;

/* All members are for reading; graft_blob_new() sets them. */
typedef struct GraftBlob {
    ElfImage image;
    ElfSymbols symbols;
    GraftBlobFunction *functions;
    size_t function_count;
    unsigned int load_count; /* PT_LOADs */
    bool has_unwind;
    UnwindTable unwind;
    /* How many of the bytes from the first on PT_LOADs hold. */
    uint64_t size;
} GraftBlob;

/*
 * Read the blob in the @size bytes at @bytes, which stay the caller's and must
 * stay as they are until graft_blob_free().
 *
 * Returns a blob, for graft_blob_free(). Returns NULL if it is none for @arch;
 * @objection then gets the reason, a constant in words that follow the blob's
 * name. Any thread may call, and any number of threads may use a blob at a
 * time.
 */
GraftBlob *graft_blob_new(const void *bytes, size_t size, const GuestArch *arch,
                          const char **objection);

/* Whether @blob has a thunk for the function @name. */
bool graft_blob_has(const GraftBlob *blob, const char *name);

/* @blob: may be NULL. */
void graft_blob_free(GraftBlob *blob);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GraftBlob, graft_blob_free)

G_END_DECLS

#endif
