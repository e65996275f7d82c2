/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_program.h"

#include <limits.h>
#include <string.h>

#include "arch/elf_machine.h"
#include "elf/elf_image.h"

/* What the header of any ELF file says, of 32 bits and big-endian ones, too. */
typedef struct Identity {
    unsigned int bits; /* 32 or 64 */
    bool is_big_endian;
    uint16_t type;    /* ET_* */
    uint16_t machine; /* EM_* */
} Identity;

/* These fields are at the same place in files of 32 and of 64 bits. */
G_STATIC_ASSERT(offsetof(Elf32_Ehdr, e_type) == offsetof(Elf64_Ehdr, e_type));
G_STATIC_ASSERT(offsetof(Elf32_Ehdr, e_machine) ==
                offsetof(Elf64_Ehdr, e_machine));

/* Returns false if it is no ELF file. */
static bool identify(const ElfSource *source, Identity *identity)
{
    Elf64_Ehdr header;

    if (!elf_source_read(source, 0, &header, offsetof(Elf64_Ehdr, e_version)) ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
        return false;
    }
    *identity = (Identity){
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

static char *describe_foreign(const Identity *identity)
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
static char *find_arch(const ElfSource *source, const GuestArch **arch)
{
    Identity identity;

    if (!identify(source, &identity)) {
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
static char *read_name(const ElfSource *source, const Elf64_Phdr *segment)
{
    g_autofree char *name = NULL;

    if (segment->p_filesz < 2 || segment->p_filesz > PATH_MAX) {
        return NULL;
    }
    name = g_malloc(segment->p_filesz);
    /* The kernel insists on the NUL. */
    if (!elf_source_read(source, segment->p_offset, name, segment->p_filesz) ||
        name[segment->p_filesz - 1] != '\0') {
        return NULL;
    }
    return g_steal_pointer(&name);
}

/* Returns NULL and sets @loader, or what is wrong, for g_free(). */
static char *find_loader(const ElfSource *source, char **loader)
{
    g_auto(ElfImage) image = {0};
    const char *objection = elf_image_read_headers(&image, source);
    const Elf64_Phdr *segment = elf_image_segment(&image, PT_INTERP);

    if (objection == NULL && segment != NULL) {
        *loader = read_name(source, segment);
        objection =
            *loader == NULL ? "has a loader whose name cannot be read" : NULL;
    }
    return g_strdup(objection);
}

char *elf_program_read(int fd, ElfProgram *program)
{
    ElfSource source;
    char *objection = NULL;

    program->loader = NULL;
    if (!elf_source_init(&source, fd)) {
        return g_strdup("is no regular file");
    }
    objection = find_arch(&source, &program->arch);
    return objection == NULL ? find_loader(&source, &program->loader)
                             : objection;
}
