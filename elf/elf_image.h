/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of an ELF file of 64 bits and little-endian byte order: segments
 * and dynamic section.
 *
 * Nothing in the file is trusted. Each part of the file is read once, so that
 * a file that changes meanwhile cannot invalidate a check; nothing is allocated
 * that is larger than the file. See the System V ABI, chapters "Object Files"
 * and "Program Loading and Dynamic Linking".
 */
#ifndef HOSTLIB_ELF_ELF_IMAGE_H
#define HOSTLIB_ELF_ELF_IMAGE_H

#include <elf.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "arch/guest_arch.h"
#include "elf/elf_source.h"

G_BEGIN_DECLS

enum {
    /* Programs and libraries have about a dozen. */
    ELF_IMAGE_MAX_SEGMENTS = 64,
};

typedef struct ElfImage {
    ElfSource source;
    Elf64_Ehdr header;
    Elf64_Phdr segments[ELF_IMAGE_MAX_SEGMENTS]; /* header.e_phnum of them */
    /* The dynamic section without its DT_NULL; freed by elf_image_clear(). */
    Elf64_Dyn *dynamic;
    size_t dynamic_count;
    /* Of shared libraries: the address after the last PT_LOAD, ... */
    uint64_t end;
    /* ... and the largest p_align of the PT_LOADs, a power of two. */
    uint64_t alignment;
} ElfImage;

/*
 * The functions that read return NULL on success. Otherwise they return what is
 * wrong, a constant in words that follow the file's name. The caller has to
 * call elf_image_clear() in both cases. Any thread may call.
 */

/*
 * Read the header and the program headers of the file in @source, of any type
 * and machine. What segments say of themselves is not checked.
 */
const char *elf_image_read_headers(ElfImage *image, const ElfSource *source);

/* Read the dynamic section, once the headers have been read. */
const char *elf_image_read_dynamic(ElfImage *image);

/*
 * Read all of these of the shared library in @source for machines of @arch, and
 * check what a dynamic loader relies on: every PT_LOAD lies in the file, has
 * p_filesz <= p_memsz and a proper alignment, and they do not overlap and are
 * in ascending order of their addresses, below 2^47.
 */
const char *elf_image_read_library(ElfImage *image, const ElfSource *source,
                                   const GuestArch *arch);

/* Free what these have allocated. */
void elf_image_clear(ElfImage *image);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ElfImage, elf_image_clear)

/* Returns the first segment of @type, a PT_*, or NULL. */
const Elf64_Phdr *elf_image_segment(const ElfImage *image, uint32_t type);

/*
 * Whether the dynamic section has an entry with @tag, a DT_*. @value: gets the
 * value of the last such entry, which is the one that loaders use; may be NULL.
 */
bool elf_image_tag(const ElfImage *image, Elf64_Sxword tag, uint64_t *value);

/*
 * Find the @size bytes of the file that are at @address once it is loaded. They
 * must lie in one PT_LOAD. Returns false if they do not.
 */
bool elf_image_offset(const ElfImage *image, uint64_t address, uint64_t size,
                      uint64_t *offset);

/* Copy @size bytes at @address to @buffer. Returns false if they are not there.
 */
bool elf_image_copy(const ElfImage *image, uint64_t address, void *buffer,
                    size_t size);

/*
 * Read a table of @count entries of @size bytes at @address. Returns it, for
 * g_free(), with a zero byte behind it; or NULL if it is not in the file or
 * larger than any library's.
 */
void *elf_image_table(const ElfImage *image, uint64_t address, uint64_t count,
                      size_t size);

/*
 * Copy the string at @place of the dynamic section's strings to @buffer, which
 * has room for @size bytes. Returns false if it is not there, or is longer.
 */
bool elf_image_string(const ElfImage *image, uint64_t place, char *buffer,
                      size_t size);

/* Whether @address lies in a PT_LOAD that is executable. */
bool elf_image_executes(const ElfImage *image, uint64_t address);

G_END_DECLS

#endif
