// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/program.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace
{

using Words = std::vector<std::string>;

// A program as far as the launcher looks at it, for the first architecture.
std::string elf(const std::string &loader)
{
    Elf64_Ehdr header = {};
    Elf64_Phdr segment = {};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_machine = guest_archs[0]->elf_machine;
    header.e_type = ET_DYN;
    header.e_phoff = sizeof(header);
    header.e_phentsize = sizeof(segment);
    header.e_phnum = 1;
    segment.p_type = loader.empty() ? PT_LOAD : PT_INTERP;
    segment.p_offset = sizeof(header) + sizeof(segment);
    segment.p_filesz = loader.size() + 1;
    std::string file(sizeof(header) + sizeof(segment), '\0');
    memcpy(file.data(), &header, sizeof(header));
    memcpy(file.data() + sizeof(header), &segment, sizeof(segment));
    return file + loader + '\0';
}

class ProgramTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        folder_ = testing::TempDir() + "/XXXXXX";
        ASSERT_NE(mkdtemp(folder_.data()), nullptr);
        bin_ = folder_ + "/bin";
        other_ = folder_ + "/other";
        ASSERT_EQ(mkdir(bin_.c_str(), 0700), 0);
        ASSERT_EQ(mkdir(other_.c_str(), 0700), 0);
        setenv("PATH", (folder_ + "/none:" + bin_ + ":" + other_).c_str(), 1);
    }

    void TearDown() override
    {
        program_clear(&program_);
    }

    static std::string write(const std::string &path, const std::string &text,
                             mode_t mode = 0700)
    {
        std::ofstream(path, std::ios::binary) << text;
        EXPECT_EQ(chmod(path.c_str(), mode), 0);
        return path;
    }

    // Returns the status; leaves problem_ and program_.
    int find(Words words)
    {
        std::vector<char *> argv;
        argv.reserve(words.size() + 1);
        for (std::string &word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        char *problem = nullptr;
        program_clear(&program_);
        const int status = program_find(argv.data(), &program_, &problem);
        EXPECT_EQ(status == 0, problem == nullptr);
        problem_ = problem != nullptr ? problem : "";
        g_free(problem);
        return status;
    }

    [[nodiscard]] Words arguments() const
    {
        Words words;
        for (size_t i = 0; i < program_.arguments->len; i++) {
            words.emplace_back(
                static_cast<char *>(program_.arguments->pdata[i]));
        }
        return words;
    }

    std::string folder_, bin_, other_, problem_;
    Program program_ = {};
};

TEST_F(ProgramTest, SearchesThePath)
{
    write(bin_ + "/a", elf("/ld.so"), 0600);
    write(other_ + "/a", elf("/ld.so"));
    ASSERT_EQ(find({"a", "-x"}), 0) << problem_;
    EXPECT_EQ(program_.file, other_ + "/a");
    EXPECT_STREQ(program_.loader, "/ld.so");
    EXPECT_EQ(program_.arch, guest_archs[0]);
    EXPECT_EQ(program_.script, nullptr);
    // As it was typed.
    EXPECT_EQ(arguments(), (Words{"a", "-x"}));
    write(bin_ + "/a", elf(""));
    ASSERT_EQ(find({"a"}), 0) << problem_;
    EXPECT_EQ(program_.file, bin_ + "/a");
    EXPECT_EQ(program_.loader, nullptr);
}

TEST_F(ProgramTest, TakesAPathAsItIs)
{
    const std::string file = write(folder_ + "/a", elf(""));
    ASSERT_EQ(find({file}), 0) << problem_;
    EXPECT_EQ(program_.file, file);
    ASSERT_EQ(chdir(folder_.c_str()), 0);
    setenv("PATH", "/none:", 1);
    ASSERT_EQ(find({"a"}), 0) << problem_;
    EXPECT_STREQ(program_.file, "./a");
}

TEST_F(ProgramTest, RefusesLikeAShell)
{
    EXPECT_EQ(find({"a"}), PROGRAM_NOT_FOUND);
    EXPECT_EQ(problem_, "'a' is not found on the PATH");
    EXPECT_EQ(find({folder_ + "/a"}), PROGRAM_NOT_FOUND);
    EXPECT_EQ(problem_,
              "cannot run '" + folder_ + "/a': No such file or directory");
    EXPECT_EQ(find({""}), PROGRAM_NOT_FOUND);
    EXPECT_EQ(find({bin_}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(find({"/dev/null"}), PROGRAM_CANNOT_RUN);
    write(bin_ + "/a", elf(""), 0600);
    EXPECT_EQ(find({"a"}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem_, "cannot run '" + bin_ + "/a': Permission denied");
}

TEST_F(ProgramTest, RefusesWhatIsNoProgram)
{
    for (const char *text : {"", "echo\n", "#!\n", "#! \t\n"}) {
        write(bin_ + "/a", text);
        EXPECT_EQ(find({"a"}), PROGRAM_CANNOT_RUN) << text;
        EXPECT_EQ(problem_.rfind("cannot run '" + bin_ + "/a': it is ", 0), 0U)
            << problem_;
    }
}

TEST_F(ProgramTest, FindsTheLoader)
{
    const std::string prefix = folder_ + "/prefix";
    const std::string loader = other_ + "/ld.so";
    char *file = nullptr;
    char *problem = nullptr;
    write(bin_ + "/a", elf(loader));
    ASSERT_EQ(find({"a"}), 0) << problem_;
    EXPECT_EQ(program_find_loader(&program_, nullptr, &file, &problem),
              PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem, "cannot run '" + bin_ + "/a': its loader '" + loader +
                           "' is not there; give the root of a system for " +
                           guest_archs[0]->name + " by -L");
    g_clear_pointer(&problem, g_free);
    write(loader, "");
    ASSERT_EQ(program_find_loader(&program_, prefix.c_str(), &file, &problem),
              0);
    EXPECT_EQ(file, loader);
    g_clear_pointer(&file, g_free);
    ASSERT_EQ(g_mkdir_with_parents((prefix + other_).c_str(), 0700), 0);
    write(prefix + loader, "");
    ASSERT_EQ(program_find_loader(&program_, prefix.c_str(), &file, &problem),
              0);
    EXPECT_EQ(file, prefix + loader);
    g_clear_pointer(&file, g_free);
    write(bin_ + "/a", elf(""));
    ASSERT_EQ(find({"a"}), 0) << problem_;
    ASSERT_EQ(program_find_loader(&program_, nullptr, &file, &problem), 0);
    EXPECT_EQ(file, nullptr);
}

TEST_F(ProgramTest, RunsTheInterpreterOfAScript)
{
    const std::string shell = write(folder_ + "/sh", elf("/ld.so"));
    const std::string script =
        write(bin_ + "/s", "#! \t" + shell + " \t -a  b \necho\n");
    ASSERT_EQ(find({"s", "x", "y"}), 0) << problem_;
    EXPECT_EQ(program_.file, shell);
    EXPECT_EQ(program_.script, script);
    EXPECT_STREQ(program_.loader, "/ld.so");
    EXPECT_EQ(arguments(), (Words{shell, "-a  b", script, "x", "y"}));
    write(bin_ + "/s", "#!" + shell);
    ASSERT_EQ(find({"s"}), 0) << problem_;
    EXPECT_EQ(arguments(), (Words{shell, script}));
}

TEST_F(ProgramTest, RefusesOtherInterpreters)
{
    const std::string script = bin_ + "/s";
    const std::string beginning = "cannot run '" + script + "': ";
    write(script, "#!" + folder_ + "/none\n");
    EXPECT_EQ(find({"s"}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem_, beginning + "its interpreter '" + folder_ +
                            "/none': No such file or directory");
    write(script, "#!" + script + "\n");
    EXPECT_EQ(find({"s"}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem_, beginning + "its interpreter '" + script +
                            "' is a script itself; name a program that runs "
                            "it");
    write(folder_ + "/sh", "\177ELF");
    write(script, "#!" + folder_ + "/sh\n");
    EXPECT_EQ(find({"s"}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem_, beginning + "its interpreter '" + folder_ +
                            "/sh' is no ELF file; name a program that runs it");
}

// The kernel takes the CR for a part of the name, and says no such file.
TEST_F(ProgramTest, RefusesScriptsWithCrLf)
{
    write(folder_ + "/sh", elf(""));
    write(bin_ + "/s", "#!" + folder_ + "/sh\r\necho\r\n");
    EXPECT_EQ(find({"s"}), PROGRAM_CANNOT_RUN);
    EXPECT_EQ(problem_, "cannot run '" + bin_ + "/s': its interpreter '" +
                            folder_ +
                            "/sh\\r' (its first line ends in CR LF; write it "
                            "with LF only): No such file or directory");
}

} // namespace
