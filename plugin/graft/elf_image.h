/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of an ELF shared object: segments and dynamic section.
 *
 * Nothing in the file is trusted. Each part of the file is read once, so that
 * a file that changes meanwhile cannot invalidate a check. What is read is
 * checked as far as a dynamic loader relies on it. See the System V ABI,
 * chapters "Object Files" and "Program Loading and Dynamic Linking".
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_ELF_IMAGE_H
#define HOSTLIB_PLUGIN_GRAFT_ELF_IMAGE_H

#include <elf.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "arch/guest_arch.h"
#include "plugin/graft/elf_source.h"

G_BEGIN_DECLS

enum {
    /* Libraries have about a dozen. */
    ELF_IMAGE_MAX_SEGMENTS = 64,
};

typedef struct ElfImage {
    ElfSource source;
    Elf64_Ehdr header;
    Elf64_Phdr segments[ELF_IMAGE_MAX_SEGMENTS]; /* header.e_phnum of them */
    /* The dynamic section without its DT_NULL; freed by elf_image_clear(). */
    Elf64_Dyn *dynamic;
    size_t dynamic_count;
    /* The address after the last PT_LOAD. */
    uint64_t end;
    /* The largest p_align of the PT_LOADs, a power of two. */
    uint64_t alignment;
} ElfImage;

/*
 * Read the headers of the shared object in @source for machines of @arch.
 *
 * Returns NULL if they are right: then every PT_LOAD lies in the file, has
 * p_filesz <= p_memsz and a proper alignment, and they do not overlap and are
 * in ascending order of their addresses, below 2^47. Otherwise returns what is
 * wrong, a constant in words that follow the file's name.
 *
 * The caller has to call elf_image_clear() in both cases. Any thread may call.
 */
const char *elf_image_read(ElfImage *image, const ElfSource *source,
                           const GuestArch *arch);

/* Free what elf_image_read() has allocated. */
void elf_image_clear(ElfImage *image);

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

/* Whether @address lies in a PT_LOAD that is executable. */
bool elf_image_executes(const ElfImage *image, uint64_t address);

G_END_DECLS

#endif
