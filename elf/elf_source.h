/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an ELF file is read from: memory, or a file that its owner can change
 * at any time.
 *
 * A file is read by pread() and never mapped: its owner may truncate it, and
 * then an access to a mapping raises SIGBUS.
 */
#ifndef HOSTLIB_ELF_ELF_SOURCE_H
#define HOSTLIB_ELF_ELF_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct ElfSource {
    /* All bytes, or NULL if @fd is meant. */
    const uint8_t *bytes;
    /* A regular file, open for reading; its offset is not used. */
    int fd;
    /* In bytes; the file may have become shorter since. */
    uint64_t size;
} ElfSource;

/*
 * @source: filled in on success; there is nothing to release.
 * @fd: open for reading; stays the caller's, and open as long as @source is
 * used.
 *
 * Returns false if it is no regular file.
 */
bool elf_source_init(ElfSource *source, int fd);

/*
 * Copy the @size bytes at @offset of the source to @buffer. Returns false if
 * not all of them can be read. Any thread may call.
 */
bool elf_source_read(const ElfSource *source, uint64_t offset, void *buffer,
                     size_t size);

G_END_DECLS

#endif
