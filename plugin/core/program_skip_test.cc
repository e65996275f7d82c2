// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/program_skip.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace
{

// A text of the module's, which is freed.
std::string take(char *text)
{
    const std::string result = text == nullptr ? "" : text;
    g_free(text);
    return result;
}

class ProgramSkipTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "skip.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
    }

    void TearDown() override
    {
        std::filesystem::remove_all(directory_);
    }

    std::string directory_;
};

TEST_F(ProgramSkipTest, SkipsPrograms)
{
    EXPECT_FALSE(program_is_skipped("/bin/gzip"));
    EXPECT_FALSE(program_is_skipped(""));
    EXPECT_EQ(take(program_skip_choose("gzip:python3:my program")), "");
    EXPECT_TRUE(program_is_skipped("/bin/gzip"));
    EXPECT_TRUE(program_is_skipped("gzip"));
    EXPECT_TRUE(program_is_skipped("./python3"));
    EXPECT_TRUE(program_is_skipped("/a b/my program"));
    for (const char *path : {"gzip2", "zip", "gzip/", "/gzip/cat",
                             "python3:", "", "/", "gzip:python3"}) {
        EXPECT_FALSE(program_is_skipped(path)) << path;
    }
    // By the name of the link, or of what it is.
    std::ofstream(directory_ + "/python3.11") << "";
    ASSERT_EQ(symlink("python3.11", (directory_ + "/python3").c_str()), 0);
    EXPECT_TRUE(program_is_skipped((directory_ + "/python3").c_str()));
    EXPECT_FALSE(program_is_skipped((directory_ + "/python3.11").c_str()));
    EXPECT_EQ(take(program_skip_choose("python3.11")), "");
    EXPECT_TRUE(program_is_skipped((directory_ + "/python3").c_str()));
    EXPECT_TRUE(program_is_skipped((directory_ + "/python3.11").c_str()));
}

TEST_F(ProgramSkipTest, RefusesWhatNamesNoPrograms)
{
    EXPECT_EQ(take(program_skip_choose("kept")), "");
    for (const char *value :
         {"", "on", ":", "a:", ":a", "a::b", "/bin/a", "a:b/c"}) {
        EXPECT_EQ(take(program_skip_choose(value)),
                  "names no programs; give their basenames, separated by "
                  "colons")
            << value;
    }
    EXPECT_TRUE(program_is_skipped("kept"));
}

} // namespace
