// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/path.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace
{

bool has_basename(const char *path)
{
    return path_has_basename(path, strlen(path), "libx.so");
}

TEST(PathHasBasename, MatchesWholeLastComponents)
{
    EXPECT_TRUE(has_basename("libx.so"));
    EXPECT_TRUE(has_basename("/libx.so"));
    EXPECT_TRUE(has_basename("/usr/lib/libx.so"));
    EXPECT_TRUE(has_basename("../lib//libx.so"));
}

TEST(PathHasBasename, RefusesEverythingElse)
{
    EXPECT_FALSE(has_basename(""));
    EXPECT_FALSE(has_basename("/"));
    EXPECT_FALSE(has_basename("ibx.so"));
    EXPECT_FALSE(has_basename("alibx.so"));
    EXPECT_FALSE(has_basename("lib/alibx.so"));
    EXPECT_FALSE(has_basename("libx.so.1"));
    EXPECT_FALSE(has_basename("libx.so/"));
    EXPECT_FALSE(has_basename("libx.so/."));
    EXPECT_FALSE(has_basename("LIBX.SO"));
}

std::string sibling(const char *path, size_t size = 64)
{
    std::string buffer(size, '#');
    if (!path_sibling(path, "liby.so", buffer.data(), size)) {
        return "(none)";
    }
    buffer.resize(strlen(buffer.c_str()));
    return buffer;
}

TEST(PathSibling, KeepsTheDirectoryAsItIsWritten)
{
    EXPECT_EQ(sibling("libx.so"), "liby.so");
    EXPECT_EQ(sibling("/libx.so"), "/liby.so");
    EXPECT_EQ(sibling("/a/b/libx.so"), "/a/b/liby.so");
    EXPECT_EQ(sibling("..//libx.so"), "..//liby.so");
}

TEST(PathSibling, RefusesWhatDoesNotFit)
{
    EXPECT_EQ(sibling("/a/libx.so", 11), "/a/liby.so");
    EXPECT_EQ(sibling("/a/libx.so", 10), "(none)");
    EXPECT_EQ(sibling("/a/libx.so", 3), "(none)");
    EXPECT_EQ(sibling("/a/libx.so", 2), "(none)");
}

} // namespace
