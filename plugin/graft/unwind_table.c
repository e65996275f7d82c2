/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/unwind_table.h"

#include <string.h>

/* How a table begins. All numbers after the first four bytes have 4 bytes. */
typedef struct Head {
    uint8_t version;
    uint8_t descriptions_encoding;
    uint8_t count_encoding;
    uint8_t entries_encoding;
    int32_t descriptions; /* distance from this field */
    uint32_t count;
} Head;

G_STATIC_ASSERT(sizeof(Head) == 12);

/* DW_EH_PE_*: udata4 is 3, sdata4 is 0xb, pcrel is 0x10, datarel is 0x30. */
static const Head usual = {
    .version = 1,
    .descriptions_encoding = 0x1b,
    .count_encoding = 0x03,
    .entries_encoding = 0x3b,
};

bool unwind_table_read(UnwindTable *table, const ElfImage *image)
{
    const Elf64_Phdr *segment = elf_image_segment(image, PT_GNU_EH_FRAME);
    Head head;

    *table = (UnwindTable){0};
    if (segment == NULL ||
        !elf_image_copy(image, segment->p_vaddr, &head, sizeof(head)) ||
        memcmp(&head, &usual, offsetof(Head, descriptions)) != 0) {
        return false;
    }
    table->address = segment->p_vaddr;
    table->descriptions = table->address + offsetof(Head, descriptions) +
                          (uint64_t)(int64_t)head.descriptions;
    table->count = head.count;
    table->entries = elf_image_table(image, table->address + sizeof(head),
                                     head.count, sizeof(*table->entries));
    return table->entries != NULL;
}

void unwind_table_clear(UnwindTable *table)
{
    g_clear_pointer(&table->entries, g_free);
    table->count = 0;
}

uint64_t unwind_table_joint_size(const UnwindTable *library,
                                 const UnwindTable *blob)
{
    return sizeof(Head) +
           ((uint64_t)library->count + blob->count) * sizeof(UnwindEntry);
}

static bool fits(int64_t distance)
{
    return distance >= INT32_MIN && distance <= INT32_MAX;
}

/* Copy entries to a table that lies @distance bytes before the one of @from. */
static bool move_entries(const UnwindTable *from, int64_t distance,
                         UnwindEntry *entries)
{
    if (!fits(distance)) {
        return false;
    }
    for (uint32_t i = 0; i < from->count; i++) {
        const int64_t function = from->entries[i].function + distance;
        const int64_t description = from->entries[i].description + distance;

        if (!fits(function) || !fits(description)) {
            return false;
        }
        entries[i].function = (int32_t)function;
        entries[i].description = (int32_t)description;
    }
    return true;
}

bool unwind_table_join(const UnwindTable *library, const UnwindTable *blob,
                       uint64_t blob_address, uint64_t address, void *bytes)
{
    const int64_t descriptions = (int64_t)(library->descriptions - address -
                                           offsetof(Head, descriptions));
    Head *head = bytes;
    UnwindEntry *entries = (UnwindEntry *)(head + 1);

    *head = usual;
    head->descriptions = (int32_t)descriptions;
    head->count = library->count + blob->count;
    return fits(descriptions) &&
           move_entries(library, (int64_t)(library->address - address),
                        entries) &&
           move_entries(blob, (int64_t)(blob->address + blob_address - address),
                        entries + library->count);
}
