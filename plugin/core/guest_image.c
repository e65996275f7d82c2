/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_image.h"

#include <elf.h>
#include <string.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/guest_target.h"

enum {
    /* More than loaders have: glibc's has 60, musl's 200. */
    PAGES_BEFORE = 512,
    SEGMENTS_MAX = 32,
    DYNAMIC_MAX = 256,
    STRINGS_MAX = 32768, /* musl's loader has half of it */
};

/* musl's loader has no soname. It is known by where it begins. */
#define MUSL_SYMBOL "_dlstart"
#define MUSL_NAME   "libc.so"

typedef struct GuestImage {
    uint64_t start; /* of its ELF header */
    uint64_t bias;  /* what is added to addresses of the file */
    uint64_t end;
    uint64_t dynamic; /* address of the dynamic section, 0 if there is none */
} GuestImage;

static bool is_header(const Elf64_Ehdr *header)
{
    return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS64 &&
           header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_type == ET_DYN &&
           header->e_machine == guest_target()->elf_machine &&
           header->e_phentsize == sizeof(Elf64_Phdr) && header->e_phnum > 0 &&
           header->e_phnum <= SEGMENTS_MAX;
}

static bool read_segments(GuestImage *image, const Elf64_Ehdr *header)
{
    Elf64_Phdr segments[SEGMENTS_MAX];
    const Elf64_Phdr *first = NULL;

    if (guest_memory_read(image->start + header->e_phoff, segments,
                          header->e_phnum * sizeof(segments[0])) != 0) {
        return false;
    }
    for (size_t i = 0; i < header->e_phnum; i++) {
        const Elf64_Phdr *segment = &segments[i];

        if (segment->p_type == PT_LOAD) {
            first = first == NULL ? segment : first;
            image->bias = image->start - (first->p_vaddr - first->p_offset);
            image->end = image->bias + segment->p_vaddr + segment->p_memsz;
        } else if (segment->p_type == PT_DYNAMIC) {
            image->dynamic = segment->p_vaddr;
        }
    }
    image->dynamic += image->dynamic != 0 ? image->bias : 0;
    return first != NULL;
}

/* Find the image that @address is in, by the nearest header before it. */
static bool find_image(uint64_t address, GuestImage *image)
{
    const uint64_t page_size = guest_target()->page_size;
    uint64_t page = address - address % page_size;

    for (int i = 0; i < PAGES_BEFORE && page != 0; i++, page -= page_size) {
        Elf64_Ehdr header;

        *image = (GuestImage){.start = page};
        if (guest_memory_read(page, &header, sizeof(header)) == 0 &&
            is_header(&header) && read_segments(image, &header)) {
            return address < image->end;
        }
    }
    return false;
}

/* What its dynamic section says. */
typedef struct GuestStrings {
    uint64_t start; /* address, 0 if there are none */
    uint64_t size;
    uint64_t soname; /* offset, 0 if there is none */
} GuestStrings;

/* Loaders add the bias to addresses in the section, on most architectures. */
static GuestStrings read_dynamic(const GuestImage *image)
{
    GuestStrings strings = {0};

    for (uint64_t i = 0; image->dynamic != 0 && i < DYNAMIC_MAX; i++) {
        Elf64_Dyn entry;

        if (guest_memory_read(image->dynamic + i * sizeof(entry), &entry,
                              sizeof(entry)) != 0 ||
            entry.d_tag == DT_NULL) {
            break;
        }
        if (entry.d_tag == DT_STRTAB) {
            strings.start = entry.d_un.d_ptr;
        } else if (entry.d_tag == DT_STRSZ) {
            strings.size = entry.d_un.d_val;
        } else if (entry.d_tag == DT_SONAME) {
            strings.soname = entry.d_un.d_val;
        }
    }
    if (strings.start != 0 && strings.start < image->start) {
        strings.start += image->bias;
    }
    return strings;
}

static bool have_name(const GuestStrings *strings, const char *name)
{
    char bytes[STRINGS_MAX];
    /* With the NUL before it and the one behind. */
    char pattern[32] = "";
    const size_t length = strlen(name) + 2;

    g_strlcpy(pattern + 1, name, sizeof(pattern) - 1);
    return strings->size <= sizeof(bytes) &&
           guest_memory_read(strings->start, bytes, strings->size) == 0 &&
           memmem(bytes, strings->size, pattern, length) != NULL;
}

bool guest_image_name(uint64_t address, char *name, size_t size)
{
    GuestImage image;
    GuestStrings strings = {0};

    if (!find_image(address, &image)) {
        return false;
    }
    strings = read_dynamic(&image);
    if (strings.start == 0) {
        return false;
    }
    if (strings.soname != 0) {
        return guest_memory_read_string(strings.start + strings.soname, name,
                                        size) > 0;
    }
    return have_name(&strings, MUSL_SYMBOL) &&
           g_strlcpy(name, MUSL_NAME, size) < size;
}
