// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/option_checks.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace
{

class OptionChecksTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        folder_ = testing::TempDir() + "/XXXXXX";
        ASSERT_NE(mkdtemp(folder_.data()), nullptr);
        file_ = folder_ + "/file";
        none_ = folder_ + "/none";
        below_none_ = none_ + "/x";
        std::ofstream(file_) << "kept";
        options_.environment = g_ptr_array_new();
        options_.off = g_ptr_array_new();
    }

    void TearDown() override
    {
        launch_options_clear(&options_);
    }

    std::string check()
    {
        char *problem = option_checks_run(&options_);
        std::string result = problem != nullptr ? problem : "";
        g_free(problem);
        return result;
    }

    // Fails unless @value for @member is refused by a line that begins so.
    void refuses(const char *LaunchOptions::*member, const std::string &value,
                 const std::string &beginning)
    {
        options_.*member = value.c_str();
        EXPECT_EQ(check().rfind(beginning, 0), 0U) << check();
        EXPECT_NE(check().find("; "), std::string::npos) << check();
        options_.*member = nullptr;
        EXPECT_EQ(check(), "");
    }

    void takes(const char *LaunchOptions::*member, const std::string &value)
    {
        options_.*member = value.c_str();
        EXPECT_EQ(check(), "");
        options_.*member = nullptr;
    }

    std::string folder_, file_, none_, below_none_;
    LaunchOptions options_ = {};
};

TEST_F(OptionChecksTest, WantsABackend)
{
    takes(&LaunchOptions::backend, file_);
    refuses(&LaunchOptions::backend, "", "--backend '': No such file");
    refuses(&LaunchOptions::backend, none_,
            "--backend '" + none_ + "': No such");
    refuses(&LaunchOptions::backend, folder_,
            "--backend '" + folder_ + "': no ");
}

TEST_F(OptionChecksTest, WantsAPrefix)
{
    takes(&LaunchOptions::prefix, folder_);
    refuses(&LaunchOptions::prefix, file_, "-L '" + file_ + "': no folder");
    refuses(&LaunchOptions::prefix, none_, "-L '" + none_ + "': no folder");
}

TEST_F(OptionChecksTest, WantsNamesToSkip)
{
    takes(&LaunchOptions::skip, "a");
    takes(&LaunchOptions::skip, "a:b c");
    for (const char *names :
         {"", ":", "a:", ":a", "a::b", "a/b", "/a", "a:/"}) {
        refuses(&LaunchOptions::skip, names,
                std::string("--skip '") + names + "': ");
    }
}

TEST_F(OptionChecksTest, WantsFilesToWriteTo)
{
    for (const auto &[member, option] :
         {std::pair{&LaunchOptions::stats_file, std::string("--stats")},
          std::pair{&LaunchOptions::log_file, std::string("--log")}}) {
        takes(member, file_);
        takes(member, none_);
        takes(member, "/dev/null");
        refuses(member, "", option + "='' cannot be opened for writing: No ");
        refuses(member, below_none_,
                option + "='" + below_none_ + "' cannot be opened for writing");
        refuses(member, folder_,
                option + "='" + folder_ + "' cannot be opened");
    }
    // Nothing is changed.
    struct stat status;
    EXPECT_NE(stat(none_.c_str(), &status), 0);
    ASSERT_EQ(stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 4);
}

TEST_F(OptionChecksTest, DoesNotDisturbAFifo)
{
    const std::string fifo = folder_ + "/fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    takes(&LaunchOptions::log_file, fifo);
    takes(&LaunchOptions::stats_file, fifo);
}

// QEMU puts the process id there.
TEST_F(OptionChecksTest, WantsNoTemplateForTheLog)
{
    refuses(&LaunchOptions::log_file, folder_ + "/a%d",
            "--log='" + folder_ + "/a%d': QEMU would replace ");
    takes(&LaunchOptions::stats_file, folder_ + "/a%d");
}

TEST_F(OptionChecksTest, WantsNoCommasInVariables)
{
    char variable[] = "A=1,2";
    g_ptr_array_add(options_.environment, variable);
    EXPECT_EQ(check().rfind("A=1,2: QEMU would split it at the comma; ", 0), 0U)
        << check();
    g_ptr_array_set_size(options_.environment, 0);
    setenv("LD_DEBUG", "files,libs", 1);
    EXPECT_EQ(check().rfind("LD_DEBUG=files,libs: QEMU would split it", 0), 0U)
        << check();
    unsetenv("LD_DEBUG");
    setenv("OTHER", "a,b", 1);
    EXPECT_EQ(check(), "");
}

} // namespace
