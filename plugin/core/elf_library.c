/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/elf_library.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/core/guest_target.h"

/* The structures below are read as they lie in the file. */
G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

enum {
    /* Libraries have a dozen of the ones and three dozen of the others. */
    MAX_SEGMENTS = 256,
    MAX_DYNAMIC_ENTRIES = 1024,
    /* Of a soname that is looked for; there is room for its NUL. */
    MAX_SONAME_SIZE = 256,
    /* zlib has a dozen and a half, with names of a dozen bytes. */
    MAX_VERSIONS = 256,
    MAX_VERSION_SIZE = 128,
};

typedef struct Library {
    int fd;
    Elf64_Ehdr header;
    Elf64_Phdr dynamic;
    /* Of the dynamic section. */
    bool has_soname;
    uint64_t soname; /* offset in the strings */
    uint64_t strings_address;
    uint64_t strings_size;
    bool has_versions;
    uint64_t versions_address;
} Library;

/* Read all of @size bytes at @offset. */
static bool read_at(int fd, uint64_t offset, void *buffer, size_t size)
{
    char *to = buffer;

    if (offset > (uint64_t)INT64_MAX - size) {
        return false;
    }
    while (size > 0) {
        const ssize_t count = pread(fd, to, size, (off_t)offset);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        to += count;
        offset += (uint64_t)count;
        size -= (size_t)count;
    }
    return true;
}

static bool read_header(Library *library)
{
    Elf64_Ehdr *header = &library->header;

    return read_at(library->fd, 0, header, sizeof(*header)) &&
           memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS64 &&
           header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_type == ET_DYN &&
           header->e_machine == guest_target()->elf_machine &&
           header->e_phentsize == sizeof(Elf64_Phdr) &&
           header->e_phnum <= MAX_SEGMENTS;
}

static bool read_segment(const Library *library, unsigned int index,
                         Elf64_Phdr *segment)
{
    const uint64_t offset = (uint64_t)index * sizeof(*segment);

    return library->header.e_phoff <= (uint64_t)INT64_MAX - offset &&
           read_at(library->fd, library->header.e_phoff + offset, segment,
                   sizeof(*segment));
}

static bool find_dynamic(Library *library)
{
    for (unsigned int i = 0; i < library->header.e_phnum; i++) {
        if (!read_segment(library, i, &library->dynamic)) {
            return false;
        }
        if (library->dynamic.p_type == PT_DYNAMIC) {
            return true;
        }
    }
    return false;
}

/* Returns whether the dynamic section could be read up to its end. */
static bool read_dynamic(Library *library)
{
    const uint64_t count =
        MIN(library->dynamic.p_filesz / sizeof(Elf64_Dyn), MAX_DYNAMIC_ENTRIES);
    Elf64_Dyn entry;

    if (library->dynamic.p_offset > INT64_MAX) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (!read_at(library->fd, library->dynamic.p_offset + i * sizeof(entry),
                     &entry, sizeof(entry))) {
            return false;
        }
        switch (entry.d_tag) {
        case DT_NULL:
            return true;
        case DT_SONAME:
            library->has_soname = true;
            library->soname = entry.d_un.d_val;
            break;
        case DT_STRTAB:
            library->strings_address = entry.d_un.d_ptr;
            break;
        case DT_STRSZ:
            library->strings_size = entry.d_un.d_val;
            break;
        case DT_VERDEF:
            library->has_versions = true;
            library->versions_address = entry.d_un.d_ptr;
            break;
        default:
            break;
        }
    }
    return true;
}

/* Where in the file is what @address names. */
static bool find_offset(const Library *library, uint64_t address,
                        uint64_t *offset)
{
    Elf64_Phdr segment;

    for (unsigned int i = 0; i < library->header.e_phnum; i++) {
        if (!read_segment(library, i, &segment)) {
            return false;
        }
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz) {
            /* May wrap around: that is some other place in the file. */
            *offset = segment.p_offset + (address - segment.p_vaddr);
            return true;
        }
    }
    return false;
}

static bool has_soname(const Library *library, const char *soname)
{
    const size_t size = strlen(soname) + 1;
    char name[MAX_SONAME_SIZE];
    uint64_t strings = 0;

    return size <= sizeof(name) && size <= library->strings_size &&
           library->soname <= library->strings_size - size &&
           find_offset(library, library->strings_address, &strings) &&
           strings <= UINT64_MAX - library->soname &&
           read_at(library->fd, strings + library->soname, name, size) &&
           memcmp(name, soname, size) == 0;
}

/* Read a string that begins @place bytes into the strings, at @offset. */
static bool read_string(const Library *library, uint64_t offset, uint64_t place,
                        char string[MAX_VERSION_SIZE])
{
    uint64_t size = 0;

    if (place >= library->strings_size || offset > UINT64_MAX - place) {
        return false;
    }
    size = MIN(library->strings_size - place, MAX_VERSION_SIZE);
    return read_at(library->fd, offset + place, string, size) &&
           memchr(string, '\0', size) != NULL;
}

/* Append the name of the version that @definition, at @offset, defines. */
static bool read_version(const Library *library, uint64_t strings,
                         uint64_t offset, const Elf64_Verdef *definition,
                         GPtrArray *versions)
{
    Elf64_Verdaux name;
    char string[MAX_VERSION_SIZE];

    if (definition->vd_flags & VER_FLG_BASE) {
        /* The library itself: nothing asks for that. */
        return true;
    }
    /* Further names are those of the versions that it follows. */
    if (!read_at(library->fd, offset + definition->vd_aux, &name,
                 sizeof(name)) ||
        !read_string(library, strings, name.vda_name, string)) {
        return false;
    }
    g_ptr_array_add(versions, g_strdup(string));
    return true;
}

/* As the guest's loader does it: up to the last, however many are announced. */
static bool read_versions(const Library *library, GPtrArray *versions)
{
    uint64_t strings = 0;
    uint64_t offset = 0;
    Elf64_Verdef definition;

    if (!library->has_versions) {
        return true;
    }
    if (!find_offset(library, library->strings_address, &strings) ||
        !find_offset(library, library->versions_address, &offset)) {
        return false;
    }
    for (int i = 0; i < MAX_VERSIONS; i++) {
        if (!read_at(library->fd, offset, &definition, sizeof(definition)) ||
            definition.vd_version != VER_DEF_CURRENT ||
            !read_version(library, strings, offset, &definition, versions)) {
            return false;
        }
        if (definition.vd_next == 0) {
            return true;
        }
        /* Not beyond what read_at() takes: it has just read there. */
        offset += definition.vd_next;
    }
    return false;
}

const char *elf_library_objection(int fd, const char *soname,
                                  GPtrArray *versions)
{
    Library library = {.fd = fd};
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return "is no regular file";
    }
    if (!read_header(&library) || !find_dynamic(&library) ||
        !read_dynamic(&library)) {
        return "is no library for the guest's CPU";
    }
    if (!library.has_soname) {
        return "has no soname";
    }
    if (!has_soname(&library, soname)) {
        return "has another soname";
    }
    return read_versions(&library, versions)
               ? NULL
               : "has symbol versions that cannot be read";
}
