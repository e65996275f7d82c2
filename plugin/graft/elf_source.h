/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the bytes of an ELF file are read from: a file or memory.
 *
 * Files are read by pread() and never mapped: a guest may truncate its file,
 * and then an access to a mapping raises SIGBUS.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_ELF_SOURCE_H
#define HOSTLIB_PLUGIN_GRAFT_ELF_SOURCE_H

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
 * Copy the @size bytes at @offset of the source to @buffer. Returns false if
 * not all of them can be read. Any thread may call.
 */
bool elf_source_read(const ElfSource *source, uint64_t offset, void *buffer,
                     size_t size);

G_END_DECLS

#endif
