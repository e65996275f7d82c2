/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in a graft things are, and its program headers: see graft.h.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_GRAFT_HEADERS_H
#define HOSTLIB_PLUGIN_GRAFT_GRAFT_HEADERS_H

#include <elf.h>
#include <glib.h>
#include <stdint.h>

#include "elf/elf_image.h"
#include "plugin/graft/graft_blob.h"

G_BEGIN_DECLS

enum {
    /* Those of a library, one for the tables, and those of a blob. */
    GRAFT_MAX_HEADERS = ELF_IMAGE_MAX_SEGMENTS + 1 + GRAFT_BLOB_MAX_LOADS,
};

/* What is not the library's. Offsets are in the file, sizes in bytes. */
typedef struct GraftLayout {
    /* The program headers. */
    uint64_t headers_offset;
    uint64_t headers_address;
    /* The table for unwinding, in the same segment; none if its size is 0. */
    uint64_t unwind_offset;
    uint64_t unwind_address;
    uint64_t unwind_size;
    /* The blob's first byte, and what its addresses count from. */
    uint64_t blob_offset;
    uint64_t blob_address;
    uint64_t size; /* of the whole file */
} GraftLayout;

typedef struct GraftHeaders {
    Elf64_Phdr headers[GRAFT_MAX_HEADERS];
    unsigned int count;
} GraftHeaders;

/*
 * Find a place for @blob and for @unwind_size bytes of a table for unwinding
 * behind all of @library. @unwind_size is at most a few times the largest table
 * of elf_image_table(). Any thread may call.
 */
GraftLayout graft_layout(const ElfImage *library, const GraftBlob *blob,
                         uint64_t unwind_size);

/* Make the program headers of the graft with @layout. Any thread may call. */
void graft_headers_make(GraftHeaders *headers, const ElfImage *library,
                        const GraftBlob *blob, const GraftLayout *layout);

G_END_DECLS

#endif
