// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf/elf_program.h"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace
{

constexpr char kNoHeader[] =
    "has no ELF header of 64 bits and little-endian byte order";
constexpr char kBadHeaders[] = "has program headers that cannot be read";
constexpr char kBadLoader[] = "has a loader whose name cannot be read";

constexpr uint16_t kForeign = EM_PPC64;

struct TestProgram {
    Elf64_Ehdr header = {};
    Elf64_Phdr load = {};
    Elf64_Phdr interp = {};
    char loader[8] = "/ld.so";

    TestProgram()
    {
        memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_machine = guest_archs[0]->elf_machine;
        header.e_type = ET_DYN;
        header.e_phoff = offsetof(TestProgram, load);
        header.e_phentsize = sizeof(load);
        header.e_phnum = 2;
        load.p_type = PT_LOAD;
        interp.p_type = PT_INTERP;
        interp.p_offset = offsetof(TestProgram, loader);
        interp.p_filesz = sizeof("/ld.so");
    }
};

// What is said of the file; "loader: ..." if nothing.
std::string read(const void *bytes, size_t size)
{
    const int fd = memfd_create("program", MFD_CLOEXEC);
    EXPECT_EQ(::write(fd, bytes, size), static_cast<ssize_t>(size));
    ElfProgram program = {};
    char *objection = elf_program_read(fd, &program);
    close(fd);
    std::string result =
        objection != nullptr
            ? objection
            : std::string("loader: ") +
                  (program.loader != nullptr ? program.loader : "none");
    if (objection == nullptr) {
        EXPECT_EQ(program.arch, guest_archs[0]);
    }
    g_free(objection);
    g_free(program.loader);
    return result;
}

std::string read(const TestProgram &program, size_t size = sizeof(TestProgram))
{
    return read(&program, size);
}

TEST(ElfProgram, TellsTheLoader)
{
    TestProgram program;
    EXPECT_EQ(read(program), "loader: /ld.so");
    program.header.e_type = ET_EXEC;
    EXPECT_EQ(read(program), "loader: /ld.so");
    program.interp.p_type = PT_NOTE;
    EXPECT_EQ(read(program), "loader: none");
    program.header.e_phnum = 0;
    EXPECT_EQ(read(program), "loader: none");
}

TEST(ElfProgram, KnowsEveryArchitecture)
{
    for (const GuestArch *const *arch = guest_archs; *arch != nullptr; arch++) {
        TestProgram program;
        program.header.e_machine = (*arch)->elf_machine;
        const int fd = memfd_create("program", MFD_CLOEXEC);
        ASSERT_EQ(::write(fd, &program, sizeof(program)),
                  static_cast<ssize_t>(sizeof(program)));
        ElfProgram read = {};
        EXPECT_EQ(elf_program_read(fd, &read), nullptr);
        EXPECT_EQ(read.arch, *arch);
        g_free(read.loader);
        close(fd);
    }
}

TEST(ElfProgram, SaysWhatIsNotServed)
{
    g_autofree char *names = guest_arch_names();
    const std::string served =
        std::string(", and hostlib serves 64-bit little-endian programs for ") +
        names;
    TestProgram program;
    program.header.e_machine = kForeign;
    EXPECT_EQ(read(program), "is for 64-bit little-endian powerpc64" + served);
    program.header.e_machine = 0x1234;
    EXPECT_EQ(read(program),
              "is for 64-bit little-endian CPU number 4660" + served);
    program.header.e_machine = GUINT16_SWAP_LE_BE(kForeign);
    program.header.e_ident[EI_DATA] = ELFDATA2MSB;
    EXPECT_EQ(read(program), "is for 64-bit big-endian powerpc64" + served);
    // Other variants of the CPUs that are served.
    for (const GuestArch *const *arch = guest_archs; *arch != nullptr; arch++) {
        program.header.e_ident[EI_DATA] = ELFDATA2LSB;
        program.header.e_ident[EI_CLASS] = ELFCLASS32;
        program.header.e_machine = (*arch)->elf_machine;
        EXPECT_EQ(read(program).rfind("is for 32-bit little-endian ", 0), 0U);
        program.header.e_ident[EI_DATA] = ELFDATA2MSB;
        program.header.e_ident[EI_CLASS] = ELFCLASS64;
        program.header.e_machine = GUINT16_SWAP_LE_BE((*arch)->elf_machine);
        EXPECT_EQ(read(program).rfind("is for 64-bit big-endian ", 0), 0U);
    }
}

// A 32-bit program is known by no more than its own, shorter header.
TEST(ElfProgram, KnowsShorterHeaders)
{
    Elf32_Ehdr header = {};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_EXEC;
    header.e_machine = EM_ARM;
    EXPECT_EQ(read(&header, sizeof(header))
                  .rfind("is for 32-bit little-endian arm, and ", 0),
              0U);
}

TEST(ElfProgram, SaysWhatIsNoProgram)
{
    TestProgram program;
    program.header.e_ident[EI_MAG0] = '#';
    EXPECT_EQ(read(program), "is no ELF file");
    program = TestProgram();
    program.header.e_type = ET_REL;
    EXPECT_EQ(read(program), "is an ELF file, but no program");
    program = TestProgram();
    program.header.e_phentsize++;
    EXPECT_EQ(read(program), kBadHeaders);
    program = TestProgram();
    program.header.e_phnum = UINT16_MAX;
    EXPECT_EQ(read(program), kBadHeaders);
}

TEST(ElfProgram, SurvivesTruncation)
{
    const TestProgram program;
    const size_t end = offsetof(TestProgram, loader) + sizeof("/ld.so");
    for (size_t size = 0; size < end; size++) {
        std::string expected = "is no ELF file";
        if (size >= offsetof(TestProgram, loader)) {
            expected = kBadLoader;
        } else if (size >= sizeof(Elf64_Ehdr)) {
            expected = kBadHeaders;
        } else if (size >= offsetof(Elf64_Ehdr, e_version)) {
            expected = kNoHeader;
        }
        EXPECT_EQ(read(program, size), expected) << size;
    }
    EXPECT_EQ(read(program, end), "loader: /ld.so");
}

TEST(ElfProgram, SurvivesHostileNumbers)
{
    for (const uint64_t number :
         {uint64_t{1} << 40, static_cast<uint64_t>(INT64_MAX) - 8,
          static_cast<uint64_t>(INT64_MAX), UINT64_MAX - 8, UINT64_MAX}) {
        TestProgram program;
        program.header.e_phoff = number;
        EXPECT_EQ(read(program), kBadHeaders);
        program = TestProgram();
        program.interp.p_offset = number;
        EXPECT_EQ(read(program), kBadLoader);
        program = TestProgram();
        program.interp.p_filesz = number;
        EXPECT_EQ(read(program), kBadLoader);
    }
    TestProgram program;
    program.interp.p_filesz = 1;
    EXPECT_EQ(read(program), kBadLoader);
    // Without its NUL.
    program.interp.p_filesz = 6;
    EXPECT_EQ(read(program), kBadLoader);
}

TEST(ElfProgram, IsARegularFile)
{
    ElfProgram program = {};
    for (const char *path : {"/", "/dev/zero"}) {
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        g_autofree char *objection = elf_program_read(fd, &program);
        EXPECT_STREQ(objection, "is no regular file") << path;
        close(fd);
    }
}

} // namespace
