/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table for unwinding through the code of a library and of its blob.
 *
 * Unwinders, of C++ exceptions as of backtrace(), look a function up in the
 * sorted table that PT_GNU_EH_FRAME leads to. A library has but one of them, so
 * a graft needs a copy of the library's with the blob's entries behind it. See
 * .eh_frame_hdr in the Linux Standard Base Core Specification.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_UNWIND_TABLE_H
#define HOSTLIB_PLUGIN_GRAFT_UNWIND_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/elf_image.h"

G_BEGIN_DECLS

/* A pair of distances from the table, sorted by the first. */
typedef struct UnwindEntry {
    int32_t function;
    int32_t description;
} UnwindEntry;

typedef struct UnwindTable {
    uint64_t address;      /* of the table */
    uint64_t descriptions; /* of .eh_frame */
    UnwindEntry *entries;
    uint32_t count;
} UnwindTable;

/*
 * Read the table of @image. Returns false if it has none of the form that all
 * linkers make. The caller has to call unwind_table_clear() in both cases. Any
 * thread may call.
 */
bool unwind_table_read(UnwindTable *table, const ElfImage *image);

/* Free what unwind_table_read() has allocated. */
void unwind_table_clear(UnwindTable *table);

/* How many bytes the table with the entries of both takes. */
uint64_t unwind_table_joint_size(const UnwindTable *library,
                                 const UnwindTable *blob);

/*
 * Write the table with the entries of both, for @address, to @bytes, which has
 * room for unwind_table_joint_size() bytes and is aligned for an int32_t. All
 * functions of @blob, whose addresses are @blob_address more than it says, are
 * behind those of @library.
 *
 * Returns false if something is too far away for such a table.
 */
bool unwind_table_join(const UnwindTable *library, const UnwindTable *blob,
                       uint64_t blob_address, uint64_t address, void *bytes);

G_END_DECLS

#endif
