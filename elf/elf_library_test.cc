// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf/elf_library.h"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "elf/testing/test_library.h"

namespace
{

using hostlib::TestLibrary;

constexpr char kSoname[] = "liba.so.1";
constexpr char kNoLibrary[] = "is no library for the guest's CPU";
constexpr char kOther[] = "has another soname";
constexpr char kFits[] = "fits";

std::string judge_file(const std::string &path, const char *soname = kSoname)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const char *objection =
        elf_library_objection(fd, guest_arch_by_machine(EM_X86_64), soname);
    close(fd);
    return objection == nullptr ? kFits : objection;
}

std::string judge(const TestLibrary &library, size_t size = sizeof(TestLibrary))
{
    const std::string path = testing::TempDir() + "/library";
    library.write(path, size);
    return judge_file(path);
}

TEST(ElfLibrary, KnowsALibraryByItsSoname)
{
    EXPECT_EQ(judge(TestLibrary("liba.so.1")), kFits);
    for (const char *other : {"liba.so.2", "liba.so", "liba.so.10", "", "a"}) {
        EXPECT_EQ(judge(TestLibrary(other)), kOther) << other;
    }
}

TEST(ElfLibrary, WantsASoname)
{
    TestLibrary library(kSoname);
    library.entries[2].d_tag = DT_DEBUG;
    EXPECT_EQ(judge(library), "has no soname");
    // What follows the end does not count.
    library = TestLibrary(kSoname);
    library.entries[3] = library.entries[2];
    library.entries[2] = {DT_NULL, {0}};
    EXPECT_EQ(judge(library), "has no soname");
}

TEST(ElfLibrary, WantsAnX8664Library)
{
    TestLibrary library(kSoname);
    library.header.e_ident[EI_MAG0] = '#';
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.header.e_ident[EI_CLASS] = ELFCLASS32;
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.header.e_ident[EI_DATA] = ELFDATA2MSB;
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.header.e_machine = EM_AARCH64;
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.header.e_type = ET_EXEC;
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.header.e_phnum = 1;
    EXPECT_EQ(judge(library), kNoLibrary);
}

TEST(ElfLibrary, SurvivesTruncation)
{
    const TestLibrary library(kSoname);
    const size_t end = offsetof(TestLibrary, strings) + 1 + sizeof(kSoname);
    for (size_t size = 0; size < end; size++) {
        EXPECT_NE(judge(library, size), kFits) << size;
    }
    EXPECT_EQ(judge(library, end), kFits);
}

TEST(ElfLibrary, SurvivesHostileNumbers)
{
    for (const uint64_t number :
         {uint64_t{1} << 40, static_cast<uint64_t>(INT64_MAX) - 8,
          static_cast<uint64_t>(INT64_MAX), UINT64_MAX - 8, UINT64_MAX}) {
        TestLibrary library(kSoname);
        library.header.e_phoff = number;
        EXPECT_EQ(judge(library), kNoLibrary);
        library = TestLibrary(kSoname);
        library.dynamic.p_offset = number;
        EXPECT_EQ(judge(library), kNoLibrary);
        library = TestLibrary(kSoname);
        library.entries[0].d_un.d_ptr = number;
        EXPECT_EQ(judge(library), kOther);
        library = TestLibrary(kSoname);
        library.load.p_offset = number;
        EXPECT_EQ(judge(library), kOther);
        library = TestLibrary(kSoname);
        library.load.p_vaddr = number;
        EXPECT_EQ(judge(library), kOther);
        library = TestLibrary(kSoname);
        library.entries[2].d_un.d_val = number;
        EXPECT_EQ(judge(library), kOther);
        library.entries[1].d_un.d_val = UINT64_MAX;
        EXPECT_EQ(judge(library), kOther);
        // More entries than there are: up to the last, and no further.
        library = TestLibrary(kSoname);
        library.dynamic.p_filesz = number;
        EXPECT_EQ(judge(library), kFits);
    }
    TestLibrary library(kSoname);
    library.header.e_phnum = UINT16_MAX;
    EXPECT_EQ(judge(library), kNoLibrary);
    library = TestLibrary(kSoname);
    library.entries[1].d_un.d_val = sizeof(kSoname);
    EXPECT_EQ(judge(library), kOther);
    EXPECT_EQ(judge(TestLibrary("")), kOther);
}

TEST(ElfLibrary, TakesRegularFilesOnly)
{
    EXPECT_EQ(judge_file("/"), "is no regular file");
    EXPECT_EQ(judge_file("/dev/zero"), "is no regular file");
    EXPECT_EQ(judge_file("/nowhere"), "is no regular file");
}

TEST(ElfLibrary, SurvivesALongSoname)
{
    const std::string path = testing::TempDir() + "/library";
    TestLibrary library(kSoname);
    library.entries[1].d_un.d_val = UINT64_MAX;
    library.write(path);
    EXPECT_EQ(judge_file(path, std::string(5000, 'a').c_str()), kOther);
}

} // namespace
