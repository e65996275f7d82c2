// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_root.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace
{

// The root that the command line names, or "(none)".
std::string root_of(const std::vector<std::string> &arguments)
{
    std::string command_line;
    for (const std::string &argument : arguments) {
        command_line += argument + '\0';
    }
    const char *root =
        guest_root_from_command_line(command_line.data(), command_line.size());
    return root == nullptr ? "(none)" : root;
}

TEST(GuestRoot, FindsTheOption)
{
    EXPECT_EQ(root_of({"qemu", "-L", "/root", "program"}), "/root");
    EXPECT_EQ(root_of({"qemu", "--L", "/root", "program"}), "/root");
    EXPECT_EQ(root_of({"qemu", "-L", "", "program"}), "");
    EXPECT_EQ(root_of({"qemu", "-L", "-d", "program"}), "-d");
}

TEST(GuestRoot, TakesTheLastOfSeveral)
{
    EXPECT_EQ(root_of({"qemu", "-L", "/a", "-strace", "-L", "/b", "program"}),
              "/b");
}

TEST(GuestRoot, SkipsOtherOptionsAndTheirValues)
{
    EXPECT_EQ(root_of({"qemu", "-plugin", "-L", "-cpu", "max", "program"}),
              "(none)");
    EXPECT_EQ(root_of({"qemu", "-one-insn-per-tb", "-E", "A=-L", "-L", "/a",
                       "program"}),
              "/a");
    EXPECT_EQ(root_of({"qemu", "-0", "-L", "-B", "0x1000", "program"}),
              "(none)");
}

TEST(GuestRoot, LeavesTheProgramsArgumentsAlone)
{
    EXPECT_EQ(root_of({"qemu", "program", "-L", "/a"}), "(none)");
    EXPECT_EQ(root_of({"qemu", "--", "program", "-L", "/a"}), "(none)");
    EXPECT_EQ(root_of({"qemu", "-", "-L", "/a"}), "(none)");
    EXPECT_EQ(root_of({"qemu", "-L", "/a", "program", "-L", "/b"}), "/a");
}

TEST(GuestRoot, StopsAtWhatItDoesNotKnow)
{
    EXPECT_EQ(root_of({"qemu", "-L", "/a", "-new-option", "-L", "/b"}), "/a");
}

TEST(GuestRoot, SurvivesBrokenCommandLines)
{
    EXPECT_EQ(root_of({}), "(none)");
    EXPECT_EQ(root_of({"qemu"}), "(none)");
    EXPECT_EQ(root_of({"qemu", "-L"}), "(none)");
    EXPECT_EQ(root_of({"qemu", "-L", "/a", "-cpu"}), "/a");
    EXPECT_EQ(root_of({"", "", ""}), "(none)");
    EXPECT_EQ(guest_root_from_command_line("qemu\0-L\0/a", 10), nullptr);
}

class GuestRootFind : public testing::Test
{
  protected:
    void TearDown() override
    {
        unsetenv("QEMU_LD_PREFIX");
    }

    static std::string find()
    {
        char *root = guest_root_find();
        std::string result = root == nullptr ? "(none)" : root;
        g_free(root);
        return result;
    }
};

TEST_F(GuestRootFind, ReadsTheEnvironment)
{
    EXPECT_EQ(find(), "(none)");
    setenv("QEMU_LD_PREFIX", "/some//where/", 1);
    EXPECT_EQ(find(), "/some/where");
}

TEST_F(GuestRootFind, MakesThePathAbsolute)
{
    char *directory = g_get_current_dir();
    setenv("QEMU_LD_PREFIX", "below", 1);
    EXPECT_EQ(find(), std::string(directory) + "/below");
    g_free(directory);
}

TEST_F(GuestRootFind, KnowsThatSomeMeanNothing)
{
    setenv("QEMU_LD_PREFIX", "", 1);
    EXPECT_EQ(find(), "(none)");
    setenv("QEMU_LD_PREFIX", "/", 1);
    EXPECT_EQ(find(), "(none)");
}

} // namespace
