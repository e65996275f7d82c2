/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_symbols.h"

#include <string.h>

enum {
    /* Of a hash table. Linkers make chains of a few symbols. */
    MAX_CHAIN = 1024,
};

static const char bad_hash[] = "has a hash table that cannot be read";

/* Find how many symbols there are: the longest chain ends with the last. */
static bool count_symbols(ElfSymbols *symbols, const ElfImage *image,
                          uint64_t chains)
{
    uint32_t last = 0;
    uint32_t link = 0;

    for (uint32_t i = 0; i < symbols->bucket_count; i++) {
        last = MAX(last, symbols->buckets[i]);
    }
    if (last == 0) {
        symbols->count = symbols->first;
        return true;
    }
    if (last < symbols->first) {
        return false;
    }
    for (unsigned int i = 0; i < MAX_CHAIN && last < UINT32_MAX; i++) {
        if (!elf_image_copy(image,
                            chains + (uint64_t)(last - symbols->first) *
                                         sizeof(link),
                            &link, sizeof(link))) {
            return false;
        }
        last++;
        if (link & 1) {
            symbols->count = last;
            return true;
        }
    }
    return false;
}

static const char *read_gnu_hash(ElfSymbols *symbols, const ElfImage *image,
                                 uint64_t address)
{
    uint32_t head[4];

    if (!elf_image_copy(image, address, head, sizeof(head))) {
        return bad_hash;
    }
    symbols->bucket_count = head[0];
    symbols->first = head[1];
    symbols->bloom_count = head[2];
    symbols->bloom_shift = head[3];
    address += sizeof(head);
    /* Loaders divide by the one, mask with the other. */
    if (symbols->bucket_count == 0 || symbols->bloom_count == 0 ||
        (symbols->bloom_count & (symbols->bloom_count - 1)) != 0 ||
        symbols->bloom_shift >= 32) {
        return bad_hash;
    }
    symbols->bloom = elf_image_table(image, address, symbols->bloom_count,
                                     sizeof(*symbols->bloom));
    address += (uint64_t)symbols->bloom_count * sizeof(*symbols->bloom);
    symbols->buckets = elf_image_table(image, address, symbols->bucket_count,
                                       sizeof(*symbols->buckets));
    address += (uint64_t)symbols->bucket_count * sizeof(*symbols->buckets);
    if (symbols->bloom == NULL || symbols->buckets == NULL ||
        !count_symbols(symbols, image, address)) {
        return bad_hash;
    }
    if (symbols->count > symbols->first) {
        symbols->chains =
            elf_image_table(image, address, symbols->count - symbols->first,
                            sizeof(*symbols->chains));
        return symbols->chains == NULL ? bad_hash : NULL;
    }
    return NULL;
}

static const char *read_sysv_hash(ElfSymbols *symbols, const ElfImage *image,
                                  uint64_t address)
{
    uint32_t head[2];

    if (!elf_image_copy(image, address, head, sizeof(head)) || head[0] == 0) {
        return bad_hash;
    }
    symbols->bucket_count = head[0];
    symbols->count = head[1];
    symbols->first = 1;
    address += sizeof(head);
    symbols->buckets = elf_image_table(image, address, symbols->bucket_count,
                                       sizeof(*symbols->buckets));
    address += (uint64_t)symbols->bucket_count * sizeof(*symbols->buckets);
    symbols->chains = elf_image_table(image, address, symbols->count,
                                      sizeof(*symbols->chains));
    return symbols->buckets == NULL || symbols->chains == NULL ? bad_hash
                                                               : NULL;
}

static const char *read_hash(ElfSymbols *symbols, const ElfImage *image)
{
    uint64_t address = 0;

    if (elf_image_tag(image, DT_GNU_HASH, &address)) {
        return read_gnu_hash(symbols, image, address);
    }
    if (elf_image_tag(image, DT_HASH, &address)) {
        return read_sysv_hash(symbols, image, address);
    }
    return "has no hash table of its symbols";
}

static const char *read_tables(ElfSymbols *symbols, const ElfImage *image)
{
    uint64_t address = 0;
    uint64_t size = 0;

    if (!elf_image_tag(image, DT_STRTAB, &address) ||
        !elf_image_tag(image, DT_STRSZ, &symbols->strings_size)) {
        return "has no strings";
    }
    symbols->strings =
        elf_image_table(image, address, symbols->strings_size, 1);
    if (symbols->strings == NULL) {
        return "has strings that cannot be read";
    }
    if (!elf_image_tag(image, DT_SYMTAB, &address)) {
        return "has no symbols";
    }
    if (elf_image_tag(image, DT_SYMENT, &size) && size != sizeof(Elf64_Sym)) {
        return "has symbols of another size";
    }
    symbols->symbols =
        elf_image_table(image, address, symbols->count, sizeof(Elf64_Sym));
    if (symbols->symbols == NULL ||
        !elf_image_offset(image, address, 0, &symbols->offset)) {
        return "has symbols that cannot be read";
    }
    if (elf_image_tag(image, DT_VERSYM, &address)) {
        symbols->versions = elf_image_table(image, address, symbols->count,
                                            sizeof(*symbols->versions));
        if (symbols->versions == NULL) {
            return "has symbol versions that cannot be read";
        }
    }
    return NULL;
}

const char *elf_symbols_read(ElfSymbols *symbols, const ElfImage *image)
{
    const char *objection = NULL;

    *symbols = (ElfSymbols){0};
    objection = read_hash(symbols, image);
    return objection == NULL ? read_tables(symbols, image) : objection;
}

void elf_symbols_clear(ElfSymbols *symbols)
{
    g_free(symbols->symbols);
    g_free(symbols->strings);
    g_free(symbols->versions);
    g_free(symbols->bloom);
    g_free(symbols->buckets);
    g_free(symbols->chains);
    *symbols = (ElfSymbols){0};
}

const char *elf_symbols_name(const ElfSymbols *symbols, uint32_t index)
{
    const uint32_t name = symbols->symbols[index].st_name;

    /* A zero byte stands behind the strings. */
    return name < symbols->strings_size ? symbols->strings + name : "";
}

static uint32_t gnu_hash(const char *name)
{
    uint32_t hash = 5381;

    for (; *name != '\0'; name++) {
        hash = hash * 33 + (uint8_t)*name;
    }
    return hash;
}

static uint32_t sysv_hash(const char *name)
{
    uint32_t hash = 0;

    for (; *name != '\0'; name++) {
        hash = (hash << 4) + (uint8_t)*name;
        hash ^= (hash >> 24) & 0xf0;
        hash &= 0x0fffffff;
    }
    return hash;
}

/* Whether the filter lets @hash through. */
static bool may_be_there(const ElfSymbols *symbols, uint32_t hash)
{
    const uint32_t bits = 64;
    const uint64_t word =
        symbols->bloom[(hash / bits) & (symbols->bloom_count - 1)];
    const uint32_t second = hash >> symbols->bloom_shift;

    return (word >> (hash % bits)) & (word >> (second % bits)) & 1;
}

void elf_matches_init(ElfMatches *matches, const ElfSymbols *symbols,
                      const char *name)
{
    *matches = (ElfMatches){.symbols = symbols, .name = name};
    if (symbols->bloom == NULL) {
        matches->hash = sysv_hash(name);
        matches->next = symbols->buckets[matches->hash % symbols->bucket_count];
        return;
    }
    matches->hash = gnu_hash(name);
    if (may_be_there(symbols, matches->hash)) {
        matches->next = symbols->buckets[matches->hash % symbols->bucket_count];
    }
}

/* Returns the symbol after @index in its hash chain, or 0. */
static uint32_t follow(const ElfSymbols *symbols, uint32_t index)
{
    if (symbols->bloom == NULL) {
        return symbols->chains[index];
    }
    return symbols->chains[index - symbols->first] & 1 ? 0 : index + 1;
}

static bool is_match(const ElfMatches *matches, uint32_t index)
{
    const ElfSymbols *symbols = matches->symbols;

    /* The lowest bit of a link tells the end of the chain. */
    if (symbols->bloom != NULL &&
        ((symbols->chains[index - symbols->first] ^ matches->hash) >> 1) != 0) {
        return false;
    }
    return strcmp(elf_symbols_name(symbols, index), matches->name) == 0;
}

uint32_t elf_matches_next(ElfMatches *matches)
{
    const ElfSymbols *symbols = matches->symbols;

    while (matches->next >= symbols->first && matches->next < symbols->count &&
           matches->next != 0 && !elf_matches_cut(matches)) {
        const uint32_t index = matches->next;

        matches->next = follow(symbols, index);
        matches->steps++;
        if (is_match(matches, index)) {
            return index;
        }
    }
    return 0;
}

bool elf_matches_cut(const ElfMatches *matches)
{
    return matches->steps >= MAX_CHAIN;
}
