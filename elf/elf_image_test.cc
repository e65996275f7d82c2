// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf/elf_image.h"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace
{

constexpr char kNoHeader[] =
    "has no ELF header of 64 bits and little-endian byte order";
constexpr char kBadHeaders[] = "has program headers that cannot be read";
constexpr char kNoDynamic[] = "has no dynamic section, or several";
constexpr char kFarDynamic[] = "has a dynamic section outside of its segments";
constexpr char kNoEnd[] = "has a dynamic section without an end";
constexpr char kName[] = "liba.so.1";

// A file of headers, a dynamic section and a soname, of no machine.
struct TestFile {
    // Addresses are not offsets, as in any library with data.
    static constexpr size_t kAddress = 0x10000;

    Elf64_Ehdr header = {};
    Elf64_Phdr load = {};
    Elf64_Phdr dynamic = {};
    Elf64_Dyn entries[4] = {};
    char strings[1 + sizeof(kName)] = {};

    TestFile()
    {
        memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_phoff = offsetof(TestFile, load);
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = 2;
        load.p_type = PT_LOAD;
        load.p_vaddr = kAddress;
        load.p_filesz = sizeof(TestFile);
        dynamic.p_type = PT_DYNAMIC;
        dynamic.p_vaddr = kAddress + offsetof(TestFile, entries);
        dynamic.p_filesz = sizeof(entries);
        entries[0] = {DT_STRTAB, {kAddress + offsetof(TestFile, strings)}};
        entries[1] = {DT_STRSZ, {sizeof(strings)}};
        entries[2] = {DT_SONAME, {1}};
        memcpy(strings + 1, kName, sizeof(kName));
    }
};

// Returns the objection to the file if there is one, else its soname, or "" if
// it has none.
std::string read(const ElfSource &source)
{
    g_auto(ElfImage) image = {};
    const char *objection = elf_image_read_headers(&image, &source);
    if (objection == nullptr) {
        objection = elf_image_read_dynamic(&image);
    }
    if (objection != nullptr) {
        return objection;
    }
    uint64_t place = 0;
    std::vector<char> buffer(sizeof(kName));
    return elf_image_tag(&image, DT_SONAME, &place) &&
                   elf_image_string(&image, place, buffer.data(), buffer.size())
               ? buffer.data()
               : "";
}

std::string read(const TestFile &file, size_t size = sizeof(TestFile))
{
    const int fd = memfd_create("file", MFD_CLOEXEC);
    EXPECT_EQ(write(fd, &file, size), static_cast<ssize_t>(size));
    ElfSource source = {};
    EXPECT_TRUE(elf_source_init(&source, fd));
    EXPECT_EQ(source.size, size);
    const std::string result = read(source);
    close(fd);
    // From memory it is the same.
    const ElfSource bytes = {reinterpret_cast<const uint8_t *>(&file), -1,
                             size};
    EXPECT_EQ(read(bytes), result);
    return result;
}

TEST(ElfImage, ReadsFilesOfAnyTypeAndMachine)
{
    TestFile file;
    EXPECT_EQ(read(file), kName);
    file.header.e_type = ET_EXEC;
    file.header.e_machine = EM_AARCH64;
    EXPECT_EQ(read(file), kName);
}

TEST(ElfImage, WantsHeadersOf64Bits)
{
    TestFile file;
    file.header.e_ident[EI_MAG0] = '#';
    EXPECT_EQ(read(file), kNoHeader);
    file = TestFile();
    file.header.e_ident[EI_CLASS] = ELFCLASS32;
    EXPECT_EQ(read(file), kNoHeader);
    file = TestFile();
    file.header.e_ident[EI_DATA] = ELFDATA2MSB;
    EXPECT_EQ(read(file), kNoHeader);
    file = TestFile();
    file.header.e_phentsize = 0;
    EXPECT_EQ(read(file), kBadHeaders);
}

TEST(ElfImage, FindsSegments)
{
    TestFile file;
    ElfImage image;
    const ElfSource source = {reinterpret_cast<const uint8_t *>(&file), -1,
                              sizeof(file)};
    ASSERT_EQ(elf_image_read_headers(&image, &source), nullptr);
    EXPECT_EQ(elf_image_segment(&image, PT_DYNAMIC), &image.segments[1]);
    EXPECT_EQ(elf_image_segment(&image, PT_INTERP), nullptr);
    // Nothing is left of headers that cannot be read.
    file.header.e_phnum = ELF_IMAGE_MAX_SEGMENTS + 1;
    EXPECT_STREQ(elf_image_read_headers(&image, &source), kBadHeaders);
    EXPECT_EQ(elf_image_segment(&image, PT_DYNAMIC), nullptr);
}

TEST(ElfImage, SurvivesTruncation)
{
    const TestFile file;
    const size_t end = offsetof(TestFile, strings) + sizeof(file.strings);
    for (size_t size = 0; size < end; size++) {
        std::string expected;
        if (size < sizeof(Elf64_Ehdr)) {
            expected = kNoHeader;
        } else if (size < offsetof(TestFile, entries)) {
            expected = kBadHeaders;
        } else if (size < offsetof(TestFile, strings)) {
            expected = kFarDynamic;
        }
        EXPECT_EQ(read(file, size), expected) << size;
    }
    EXPECT_EQ(read(file, end), kName);
}

TEST(ElfImage, SurvivesHostileNumbers)
{
    for (const uint64_t number :
         {uint64_t{1} << 40, static_cast<uint64_t>(INT64_MAX) - 8,
          static_cast<uint64_t>(INT64_MAX), UINT64_MAX - 8, UINT64_MAX}) {
        TestFile file;
        file.header.e_phoff = number;
        EXPECT_EQ(read(file), kBadHeaders);
        file = TestFile();
        file.load.p_offset = number;
        EXPECT_EQ(read(file), kFarDynamic);
        file = TestFile();
        file.load.p_vaddr = number;
        EXPECT_EQ(read(file), kFarDynamic);
        file = TestFile();
        file.dynamic.p_vaddr = number;
        EXPECT_EQ(read(file), kFarDynamic);
        file = TestFile();
        file.dynamic.p_filesz = number;
        EXPECT_EQ(read(file), kFarDynamic);
        file = TestFile();
        file.entries[0].d_un.d_ptr = number;
        EXPECT_EQ(read(file), "");
        file = TestFile();
        file.entries[2].d_un.d_val = number;
        EXPECT_EQ(read(file), "");
        file.entries[1].d_un.d_val = UINT64_MAX;
        EXPECT_EQ(read(file), "");
        // More than there is: only what is needed has to be there.
        file = TestFile();
        file.load.p_filesz = number;
        file.entries[1].d_un.d_val = number;
        EXPECT_EQ(read(file), kName);
    }
    TestFile file;
    file.header.e_phnum = UINT16_MAX;
    EXPECT_EQ(read(file), kBadHeaders);
}

// Else a table of any size could be allocated for a small file.
TEST(ElfImage, FindsNothingBehindTheFile)
{
    TestFile file;
    file.load.p_filesz = uint64_t{1} << 40;
    ElfImage image;
    uint64_t offset = 0;
    const ElfSource source = {reinterpret_cast<const uint8_t *>(&file), -1,
                              sizeof(file)};
    ASSERT_EQ(elf_image_read_headers(&image, &source), nullptr);
    EXPECT_TRUE(elf_image_offset(&image, TestFile::kAddress + 8,
                                 sizeof(file) - 8, &offset));
    EXPECT_EQ(offset, 8U);
    EXPECT_FALSE(elf_image_offset(&image, TestFile::kAddress + 8,
                                  sizeof(file) - 7, &offset));
    EXPECT_FALSE(elf_image_offset(&image, TestFile::kAddress + sizeof(file) + 1,
                                  0, &offset));
    image.segments[0].p_offset = UINT64_MAX - 4;
    EXPECT_FALSE(elf_image_offset(&image, TestFile::kAddress + 8, 1, &offset));
}

TEST(ElfImage, WantsOneDynamicSectionWithAnEnd)
{
    TestFile file;
    file.dynamic.p_type = PT_NOTE;
    EXPECT_EQ(read(file), kNoDynamic);
    file.load.p_type = PT_DYNAMIC;
    EXPECT_EQ(read(file), kFarDynamic);
    file.dynamic.p_type = PT_DYNAMIC;
    EXPECT_EQ(read(file), kNoDynamic);
    file = TestFile();
    file.entries[3].d_tag = DT_DEBUG;
    EXPECT_EQ(read(file), kNoEnd);
}

TEST(ElfImage, WantsStringsWithAnEnd)
{
    TestFile file;
    // What follows the end of the section does not count, ...
    file.entries[2].d_tag = DT_NULL;
    file.entries[3].d_tag = DT_SONAME;
    EXPECT_EQ(read(file), "");
    // ... nor what follows the strings.
    file = TestFile();
    file.entries[1].d_un.d_val--;
    EXPECT_EQ(read(file), "");
    // The buffer is as long as this name.
    file = TestFile();
    file.entries[2].d_un.d_val = 0;
    file.strings[0] = 'x';
    EXPECT_EQ(read(file), "");
}

TEST(ElfImage, IsOfARegularFile)
{
    ElfSource source = {};
    for (const char *path : {"/", "/dev/zero"}) {
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        EXPECT_FALSE(elf_source_init(&source, fd)) << path;
        close(fd);
    }
    EXPECT_FALSE(elf_source_init(&source, -1));
}

} // namespace
