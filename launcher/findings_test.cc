// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/findings.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

constexpr char kListing[] =
    "\tlinux-vdso.so.1 (0x00007f47f1f14000)\n"
    "\tlibz.so.1 => /a b/libz.so.1 (0x00007f47f111a000)\n"
    "\tlibz-ng.so.2 => /lib/libz-ng.so.2 (0x00007f47f013e000)\n"
    "\tlibgone.so.3 => not found\n"
    "\t/lib64/ld-linux-x86-64.so.2 (0x00007f47f1194000)\n";

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

TEST(Findings, FindsLibraries)
{
    EXPECT_EQ(text(findings_library(kListing, "libz.so.1")), "/a b/libz.so.1");
    EXPECT_EQ(text(findings_library(kListing, "libz-ng.so.")),
              "/lib/libz-ng.so.2");
    EXPECT_EQ(text(findings_library(kListing, "libgone.so.3")), "none");
    EXPECT_EQ(text(findings_library(kListing, "libq.so.1")), "none");
    EXPECT_EQ(text(findings_library("", "libz.so.1")), "none");
}

TEST(Findings, FindsMissingLibraries)
{
    EXPECT_EQ(text(findings_missing_library(kListing)), "libgone.so.3");
    EXPECT_EQ(
        text(findings_missing_library("\tlibz.so.1 => /lib/libz.so.1 (0x1)\n")),
        "none");
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
