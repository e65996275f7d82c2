/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are a guest's library, or nearly so. */
#ifndef HOSTLIB_ELF_TESTING_TEST_LIBRARY_H
#define HOSTLIB_ELF_TESTING_TEST_LIBRARY_H

#include <elf.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>

namespace hostlib
{

/*
 * An x86_64 library of headers and a soname. A test changes what it likes
 * before it writes the file.
 */
struct TestLibrary {
    // Addresses are not offsets, as in any library with data.
    static constexpr size_t kAddress = 0x10000;

    Elf64_Ehdr header = {};
    Elf64_Phdr load = {};
    Elf64_Phdr dynamic = {};
    Elf64_Dyn entries[5] = {};
    char strings[32] = {};

    explicit TestLibrary(const char *soname)
    {
        memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_DYN;
        header.e_machine = EM_X86_64;
        header.e_phoff = offsetof(TestLibrary, load);
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = 2;
        load.p_type = PT_LOAD;
        load.p_vaddr = kAddress;
        load.p_filesz = sizeof(TestLibrary);
        dynamic.p_type = PT_DYNAMIC;
        dynamic.p_offset = offsetof(TestLibrary, entries);
        dynamic.p_filesz = sizeof(entries);
        entries[0] = {DT_STRTAB, {kAddress + offsetof(TestLibrary, strings)}};
        entries[1] = {DT_STRSZ, {sizeof(strings)}};
        entries[2] = {DT_SONAME, {1}};
        strncpy(strings + 1, soname, sizeof(strings) - 2);
    }

    /* @size: of the file, if not all of it is to be there. */
    void write(const std::string &path, size_t size = sizeof(TestLibrary)) const
    {
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char *>(this),
                   static_cast<std::streamsize>(size));
    }
};

} // namespace hostlib

#endif
