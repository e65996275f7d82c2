// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/findings.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

constexpr char kLog[] =
    "libz.so.1\n"
    "syscall_filter_zlib: host zlib 1.3: /z\n"
    "syscall_filter_zlib: redirected /liba.so -> /x (fd=3)\n"
    "syscall_filter_zlib: redirected /libz.so.1 -> /y (fd=3)\n";

std::string text(char *found)
{
    std::string result = found != nullptr ? found : "none";
    g_free(found);
    return result;
}

TEST(Findings, FindsLinesOfThePlugin)
{
    EXPECT_EQ(text(findings_plugin_line(kLog, "redirected ", "/libz.so.1")),
              "redirected /libz.so.1 -> /y (fd=3)");
    EXPECT_EQ(text(findings_plugin_line(kLog, "host zlib ", "")),
              "host zlib 1.3: /z");
    EXPECT_EQ(text(findings_plugin_line(kLog, "left ", "")), "none");
    EXPECT_EQ(text(findings_plugin_line("libz.so.1\n", "", "")), "none");
    // Shorter than the plugin's name.
    EXPECT_EQ(text(findings_plugin_line("a\n\nb", "", "")), "none");
}

TEST(Findings, FindsTheLastLine)
{
    EXPECT_EQ(text(findings_last_line("a\nb\n")), "b");
    EXPECT_EQ(text(findings_last_line("a")), "a");
    EXPECT_EQ(text(findings_last_line("")), "nothing");
}

} // namespace
