/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dynamic section of an ELF file, and the strings that it names.
 */
#ifndef HOSTLIB_ELF_ELF_DYNAMIC_H
#define HOSTLIB_ELF_ELF_DYNAMIC_H

#include "elf/elf_file.h"

G_BEGIN_DECLS

typedef struct ElfDynamic {
    ElfFile file;
    GArray *entries; /* of Elf64_Dyn, without DT_NULL */
} ElfDynamic;

/*
 * @dynamic: filled in on success; clear it.
 * @fd: as of elf_file_init().
 *
 * Returns false if the file is none that elf_file_init() takes, has no dynamic
 * section, or ends before that does.
 */
bool elf_dynamic_init(ElfDynamic *dynamic, int fd);

/*
 * @value: set to that of the last entry with @tag, a DT_*, which is the one
 * that loaders use. Returns whether there is one.
 */
bool elf_dynamic_find(const ElfDynamic *dynamic, int64_t tag, uint64_t *value);

/*
 * Whether the string at @place of the file's strings is @expected, of at most
 * 255 bytes.
 */
bool elf_dynamic_is_string(const ElfDynamic *dynamic, uint64_t place,
                           const char *expected);

/*
 * Returns the string at @place for g_free(), or NULL if it cannot be read or
 * has no end within @size bytes.
 */
char *elf_dynamic_string(const ElfDynamic *dynamic, uint64_t place,
                         size_t size);

void elf_dynamic_clear(ElfDynamic *dynamic);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ElfDynamic, elf_dynamic_clear)

G_END_DECLS

#endif
