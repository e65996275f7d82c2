// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/command.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace
{

using Words = std::vector<std::string>;

class CommandTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        clearenv();
        options_.environment = g_ptr_array_new();
        options_.off = g_ptr_array_new();
    }

    void TearDown() override
    {
        launch_options_clear(&options_);
    }

    Installation installation()
    {
        return {const_cast<char *>("/q"), const_cast<char *>(plugin_), nullptr};
    }

    // All of a command for the guest "g" that is called "n".
    Words command()
    {
        const Installation installation = this->installation();
        return finish(command_new(&installation, &options_));
    }

    Words describing(std::vector<std::string> files)
    {
        const Installation installation = this->installation();
        GPtrArray *array = g_ptr_array_new();
        for (std::string &file : files) {
            g_ptr_array_add(array, file.data());
        }
        GPtrArray *command =
            command_new_describing(&installation, &options_, array);
        g_ptr_array_unref(array);
        return finish(command);
    }

    static Words finish(GPtrArray *command)
    {
        char name[] = "n";
        char argument[] = "-a";
        char *arguments[] = {name, argument};
        command_add_guest(command, "g", arguments, 2);
        EXPECT_EQ(command->pdata[command->len - 1], nullptr);
        Words words;
        for (size_t i = 0; i + 1 < command->len; i++) {
            words.emplace_back(static_cast<char *>(command->pdata[i]));
        }
        g_ptr_array_unref(command);
        return words;
    }

    const char *plugin_ = "/p";
    LaunchOptions options_ = {};
};

TEST_F(CommandTest, NamesWhatIsNeeded)
{
    EXPECT_EQ(command(),
              (Words{"/q", "-plugin", "file=/p", "-0", "n", "--", "g", "-a"}));
}

TEST_F(CommandTest, HasEveryOption)
{
    char variable[] = "A=1";
    options_.backend = "/b";
    options_.skip = "x:y";
    options_.prefix = "/l";
    options_.has_stats = true;
    options_.has_log = true;
    options_.log_file = "/log";
    g_ptr_array_add(options_.environment, variable);
    g_ptr_array_add(options_.off, const_cast<Library *>(&libraries[0]));
    EXPECT_EQ(command(),
              (Words{"/q", "-plugin",
                     "file=/p,backend=/b," + std::string(libraries[0].option) +
                         "=off,skip=x:y,stats=on",
                     "-L", "/l", "-E", "A=1", "-d", "plugin", "-D", "/log",
                     "-0", "n", "--", "g", "-a"}));
}

TEST_F(CommandTest, LogsToStderr)
{
    options_.has_log = true;
    EXPECT_EQ(command(), (Words{"/q", "-plugin", "file=/p", "-d", "plugin",
                                "-0", "n", "--", "g", "-a"}));
}

// QEMU ends a value at a comma and takes two for one.
TEST_F(CommandTest, DoublesCommas)
{
    plugin_ = "/a,b=c,,d";
    options_.backend = "/,";
    EXPECT_EQ(command()[2], "file=/a,,b=c,,,,d,backend=/,,");
}

// Nothing but the description may be on stdout and stderr.
TEST_F(CommandTest, AsksForADescription)
{
    options_.skip = "x";
    options_.has_stats = true;
    options_.has_log = true;
    EXPECT_EQ(describing({}),
              (Words{"/q", "-plugin", "file=/p,describe=on,skip=x", "-0", "n",
                     "--", "g", "-a"}));
    plugin_ = "/p,";
    options_.prefix = "/l";
    EXPECT_EQ(describing({"./a,b", "/c"}),
              (Words{"/q", "-plugin", "file=/p,,,describe=on,skip=x", "-L",
                     "/l", "-plugin", "file=/p,,,describe=./a,,b", "-plugin",
                     "file=/p,,,describe=/c", "-0", "n", "--", "g", "-a"}));
}

// The plugin takes the values "on" and "off" for switches, not for files.
TEST_F(CommandTest, NamesTheFileOfStatistics)
{
    options_.has_stats = true;
    options_.stats_file = "a,b";
    EXPECT_EQ(command()[2], "file=/p,stats=a,,b");
    options_.stats_file = "on";
    EXPECT_EQ(command()[2], "file=/p,stats=./on");
    options_.stats_file = "off";
    EXPECT_EQ(command()[2], "file=/p,stats=./off");
}

TEST_F(CommandTest, SkipsProgramsThatAreCalledLikeASwitch)
{
    options_.skip = "on";
    EXPECT_EQ(command()[2], "file=/p,skip=on:on");
    options_.skip = "on:a";
    EXPECT_EQ(command()[2], "file=/p,skip=on:a");
}

TEST_F(CommandTest, NamesTheBackendByAnAbsolutePath)
{
    ASSERT_EQ(chdir("/"), 0);
    options_.backend = "libz.so.1";
    EXPECT_EQ(command()[2], "file=/p,backend=/libz.so.1");
}

// What the emulator would act upon reaches the guest alone.
TEST_F(CommandTest, GivesTheGuestItsVariables)
{
    char variable[] = "LD_PRELOAD=/c";
    setenv("A", "1", 1);
    setenv("LD_PRELOAD", "/a", 1);
    g_ptr_array_add(options_.environment, variable);
    EXPECT_EQ(command(),
              (Words{"/q", "-plugin", "file=/p", "-E", "LD_PRELOAD=/a", "-E",
                     "LD_PRELOAD=/c", "-0", "n", "--", "g", "-a"}));
}

} // namespace
