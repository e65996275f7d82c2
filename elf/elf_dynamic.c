/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_dynamic.h"

#include <string.h>

enum {
    /* Libraries have three dozen, programs with many libraries some more. */
    MAX_ENTRIES = 1024,
    MAX_EXPECTED_SIZE = 256,
};

/* Returns whether the section could be read up to its end. */
static bool read_entries(ElfDynamic *dynamic, const Elf64_Phdr *segment)
{
    const uint64_t count =
        MIN(segment->p_filesz / sizeof(Elf64_Dyn), MAX_ENTRIES);
    Elf64_Dyn entry;

    if (segment->p_offset > INT64_MAX) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (!elf_read_at(dynamic->file.fd,
                         segment->p_offset + i * sizeof(entry), &entry,
                         sizeof(entry))) {
            return false;
        }
        if (entry.d_tag == DT_NULL) {
            break;
        }
        g_array_append_val(dynamic->entries, entry);
    }
    return true;
}

bool elf_dynamic_init(ElfDynamic *dynamic, int fd)
{
    Elf64_Phdr segment;

    dynamic->entries = NULL;
    if (!elf_file_init(&dynamic->file, fd) ||
        elf_file_find_segment(&dynamic->file, PT_DYNAMIC, &segment) !=
            ELF_FOUND) {
        return false;
    }
    dynamic->entries = g_array_new(FALSE, FALSE, sizeof(Elf64_Dyn));
    if (!read_entries(dynamic, &segment)) {
        elf_dynamic_clear(dynamic);
        return false;
    }
    return true;
}

bool elf_dynamic_find(const ElfDynamic *dynamic, int64_t tag, uint64_t *value)
{
    for (guint i = dynamic->entries->len; i > 0; i--) {
        const Elf64_Dyn *entry =
            &g_array_index(dynamic->entries, Elf64_Dyn, i - 1);

        if (entry->d_tag == tag) {
            *value = entry->d_un.d_val;
            return true;
        }
    }
    return false;
}

/*
 * @offset: set to where in the file the string at @place begins.
 * @room: set to how many bytes of strings there are from it on, at least one.
 */
static bool find_string(const ElfDynamic *dynamic, uint64_t place,
                        uint64_t *offset, uint64_t *room)
{
    uint64_t address = 0;
    uint64_t size = 0;

    if (!elf_dynamic_find(dynamic, DT_STRTAB, &address) ||
        !elf_dynamic_find(dynamic, DT_STRSZ, &size) || place >= size ||
        elf_file_find_offset(&dynamic->file, address, offset) != ELF_FOUND ||
        *offset > UINT64_MAX - place) {
        return false;
    }
    *offset += place;
    *room = size - place;
    return true;
}

bool elf_dynamic_is_string(const ElfDynamic *dynamic, uint64_t place,
                           const char *expected)
{
    const size_t size = strlen(expected) + 1;
    char string[MAX_EXPECTED_SIZE];
    uint64_t offset = 0;
    uint64_t room = 0;

    return size <= sizeof(string) &&
           find_string(dynamic, place, &offset, &room) && size <= room &&
           elf_read_at(dynamic->file.fd, offset, string, size) &&
           memcmp(string, expected, size) == 0;
}

char *elf_dynamic_string(const ElfDynamic *dynamic, uint64_t place, size_t size)
{
    g_autofree char *string = NULL;
    uint64_t offset = 0;
    uint64_t room = 0;

    if (!find_string(dynamic, place, &offset, &room)) {
        return NULL;
    }
    size = MIN(room, size);
    string = g_malloc(size);
    if (!elf_read_at(dynamic->file.fd, offset, string, size) ||
        memchr(string, '\0', size) == NULL) {
        return NULL;
    }
    return g_steal_pointer(&string);
}

void elf_dynamic_clear(ElfDynamic *dynamic)
{
    g_clear_pointer(&dynamic->entries, g_array_unref);
}
