/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_image.h"

#include <string.h>

/* The structures below are read as they lie in the file. */
G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

enum {
    /* Libraries have about three dozen. */
    MAX_DYNAMIC_ENTRIES = 1024,
    /* libcrypto's largest table has 133 KB, libLLVM's a few MB. */
    MAX_TABLE_SIZE = 64 << 20,
    /* Old linkers align to huge pages, most of which have 2 MiB. */
    MAX_ALIGNMENT = 64 << 20,
};

/* Higher than user memory reaches, so that no sum of two addresses wraps. */
#define MAX_ADDRESS ((uint64_t)1 << 47)

static const char not_in_file[] = "has segments that the file does not contain";
static const char overlaps[] = "has segments that overlap or are out of order";

static const char *read_header(ElfImage *image, const ElfSource *source)
{
    Elf64_Ehdr *header = &image->header;

    *image = (ElfImage){.source = *source};
    if (!elf_source_read(source, 0, header, sizeof(*header)) ||
        memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB) {
        /* There are no segments, whatever it is. */
        header->e_phnum = 0;
        return "has no ELF header of 64 bits and little-endian byte order";
    }
    return NULL;
}

static const char *read_segments(ElfImage *image)
{
    Elf64_Ehdr *header = &image->header;

    if (header->e_phentsize != sizeof(Elf64_Phdr) ||
        header->e_phnum > ELF_IMAGE_MAX_SEGMENTS ||
        !elf_source_read(&image->source, header->e_phoff, image->segments,
                         header->e_phnum * sizeof(Elf64_Phdr))) {
        header->e_phnum = 0;
        return "has program headers that cannot be read";
    }
    return NULL;
}

const char *elf_image_read_headers(ElfImage *image, const ElfSource *source)
{
    const char *objection = read_header(image, source);

    return objection == NULL ? read_segments(image) : objection;
}

static bool is_library(const Elf64_Ehdr *header, const GuestArch *arch)
{
    return header->e_type == ET_DYN && header->e_machine == arch->elf_machine;
}

static bool is_power_of_two(uint64_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

/* @load follows the PT_LOADs that image->end and image->alignment include. */
static const char *add_load(ElfImage *image, const Elf64_Phdr *load,
                            const GuestArch *arch)
{
    const uint64_t size = image->source.size;

    if (load->p_vaddr < image->end) {
        return overlaps;
    }
    if (load->p_vaddr > MAX_ADDRESS ||
        load->p_memsz > MAX_ADDRESS - load->p_vaddr) {
        return "has segments at addresses that no library has";
    }
    if (load->p_filesz > load->p_memsz || load->p_offset > size ||
        load->p_filesz > size - load->p_offset) {
        return not_in_file;
    }
    if (!is_power_of_two(load->p_align) || load->p_align < arch->page_size ||
        load->p_align > MAX_ALIGNMENT ||
        (load->p_vaddr - load->p_offset) % load->p_align != 0) {
        return "has segments that are not aligned";
    }
    image->end = load->p_vaddr + load->p_memsz;
    image->alignment = MAX(image->alignment, load->p_align);
    return NULL;
}

static const char *check_loads(ElfImage *image, const GuestArch *arch)
{
    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &image->segments[i];
        const char *objection = NULL;

        if (segment->p_type == PT_LOAD) {
            objection = add_load(image, segment, arch);
        }
        if (objection != NULL) {
            return objection;
        }
    }
    return image->end == 0 ? "has nothing to load" : NULL;
}

/* Returns NULL if there is not exactly one. */
static const Elf64_Phdr *find_dynamic(const ElfImage *image)
{
    const Elf64_Phdr *found = NULL;

    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &image->segments[i];

        if (segment->p_type == PT_DYNAMIC) {
            if (found != NULL) {
                return NULL;
            }
            found = segment;
        }
    }
    return found;
}

/* By its address, as loaders do it. They go on until there is a DT_NULL. */
const char *elf_image_read_dynamic(ElfImage *image)
{
    const Elf64_Phdr *segment = find_dynamic(image);
    uint64_t count = 0;

    if (segment == NULL) {
        return "has no dynamic section, or several";
    }
    count = MIN(segment->p_filesz / sizeof(Elf64_Dyn), MAX_DYNAMIC_ENTRIES);
    image->dynamic = elf_image_table(image, segment->p_vaddr, count,
                                     sizeof(*image->dynamic));
    if (image->dynamic == NULL) {
        return "has a dynamic section outside of its segments";
    }
    for (uint64_t i = 0; i < count; i++) {
        if (image->dynamic[i].d_tag == DT_NULL) {
            image->dynamic_count = i;
            return NULL;
        }
    }
    return "has a dynamic section without an end";
}

const char *elf_image_read_library(ElfImage *image, const ElfSource *source,
                                   const GuestArch *arch)
{
    const char *objection = NULL;

    if (read_header(image, source) != NULL ||
        !is_library(&image->header, arch)) {
        return "is no shared library for the guest's CPU";
    }
    objection = read_segments(image);
    if (objection == NULL) {
        objection = check_loads(image, arch);
    }
    return objection == NULL ? elf_image_read_dynamic(image) : objection;
}

void elf_image_clear(ElfImage *image)
{
    g_clear_pointer(&image->dynamic, g_free);
    image->dynamic_count = 0;
}

const Elf64_Phdr *elf_image_segment(const ElfImage *image, uint32_t type)
{
    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        if (image->segments[i].p_type == type) {
            return &image->segments[i];
        }
    }
    return NULL;
}

bool elf_image_tag(const ElfImage *image, Elf64_Sxword tag, uint64_t *value)
{
    for (size_t i = image->dynamic_count; i > 0; i--) {
        if (image->dynamic[i - 1].d_tag == tag) {
            if (value != NULL) {
                *value = image->dynamic[i - 1].d_un.d_val;
            }
            return true;
        }
    }
    return false;
}

/* Whether the @size bytes at @distance from the begin of @load are in @file. */
static bool is_in_file(const ElfSource *file, const Elf64_Phdr *load,
                       uint64_t distance, uint64_t size)
{
    return distance < load->p_filesz && size <= load->p_filesz - distance &&
           load->p_offset <= file->size &&
           distance + size <= file->size - load->p_offset;
}

bool elf_image_offset(const ElfImage *image, uint64_t address, uint64_t size,
                      uint64_t *offset)
{
    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &image->segments[i];
        const uint64_t distance = address - segment->p_vaddr;

        if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
            is_in_file(&image->source, segment, distance, size)) {
            *offset = segment->p_offset + distance;
            return true;
        }
    }
    return false;
}

bool elf_image_copy(const ElfImage *image, uint64_t address, void *buffer,
                    size_t size)
{
    uint64_t offset = 0;

    return elf_image_offset(image, address, size, &offset) &&
           elf_source_read(&image->source, offset, buffer, size);
}

void *elf_image_table(const ElfImage *image, uint64_t address, uint64_t count,
                      size_t size)
{
    g_autofree char *table = NULL;
    uint64_t offset = 0;

    /* Found in the file before it is allocated: no more than the file has. */
    if (count > MAX_TABLE_SIZE / size ||
        !elf_image_offset(image, address, count * size, &offset)) {
        return NULL;
    }
    table = g_try_malloc(count * size + 1);
    if (table == NULL ||
        !elf_source_read(&image->source, offset, table, count * size)) {
        return NULL;
    }
    table[count * size] = '\0';
    return g_steal_pointer(&table);
}

bool elf_image_string(const ElfImage *image, uint64_t place, char *buffer,
                      size_t size)
{
    uint64_t strings = 0;
    uint64_t strings_size = 0;

    if (!elf_image_tag(image, DT_STRTAB, &strings) ||
        !elf_image_tag(image, DT_STRSZ, &strings_size) ||
        place >= strings_size || strings > UINT64_MAX - place) {
        return false;
    }
    size = MIN(strings_size - place, size);
    return elf_image_copy(image, strings + place, buffer, size) &&
           memchr(buffer, '\0', size) != NULL;
}

bool elf_image_executes(const ElfImage *image, uint64_t address)
{
    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &image->segments[i];

        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) &&
            address >= segment->p_vaddr &&
            address - segment->p_vaddr < segment->p_memsz) {
            return true;
        }
    }
    return false;
}
