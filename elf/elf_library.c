/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_library.h"

#include <sys/stat.h>

#include "elf/elf_dynamic.h"

enum {
    /* zlib has fewer than 20 versions, with names of fewer than 20 bytes. */
    MAX_VERSIONS = 256,
    MAX_VERSION_SIZE = 128,
};

/* Append the name of the version that @definition, at @offset, defines. */
static bool read_version(const ElfDynamic *library, uint64_t offset,
                         const Elf64_Verdef *definition, GPtrArray *versions)
{
    Elf64_Verdaux name;
    char *string = NULL;

    if (definition->vd_flags & VER_FLG_BASE) {
        /* The library itself: nothing asks for that. */
        return true;
    }
    /* Further names are those of the versions that it follows. */
    if (!elf_read_at(library->file.fd, offset + definition->vd_aux, &name,
                     sizeof(name))) {
        return false;
    }
    string = elf_dynamic_string(library, name.vda_name, MAX_VERSION_SIZE);
    if (string == NULL) {
        return false;
    }
    g_ptr_array_add(versions, string);
    return true;
}

/* As the guest's loader does it: up to the last, however many are announced. */
static bool read_versions(const ElfDynamic *library, GPtrArray *versions)
{
    uint64_t address = 0;
    uint64_t offset = 0;
    Elf64_Verdef definition;

    if (!elf_dynamic_find(library, DT_VERDEF, &address)) {
        return true;
    }
    if (elf_file_find_offset(&library->file, address, &offset) != ELF_FOUND) {
        return false;
    }
    for (int i = 0; i < MAX_VERSIONS; i++) {
        if (!elf_read_at(library->file.fd, offset, &definition,
                         sizeof(definition)) ||
            definition.vd_version != VER_DEF_CURRENT ||
            !read_version(library, offset, &definition, versions)) {
            return false;
        }
        if (definition.vd_next == 0) {
            return true;
        }
        /* Not beyond what elf_read_at() takes: it has just read there. */
        offset += definition.vd_next;
    }
    return false;
}

static bool is_for(const ElfFile *file, const GuestArch *arch)
{
    return file->header.e_type == ET_DYN &&
           file->header.e_machine == arch->elf_machine;
}

const char *elf_library_objection(int fd, const GuestArch *arch,
                                  const char *soname, GPtrArray *versions)
{
    g_auto(ElfDynamic) library = {0};
    uint64_t place = 0;
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return "is no regular file";
    }
    if (!elf_dynamic_init(&library, fd) || !is_for(&library.file, arch)) {
        return "is no library for the guest's CPU";
    }
    if (!elf_dynamic_find(&library, DT_SONAME, &place)) {
        return "has no soname";
    }
    if (!elf_dynamic_is_string(&library, place, soname)) {
        return "has another soname";
    }
    return read_versions(&library, versions)
               ? NULL
               : "has symbol versions that cannot be read";
}
