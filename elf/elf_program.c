/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_program.h"

#include <limits.h>
#include <string.h>

#include "arch/elf_machine.h"
#include "elf/elf_file.h"

static const char damaged[] = "is a damaged ELF file";

static char *describe_foreign(const ElfIdentity *identity)
{
    g_autofree char *machine = elf_machine_name(identity->machine);
    g_autofree char *served = guest_arch_names();

    return g_strdup_printf(
        "is for %u-bit %s-endian %s, and hostlib serves 64-bit little-endian "
        "programs for %s",
        identity->bits, identity->is_big_endian ? "big" : "little", machine,
        served);
}

/* Returns NULL and sets @arch, or what the file is, for g_free(). */
static char *find_arch(int fd, const GuestArch **arch)
{
    ElfIdentity identity;

    if (!elf_identify(fd, &identity)) {
        return g_strdup("is no ELF file");
    }
    *arch = guest_arch_by_machine(identity.machine);
    if (*arch == NULL || identity.bits != 64 || identity.is_big_endian) {
        return describe_foreign(&identity);
    }
    if (identity.type != ET_EXEC && identity.type != ET_DYN) {
        return g_strdup("is an ELF file, but no program");
    }
    return NULL;
}

/* The text of PT_INTERP, for g_free(), or NULL. */
static char *read_name(const ElfFile *file, const Elf64_Phdr *segment)
{
    g_autofree char *name = NULL;

    if (segment->p_filesz < 2 || segment->p_filesz > PATH_MAX) {
        return NULL;
    }
    name = g_malloc(segment->p_filesz);
    /* The kernel insists on the NUL. */
    if (!elf_read_at(file->fd, segment->p_offset, name, segment->p_filesz) ||
        name[segment->p_filesz - 1] != '\0') {
        return NULL;
    }
    return g_steal_pointer(&name);
}

char *elf_program_read(int fd, ElfProgram *program)
{
    ElfFile file;
    Elf64_Phdr segment;
    char *objection = find_arch(fd, &program->arch);

    program->loader = NULL;
    if (objection != NULL) {
        return objection;
    }
    if (!elf_file_init(&file, fd)) {
        return g_strdup(damaged);
    }
    switch (elf_file_find_segment(&file, PT_INTERP, &segment)) {
    case ELF_FOUND:
        program->loader = read_name(&file, &segment);
        return program->loader != NULL ? NULL : g_strdup(damaged);
    case ELF_NOT_THERE:
        return NULL;
    default:
        return g_strdup(damaged);
    }
}
