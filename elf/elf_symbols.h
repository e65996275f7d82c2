/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dynamic symbols of an ELF shared object, found by their names through
 * its hash table, as a dynamic loader finds them.
 *
 * Where there are both kinds of hash tables, DT_GNU_HASH is used, as glibc and
 * musl do it. Nothing in the file is trusted: see elf_image.h.
 */
#ifndef HOSTLIB_ELF_ELF_SYMBOLS_H
#define HOSTLIB_ELF_ELF_SYMBOLS_H

#include <elf.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/elf_image.h"

G_BEGIN_DECLS

typedef struct ElfSymbols {
    Elf64_Sym *symbols;
    uint32_t count;
    /* Exported symbols are not among those before it. */
    uint32_t first;
    /* Where in the file the table of symbols is. */
    uint64_t offset;
    char *strings;
    uint64_t strings_size;
    /* A version for each symbol; NULL if the object has no versions. */
    uint16_t *versions;
    /* The hash table. Both kinds have buckets and chains. */
    uint64_t *bloom; /* NULL: a SysV hash table */
    uint32_t bloom_count;
    uint32_t bloom_shift;
    uint32_t *buckets;
    uint32_t bucket_count;
    uint32_t *chains;
} ElfSymbols;

/* The symbols of one name, one after the other. */
typedef struct ElfMatches {
    const ElfSymbols *symbols;
    const char *name;
    uint32_t hash;
    uint32_t next; /* 0 at the end */
    unsigned int steps;
} ElfMatches;

/*
 * Read the symbols of @image. Returns NULL, or what is wrong with them, a
 * constant in words that follow the file's name.
 *
 * The caller has to call elf_symbols_clear() in both cases. Any thread may
 * call.
 */
const char *elf_symbols_read(ElfSymbols *symbols, const ElfImage *image);

/* Free what elf_symbols_read() has allocated. */
void elf_symbols_clear(ElfSymbols *symbols);

/* The name of symbol @index, which is less than symbols->count. */
const char *elf_symbols_name(const ElfSymbols *symbols, uint32_t index);

/*
 * Begin to look for the symbols with @name, which stays the caller's and must
 * outlive @matches.
 */
void elf_matches_init(ElfMatches *matches, const ElfSymbols *symbols,
                      const char *name);

/*
 * Returns the index of the next symbol of that name, or 0 at the end. It takes
 * a bounded time, however the hash table is made.
 */
uint32_t elf_matches_next(ElfMatches *matches);

/* Whether the end came early, because no library has a chain so long. */
bool elf_matches_cut(const ElfMatches *matches);

G_END_DECLS

#endif
