/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The structures are read as they lie in the file. */
G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

/* These fields are at the same place in files of 32 and of 64 bits. */
G_STATIC_ASSERT(offsetof(Elf32_Ehdr, e_type) == offsetof(Elf64_Ehdr, e_type));
G_STATIC_ASSERT(offsetof(Elf32_Ehdr, e_machine) ==
                offsetof(Elf64_Ehdr, e_machine));

/* The kernel refuses programs with a larger table, see load_elf_phdrs(). */
#define MAX_SEGMENTS (65536 / sizeof(Elf64_Phdr))

bool elf_read_at(int fd, uint64_t offset, void *buffer, size_t size)
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

static bool has_magic_number(const Elf64_Ehdr *header)
{
    return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0;
}

bool elf_identify(int fd, ElfIdentity *identity)
{
    Elf64_Ehdr header;

    if (!elf_read_at(fd, 0, &header, offsetof(Elf64_Ehdr, e_version)) ||
        !has_magic_number(&header)) {
        return false;
    }
    *identity = (ElfIdentity){
        .bits = header.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32,
        .is_big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB,
        .type = header.e_type,
        .machine = header.e_machine,
    };
    if (identity->is_big_endian) {
        identity->type = GUINT16_SWAP_LE_BE(identity->type);
        identity->machine = GUINT16_SWAP_LE_BE(identity->machine);
    }
    return true;
}

bool elf_file_init(ElfFile *file, int fd)
{
    Elf64_Ehdr *header = &file->header;

    file->fd = fd;
    return elf_read_at(fd, 0, header, sizeof(*header)) &&
           has_magic_number(header) &&
           header->e_ident[EI_CLASS] == ELFCLASS64 &&
           header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_phentsize == sizeof(Elf64_Phdr) &&
           header->e_phnum <= MAX_SEGMENTS;
}

static bool read_segment(const ElfFile *file, unsigned int index,
                         Elf64_Phdr *segment)
{
    const uint64_t offset = (uint64_t)index * sizeof(*segment);

    return file->header.e_phoff <= (uint64_t)INT64_MAX - offset &&
           elf_read_at(file->fd, file->header.e_phoff + offset, segment,
                       sizeof(*segment));
}

ElfSearch elf_file_find_segment(const ElfFile *file, uint32_t type,
                                Elf64_Phdr *segment)
{
    for (unsigned int i = 0; i < file->header.e_phnum; i++) {
        if (!read_segment(file, i, segment)) {
            return ELF_DAMAGED;
        }
        if (segment->p_type == type) {
            return ELF_FOUND;
        }
    }
    return ELF_NOT_THERE;
}

ElfSearch elf_file_find_offset(const ElfFile *file, uint64_t address,
                               uint64_t *offset)
{
    Elf64_Phdr segment;

    for (unsigned int i = 0; i < file->header.e_phnum; i++) {
        if (!read_segment(file, i, &segment)) {
            return ELF_DAMAGED;
        }
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz) {
            /* The sum may wrap around: that is another place in the file. */
            *offset = segment.p_offset + (address - segment.p_vaddr);
            return ELF_FOUND;
        }
    }
    return ELF_NOT_THERE;
}
