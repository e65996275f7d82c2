// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/launch_options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{

// Keeps the words for as long as the options point at them.
class Parsed
{
  public:
    explicit Parsed(std::vector<std::string> words) : words_(std::move(words))
    {
        words_.insert(words_.begin(), "run");
        for (std::string &word : words_) {
            argv_.push_back(word.data());
        }
        argv_.push_back(nullptr);
        char *text = nullptr;
        is_good = launch_options_parse(static_cast<int>(words_.size()),
                                       argv_.data(), &options, &text);
        problem = text != nullptr ? text : "";
        g_free(text);
    }
    Parsed(const Parsed &) = delete;
    Parsed &operator=(const Parsed &) = delete;
    ~Parsed()
    {
        launch_options_clear(&options);
    }

    [[nodiscard]] std::vector<std::string> program() const
    {
        std::vector<std::string> result;
        for (char **word = options.program; *word != nullptr; word++) {
            result.emplace_back(*word);
        }
        return result;
    }

    LaunchOptions options = {};
    std::string problem;
    bool is_good = false;

  private:
    std::vector<std::string> words_;
    std::vector<char *> argv_;
};

using Words = std::vector<std::string>;

TEST(LaunchOptions, LeavesTheProgramsArgumentsAlone)
{
    EXPECT_EQ(Parsed({"ls", "-L", "--help"}).program(),
              (Words{"ls", "-L", "--help"}));
    EXPECT_EQ(Parsed({"--", "ls", "--", "-l"}).program(),
              (Words{"ls", "--", "-l"}));
    EXPECT_EQ(Parsed({"--", "--odd"}).program(), (Words{"--odd"}));
    EXPECT_FALSE(Parsed({"ls", "--help"}).options.wants_help);
    EXPECT_EQ(Parsed({}).program(), Words{});
    EXPECT_EQ(Parsed({"--"}).program(), Words{});
}

TEST(LaunchOptions, TakesValues)
{
    const Parsed parsed({"--qemu", "/q", "--plugin=/p", "--backend", "/b",
                         "--skip=a:b", "-L", "/l", "-E", "A=1", "-EB=2", "x"});
    ASSERT_TRUE(parsed.is_good);
    EXPECT_STREQ(parsed.options.qemu, "/q");
    EXPECT_STREQ(parsed.options.plugin, "/p");
    EXPECT_STREQ(parsed.options.backend, "/b");
    EXPECT_STREQ(parsed.options.skip, "a:b");
    EXPECT_STREQ(parsed.options.prefix, "/l");
    ASSERT_EQ(parsed.options.environment->len, 2U);
    EXPECT_STREQ(static_cast<char *>(parsed.options.environment->pdata[0]),
                 "A=1");
    EXPECT_STREQ(static_cast<char *>(parsed.options.environment->pdata[1]),
                 "B=2");
    EXPECT_EQ(parsed.program(), Words{"x"});
}

// What may have a value never takes the program for it.
TEST(LaunchOptions, TakesOptionalValues)
{
    const Parsed bare({"--stats", "--log", "x"});
    EXPECT_TRUE(bare.options.has_stats);
    EXPECT_TRUE(bare.options.has_log);
    EXPECT_EQ(bare.options.stats_file, nullptr);
    EXPECT_EQ(bare.options.log_file, nullptr);
    EXPECT_EQ(bare.program(), Words{"x"});
    const Parsed with({"--stats=s", "--log=l", "x"});
    EXPECT_STREQ(with.options.stats_file, "s");
    EXPECT_STREQ(with.options.log_file, "l");
    const Parsed neither({"x"});
    EXPECT_FALSE(neither.options.has_stats);
    EXPECT_FALSE(neither.options.has_log);
}

TEST(LaunchOptions, SwitchesLibrariesOff)
{
    for (const Library *library = libraries; library->option != nullptr;
         library++) {
        const Parsed off({std::string("--no-") + library->option, "x"});
        ASSERT_TRUE(off.is_good) << off.problem;
        for (const Library *other = libraries; other->option != nullptr;
             other++) {
            EXPECT_EQ(launch_options_are_off(&off.options, other),
                      other == library);
        }
        const Parsed on({"x"});
        EXPECT_FALSE(launch_options_are_off(&on.options, library));
    }
}

TEST(LaunchOptions, SaysWhatIsWrong)
{
    EXPECT_EQ(Parsed({"--colour", "x"}).problem,
              "unknown option '--colour'; see --help");
    EXPECT_EQ(Parsed({"--log", "-z", "x"}).problem,
              "unknown option '-z'; see --help");
    EXPECT_EQ(Parsed({"--no-libother", "x"}).problem,
              "unknown option '--no-libother'; see --help");
    EXPECT_EQ(Parsed({"--qemu"}).problem,
              "option '--qemu' needs a value; see --help");
    EXPECT_EQ(Parsed({"-L"}).problem, "option '-L' needs a value; see --help");
    EXPECT_EQ(Parsed({"--no-libz=1"}).problem,
              "option '--no-libz=1' takes no value; see --help");
    EXPECT_EQ(Parsed({"-E", "A", "x"}).problem, "-E A: not VAR=VALUE");
    EXPECT_EQ(Parsed({"-E", "=A", "x"}).problem, "-E =A: not VAR=VALUE");
}

} // namespace
