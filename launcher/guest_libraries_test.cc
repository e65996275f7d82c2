// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/guest_libraries.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace
{

using Names = std::vector<std::string>;
using Entries = std::vector<std::pair<int64_t, std::string>>;

// A file whose dynamic section has strings by their tags.
std::string elf(const Entries &entries, uint16_t machine)
{
    struct {
        Elf64_Ehdr header = {};
        Elf64_Phdr load = {};
        Elf64_Phdr dynamic = {};
    } file;
    std::string strings(1, '\0');
    std::vector<Elf64_Dyn> section;
    for (const auto &[tag, text] : entries) {
        section.push_back({tag, {strings.size()}});
        strings += text + '\0';
    }
    const size_t size = (section.size() + 3) * sizeof(Elf64_Dyn);
    section.push_back({DT_STRTAB, {sizeof(file) + size}});
    section.push_back({DT_STRSZ, {strings.size()}});
    section.push_back({DT_NULL, {0}});
    memcpy(file.header.e_ident, ELFMAG, SELFMAG);
    file.header.e_ident[EI_CLASS] = ELFCLASS64;
    file.header.e_ident[EI_DATA] = ELFDATA2LSB;
    file.header.e_type = ET_DYN;
    file.header.e_machine = machine;
    file.header.e_phoff = sizeof(file.header);
    file.header.e_phentsize = sizeof(file.load);
    file.header.e_phnum = 2;
    file.load.p_type = PT_LOAD;
    file.load.p_filesz = sizeof(file) + size + strings.size();
    file.dynamic.p_type = PT_DYNAMIC;
    file.dynamic.p_vaddr = sizeof(file);
    file.dynamic.p_filesz = size;
    return std::string(reinterpret_cast<char *>(&file), sizeof(file)) +
           std::string(reinterpret_cast<char *>(section.data()), size) +
           strings;
}

class GuestLibrariesTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        root_ = testing::TempDir() + "/XXXXXX";
        ASSERT_NE(mkdtemp(root_.data()), nullptr);
        root_ = std::filesystem::canonical(root_);
    }

    std::string write(const std::string &path, const Entries &entries,
                      uint16_t machine = guest_archs[0]->elf_machine)
    {
        const std::filesystem::path file = root_ + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << elf(entries, machine);
        return file;
    }

    // "NAME=PATH below the root" of each, or "NAME" if it is not found.
    Names list(const std::string &program, const char *library_path = nullptr)
    {
        const Program about = {guest_archs[0],
                               const_cast<char *>(program.c_str()),
                               const_cast<char *>(loader_), nullptr, nullptr};
        GPtrArray *libraries =
            guest_libraries_list(&about, root_.c_str(), library_path);
        Names result;
        for (guint i = 0; i < libraries->len; i++) {
            const auto *library =
                static_cast<GuestLibrary *>(libraries->pdata[i]);
            std::string text = library->name;
            if (library->file != nullptr) {
                const std::string file = library->file;
                EXPECT_EQ(file.rfind(root_, 0), 0U) << file;
                text += "=" + file.substr(root_.size());
            }
            result.push_back(text);
        }
        g_ptr_array_unref(libraries);
        return result;
    }

    std::string root_;
    const char *loader_ = "/lib/ld-test.so.1";
};

TEST_F(GuestLibrariesTest, ListsWhatLibrariesNeedAsWell)
{
    const std::string program =
        write("/p", {{DT_NEEDED, "liba"}, {DT_NEEDED, "libnone"}});
    write("/lib/liba", {{DT_NEEDED, "libc"}, {DT_NEEDED, "libb"}});
    write("/usr/lib/libb", {{DT_NEEDED, "liba"}, {DT_NEEDED, "libc"}});
    const std::string folder =
        std::string("/lib/") + guest_archs[0]->name + "-linux-gnu/";
    write(folder + "libc", {{DT_NEEDED, "ld-test.so.1"}});
    EXPECT_EQ(list(program),
              (Names{"liba=/lib/liba", "libnone", "libc=" + folder + "libc",
                     "libb=/usr/lib/libb"}));
}

TEST_F(GuestLibrariesTest, TakesLibrariesForTheProgramsCpu)
{
    const std::string program = write("/p", {{DT_NEEDED, "liba"}});
    write("/lib64/liba", {}, guest_archs[1]->elf_machine);
    EXPECT_EQ(list(program), Names{"liba"});
    std::ofstream(root_ + "/lib64/liba") << "text";
    EXPECT_EQ(list(program), Names{"liba"});
    write("/lib/liba", {});
    EXPECT_EQ(list(program), Names{"liba=/lib/liba"});
}

TEST_F(GuestLibrariesTest, KnowsALibraryByItsSoname)
{
    const std::string program =
        write("/p", {{DT_NEEDED, "/x/liba.so"}, {DT_NEEDED, "liba.so.1"}});
    write("/x/liba.so", {{DT_SONAME, "liba.so.1"}});
    EXPECT_EQ(list(program), Names{"/x/liba.so=/x/liba.so"});
}

// In the order of ld.so(8).
TEST_F(GuestLibrariesTest, SearchesPathsInOrder)
{
    std::string program =
        write("/p", {{DT_NEEDED, "liba"}, {DT_RPATH, "/none:/rpath"}});
    write("/lib/liba", {});
    EXPECT_EQ(list(program), Names{"liba=/lib/liba"});
    write("/library/liba", {});
    EXPECT_EQ(list(program, "/none:/library"), Names{"liba=/library/liba"});
    write("/rpath/liba", {});
    EXPECT_EQ(list(program, "/library"), Names{"liba=/rpath/liba"});
    // With a RUNPATH the RPATH does not count, and comes later.
    write("/runpath/liba", {});
    program = write(
        "/p",
        {{DT_NEEDED, "liba"}, {DT_RPATH, "/rpath"}, {DT_RUNPATH, "/runpath"}});
    EXPECT_EQ(list(program, "/library"), Names{"liba=/library/liba"});
    EXPECT_EQ(list(program), Names{"liba=/runpath/liba"});
}

TEST_F(GuestLibrariesTest, InheritsTheRpathOnly)
{
    write("/lib/liba", {{DT_NEEDED, "libb"}});
    write("/path/libb", {});
    EXPECT_EQ(list(write("/p", {{DT_NEEDED, "liba"}, {DT_RPATH, "/path"}})),
              (Names{"liba=/lib/liba", "libb=/path/libb"}));
    EXPECT_EQ(list(write("/p", {{DT_NEEDED, "liba"}, {DT_RUNPATH, "/path"}})),
              (Names{"liba=/lib/liba", "libb"}));
}

TEST_F(GuestLibrariesTest, KnowsTheOrigin)
{
    write("/app/lib/liba", {{DT_NEEDED, "libb"}, {DT_RUNPATH, "${ORIGIN}/x"}});
    write("/app/lib/x/libb", {});
    const Names expected = {"liba=/app/bin/../lib/liba",
                            "libb=/app/bin/../lib/x/libb"};
    const std::string program = write(
        "/app/bin/p", {{DT_NEEDED, "liba"}, {DT_RUNPATH, "$ORIGIN/../lib"}});
    EXPECT_EQ(list(program), expected);
    // By whatever name the program is called.
    std::filesystem::create_symlink(program, root_ + "/link");
    EXPECT_EQ(list(root_ + "/link"), expected);
}

TEST_F(GuestLibrariesTest, ReadsTheCache)
{
    const std::string program = write("/p", {{DT_NEEDED, "liba"}});
    write("/opt/liba", {});
    write("/lib/liba", {});
    std::string cache = "glibc-ld.so.cache1.1";
    for (const uint32_t number : {1, 0, 0, 0, 0, 0, 0, 3, 72, 77, 0, 0, 0}) {
        cache.append(reinterpret_cast<const char *>(&number), sizeof(number));
    }
    std::filesystem::create_directories(root_ + "/etc");
    std::ofstream(root_ + "/etc/ld.so.cache", std::ios::binary)
        << cache << std::string("liba\0/opt/liba\0", 15);
    EXPECT_EQ(list(program), Names{"liba=/opt/liba"});
}

// musl's loader is its C library.
TEST_F(GuestLibrariesTest, KnowsMuslsLoader)
{
    loader_ = "/lib/ld-musl-cpu.so.1";
    const std::string program = write(
        "/p", {{DT_NEEDED, "libc.musl-cpu.so.1"}, {DT_NEEDED, "libc.so"}});
    EXPECT_EQ(list(program), Names());
    loader_ = "/lib/ld-test.so.1";
    EXPECT_EQ(list(program), (Names{"libc.musl-cpu.so.1", "libc.so"}));
}

TEST_F(GuestLibrariesTest, SurvivesCircles)
{
    write("/lib/liba", {{DT_NEEDED, "libb"}});
    write("/lib/libb", {{DT_NEEDED, "liba"}});
    EXPECT_EQ(list(write("/p", {{DT_NEEDED, "liba"}})),
              (Names{"liba=/lib/liba", "libb=/lib/libb"}));
}

// There is an end to what is kept of names, however often a file has them.
TEST_F(GuestLibrariesTest, SurvivesManyLongNames)
{
    const std::string name(4000, 'a');
    const Entries many(1000, {DT_NEEDED, name});
    Entries needed;
    for (int i = 0; i < 5; i++) {
        const std::string library = "lib" + std::to_string(i);
        write("/lib/" + library, many);
        needed.emplace_back(DT_NEEDED, library);
    }
    write("/lib/liblast", {{DT_NEEDED, "libx"}});
    needed.emplace_back(DT_NEEDED, "liblast");
    const Names names = list(write("/p", needed));
    EXPECT_EQ(names, (Names{"lib0=/lib/lib0", "lib1=/lib/lib1",
                            "lib2=/lib/lib2", "lib3=/lib/lib3",
                            "lib4=/lib/lib4", "liblast=/lib/liblast", name}));
}

} // namespace
