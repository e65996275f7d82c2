/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/elf_program.h"

#include <elf.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

static bool read_at(int fd, void *bytes, size_t size, uint64_t offset)
{
    return offset <= INT64_MAX &&
           pread(fd, bytes, size, (off_t)offset) == (ssize_t)size;
}

static const char *objection_to(const Elf64_Ehdr *header)
{
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        return "is no ELF file";
    }
    if (header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != EM_X86_64) {
        return "is for another CPU than x86_64";
    }
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN) {
        return "is an ELF file, but no program";
    }
    if (header->e_phentsize != sizeof(Elf64_Phdr)) {
        return "is a damaged ELF file";
    }
    return NULL;
}

/* The text of PT_INTERP, or NULL. */
static char *read_loader(int fd, const Elf64_Phdr *segment)
{
    char *name = NULL;

    if (segment->p_filesz < 2 || segment->p_filesz > PATH_MAX) {
        return NULL;
    }
    name = g_malloc0(segment->p_filesz + 1);
    if (!read_at(fd, name, segment->p_filesz, segment->p_offset)) {
        g_free(name);
        return NULL;
    }
    return name;
}

const char *elf_program_read(int fd, char **loader)
{
    Elf64_Ehdr header = {0};
    const char *objection = NULL;

    *loader = NULL;
    /* What is shorter has no magic number, or not enough after it. */
    if (pread(fd, &header, sizeof(header), 0) < 0) {
        return "cannot be read";
    }
    objection = objection_to(&header);
    for (size_t i = 0; objection == NULL && i < header.e_phnum; i++) {
        Elf64_Phdr segment;

        if (!read_at(fd, &segment, sizeof(segment),
                     header.e_phoff + i * sizeof(segment))) {
            return "is a damaged ELF file";
        }
        if (segment.p_type == PT_INTERP) {
            *loader = read_loader(fd, &segment);
            return *loader != NULL ? NULL : "is a damaged ELF file";
        }
    }
    return objection;
}
