// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/drop_in_choice.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "elf/testing/test_library.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"

namespace
{

using hostlib::TestLibrary;

constexpr DropIn kDropIn = {"liba.so.1", "a"};
constexpr char kRemedy[] = "; give the path of a guest's liba.so.1, or off";

// A text of the module's, which is freed.
std::string take(char *text)
{
    const std::string result = text == nullptr ? "" : text;
    g_free(text);
    return result;
}

class DropInChoiceTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "choice.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        log_init("test");
        guest_target_set(guest_arch_by_name("x86_64"));
    }

    void TearDown() override
    {
        std::filesystem::remove_all(directory_);
    }

    std::string directory_;
};

TEST_F(DropInChoiceTest, TakesALibrary)
{
    const std::string file = directory_ + "/some name";
    TestLibrary("liba.so.1").write(file);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, file.c_str())), "");
    EXPECT_EQ(take(drop_in_file(&kDropIn)), file);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, "off")), "");
    EXPECT_EQ(take(drop_in_file(&kDropIn)), "");
    // The guest may go elsewhere.
    const std::string before = std::filesystem::current_path();
    std::filesystem::current_path(directory_);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, "./some name")), "");
    std::filesystem::current_path(before);
    EXPECT_EQ(take(drop_in_file(&kDropIn)), file);
}

TEST_F(DropInChoiceTest, RefusesWhatIsNone)
{
    const std::string file = directory_ + "/library";
    EXPECT_EQ(take(drop_in_choose(&kDropIn, "")),
              std::string("names no file") + kRemedy);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, file.c_str())),
              std::string("cannot be opened: No such file or directory") +
                  kRemedy);
    TestLibrary("libb.so.1").write(file);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, file.c_str())),
              std::string("has another soname") + kRemedy);
    EXPECT_EQ(take(drop_in_choose(&kDropIn, "/")),
              std::string("is no regular file") + kRemedy);
}

TEST_F(DropInChoiceTest, LooksBesideThePlugin)
{
    const DropIn drop_in = {"libshipped.so.1", "shipped"};
    const std::filesystem::path self =
        std::filesystem::absolute(program_invocation_name);
    const std::filesystem::path folder =
        self.parent_path() / "guest" / guest_target()->name;
    const std::string file = folder / drop_in.library;
    EXPECT_EQ(take(drop_in_file(&drop_in)), "");
    std::error_code error;
    if (!std::filesystem::create_directories(folder, error)) {
        GTEST_SKIP() << "the folder of the test cannot be written to";
    }
    TestLibrary("libshipped.so.1").write(file);
    EXPECT_EQ(take(drop_in_file(&drop_in)), file);
    TestLibrary("libother.so.1").write(file);
    testing::internal::CaptureStderr();
    EXPECT_EQ(take(drop_in_file(&drop_in)), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "test: " + file +
                  " has another soname; the guest runs without\n");
    std::filesystem::remove_all(folder.parent_path());
}

TEST_F(DropInChoiceTest, SkipsPrograms)
{
    EXPECT_FALSE(drop_in_skips("/bin/gzip"));
    EXPECT_FALSE(drop_in_skips(""));
    EXPECT_EQ(take(drop_in_skip("gzip:python3:my program")), "");
    EXPECT_TRUE(drop_in_skips("/bin/gzip"));
    EXPECT_TRUE(drop_in_skips("gzip"));
    EXPECT_TRUE(drop_in_skips("./python3"));
    EXPECT_TRUE(drop_in_skips("/a b/my program"));
    for (const char *path : {"gzip2", "zip", "gzip/", "/gzip/cat",
                             "python3:", "", "/", "gzip:python3"}) {
        EXPECT_FALSE(drop_in_skips(path)) << path;
    }
    // By the name of the link, or of what it is.
    std::ofstream(directory_ + "/python3.11") << "";
    ASSERT_EQ(symlink("python3.11", (directory_ + "/python3").c_str()), 0);
    EXPECT_TRUE(drop_in_skips((directory_ + "/python3").c_str()));
    EXPECT_FALSE(drop_in_skips((directory_ + "/python3.11").c_str()));
    EXPECT_EQ(take(drop_in_skip("python3.11")), "");
    EXPECT_TRUE(drop_in_skips((directory_ + "/python3").c_str()));
    EXPECT_TRUE(drop_in_skips((directory_ + "/python3.11").c_str()));
}

TEST_F(DropInChoiceTest, RefusesWhatNamesNoPrograms)
{
    EXPECT_EQ(take(drop_in_skip("kept")), "");
    for (const char *value :
         {"", "on", ":", "a:", ":a", "a::b", "/bin/a", "a:b/c"}) {
        EXPECT_EQ(take(drop_in_skip(value)),
                  "names no programs; give their basenames, separated by "
                  "colons")
            << value;
    }
    EXPECT_TRUE(drop_in_skips("kept"));
}

} // namespace
