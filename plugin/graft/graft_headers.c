/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft_headers.h"

static uint64_t round_up(uint64_t number, uint64_t alignment)
{
    return (number + alignment - 1) & ~(alignment - 1);
}

/*
 * Nothing wraps: addresses, sizes and alignments have bounds. What begins a
 * segment is 0 modulo the largest alignment, as an offset and as an address, so
 * that segments stay aligned whatever their own alignment is.
 */
GraftLayout graft_layout(const ElfImage *library, const GraftBlob *blob,
                         uint64_t unwind_size)
{
    const uint64_t alignment = MAX(library->alignment, blob->image.alignment);
    const uint64_t headers_size = sizeof(((GraftHeaders *)NULL)->headers);
    const uint64_t tables = round_up(headers_size + unwind_size, alignment);
    GraftLayout layout = {
        .headers_offset = round_up(library->source.size, alignment),
        .headers_address = round_up(library->end, alignment),
        .unwind_size = unwind_size,
    };

    layout.unwind_offset = layout.headers_offset + headers_size;
    layout.unwind_address = layout.headers_address + headers_size;
    layout.blob_offset = layout.headers_offset + tables;
    layout.blob_address = layout.headers_address + tables;
    layout.size = layout.blob_offset + blob->size;
    return layout;
}

/* Where the tables end that are put before the blob. */
static uint64_t tables_size(const GraftLayout *layout, unsigned int count)
{
    return layout->unwind_size > 0
               ? layout->unwind_offset + layout->unwind_size -
                     layout->headers_offset
               : count * sizeof(Elf64_Phdr);
}

static void add(GraftHeaders *headers, const Elf64_Phdr *header)
{
    headers->headers[headers->count++] = *header;
}

/* Have @header describe @size bytes at another place. */
static void move(Elf64_Phdr *header, uint64_t offset, uint64_t address,
                 uint64_t size)
{
    header->p_offset = offset;
    header->p_vaddr = address;
    header->p_paddr = address;
    header->p_filesz = size;
    header->p_memsz = size;
}

static void add_library(GraftHeaders *headers, const ElfImage *library,
                        const GraftLayout *layout, unsigned int count)
{
    for (unsigned int i = 0; i < library->header.e_phnum; i++) {
        Elf64_Phdr header = library->segments[i];

        if (header.p_type == PT_PHDR) {
            move(&header, layout->headers_offset, layout->headers_address,
                 count * sizeof(header));
        }
        if (header.p_type == PT_GNU_EH_FRAME && layout->unwind_size > 0) {
            move(&header, layout->unwind_offset, layout->unwind_address,
                 layout->unwind_size);
        }
        add(headers, &header);
    }
}

static void add_tables(GraftHeaders *headers, const GraftBlob *blob,
                       const GraftLayout *layout, unsigned int count)
{
    Elf64_Phdr header = {
        .p_type = PT_LOAD,
        .p_flags = PF_R,
        .p_align = blob->image.alignment,
    };

    move(&header, layout->headers_offset, layout->headers_address,
         tables_size(layout, count));
    add(headers, &header);
}

static void add_blob(GraftHeaders *headers, const GraftBlob *blob,
                     const GraftLayout *layout)
{
    for (unsigned int i = 0; i < blob->image.header.e_phnum; i++) {
        Elf64_Phdr header = blob->image.segments[i];

        if (header.p_type == PT_LOAD) {
            header.p_offset += layout->blob_offset;
            header.p_vaddr += layout->blob_address;
            header.p_paddr = header.p_vaddr;
            add(headers, &header);
        }
    }
}

/* Loaders want PT_LOADs in ascending order: those of the library come first. */
void graft_headers_make(GraftHeaders *headers, const ElfImage *library,
                        const GraftBlob *blob, const GraftLayout *layout)
{
    const unsigned int count = library->header.e_phnum + 1 + blob->load_count;

    headers->count = 0;
    add_library(headers, library, layout, count);
    add_tables(headers, blob, layout, count);
    add_blob(headers, blob, layout);
}
