/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_library.h"

#include <sys/stat.h>

#include "elf/elf_dynamic.h"

static bool is_for(const ElfFile *file, const GuestArch *arch)
{
    return file->header.e_type == ET_DYN &&
           file->header.e_machine == arch->elf_machine;
}

const char *elf_library_objection(int fd, const GuestArch *arch,
                                  const char *soname)
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
    return elf_dynamic_is_string(&library, place, soname)
               ? NULL
               : "has another soname";
}
