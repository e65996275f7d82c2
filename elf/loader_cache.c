/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/loader_cache.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char magic[] = "glibc-ld.so.cache1.1";

typedef struct CacheHeader {
    char magic[sizeof(magic) - 1];
    uint32_t count;
    uint32_t unused[6];
} CacheHeader;

/* Offsets count from the header on. */
typedef struct CacheEntry {
    uint32_t flags;
    uint32_t name;
    uint32_t path;
    uint32_t os_version;
    uint64_t capabilities; /* 0: for all CPUs of the architecture */
} CacheEntry;

G_STATIC_ASSERT(sizeof(CacheHeader) == 48);
G_STATIC_ASSERT(sizeof(CacheEntry) == 24);

/* The string at @offset, or NULL if it does not end within the cache. */
static const char *string_at(const char *cache, size_t size, uint32_t offset)
{
    return offset < size && memchr(cache + offset, '\0', size - offset) != NULL
               ? cache + offset
               : NULL;
}

/* Returns whether there is a header, and moves @cache to it. */
static bool find_header(const char **cache, size_t *size, CacheHeader *header)
{
    /* May stand behind a cache in an older format. */
    const char *begin = memmem(*cache, *size, magic, sizeof(header->magic));

    if (begin == NULL) {
        return false;
    }
    *size -= (size_t)(begin - *cache);
    *cache = begin;
    if (*size < sizeof(*header)) {
        return false;
    }
    memcpy(header, begin, sizeof(*header));
    return true;
}

GPtrArray *loader_cache_find(const char *cache, size_t size, const char *name)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    CacheHeader header;
    size_t room = 0;

    if (!find_header(&cache, &size, &header)) {
        return paths;
    }
    room = (size - sizeof(header)) / sizeof(CacheEntry);
    for (size_t i = 0; i < MIN(header.count, room); i++) {
        CacheEntry entry;
        const char *entry_name = NULL;
        const char *path = NULL;

        memcpy(&entry, cache + sizeof(header) + i * sizeof(entry),
               sizeof(entry));
        entry_name = string_at(cache, size, entry.name);
        path = string_at(cache, size, entry.path);
        if (entry.capabilities == 0 && entry_name != NULL && path != NULL &&
            strcmp(entry_name, name) == 0) {
            g_ptr_array_add(paths, g_strdup(path));
        }
    }
    return paths;
}
