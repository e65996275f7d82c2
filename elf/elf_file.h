/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads ELF files of 64 bits and little-endian byte order.
 *
 * Nothing in a file is trusted: it is read by pread(), a bounded number of
 * times, and never mapped. A file descriptor stays the caller's; its offset
 * does not change. Any thread may call.
 */
#ifndef HOSTLIB_ELF_ELF_FILE_H
#define HOSTLIB_ELF_ELF_FILE_H

#include <elf.h>
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/* What the header of any ELF file says, of 32 bits and big-endian ones, too. */
typedef struct ElfIdentity {
    unsigned int bits; /* 32 or 64 */
    bool is_big_endian;
    uint16_t type;    /* ET_* */
    uint16_t machine; /* EM_* */
} ElfIdentity;

typedef struct ElfFile {
    int fd;
    Elf64_Ehdr header;
} ElfFile;

typedef enum ElfSearch {
    ELF_FOUND,
    ELF_NOT_THERE,
    ELF_DAMAGED, /* the file ends before what it announces */
} ElfSearch;

/*
 * Read @size bytes at @offset of the file @fd to @buffer. Returns false if the
 * file has fewer there, or cannot be read.
 */
bool elf_read_at(int fd, uint64_t offset, void *buffer, size_t size);

/*
 * @fd: open for reading.
 * @identity: filled in on success.
 *
 * Returns false if the file is no ELF file.
 */
bool elf_identify(int fd, ElfIdentity *identity);

/*
 * @file: filled in on success; there is nothing to release.
 * @fd: open for reading for as long as @file is used.
 *
 * Returns false if it is no ELF file of 64 bits and little-endian byte order,
 * or if its table of segments is larger than the kernel accepts.
 */
bool elf_file_init(ElfFile *file, int fd);

/* @segment: set to the first one of @type, a PT_*, on ELF_FOUND. */
ElfSearch elf_file_find_segment(const ElfFile *file, uint32_t type,
                                Elf64_Phdr *segment);

/*
 * @offset: set to where in the file is what @address names, on ELF_FOUND. May
 * be anywhere, even beyond the end of the file.
 */
ElfSearch elf_file_find_offset(const ElfFile *file, uint64_t address,
                               uint64_t *offset);

G_END_DECLS

#endif
