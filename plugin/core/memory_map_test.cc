// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/memory_map.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

constexpr char kNothing[] = "(nothing)";

// The name of what @maps has at @address.
std::string find(const std::string &maps, uintptr_t address, size_t size = 16)
{
    std::string text = maps;
    std::string name(size, '#');
    FILE *file = fmemopen(text.data(), text.size(), "r");
    const bool is_found = memory_map_find(file, address, name.data(), size);
    fclose(file);
    return is_found ? name.c_str() : kNothing;
}

constexpr char kMaps[] =
    "00001000-00002000 r--p 00000000 08:01 17                 /lib/a.so\n"
    "00002000-00004000 rw-p 00001000 08:01 17                 /lib/b.so\n"
    "00005000-00006000 rw-p 00000000 00:00 0 \n"
    "00006000-00007000 rw-p 00000000 00:00 0                  [heap]\n"
    "7fff0000-ffff0000 r--p 00000000 08:01 18     /a folder/a b (deleted)\n"
    "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]\n";

TEST(MemoryMap, FindsTheMapping)
{
    EXPECT_EQ(find(kMaps, 0x1000), "a.so");
    EXPECT_EQ(find(kMaps, 0x1fff), "a.so");
    EXPECT_EQ(find(kMaps, 0x2000), "b.so");
    EXPECT_EQ(find(kMaps, 0x3fff), "b.so");
    EXPECT_EQ(find(kMaps, 0x7fff0000), "a b (deleted)");
}

TEST(MemoryMap, FindsNothingWhereNoFileIs)
{
    for (const uintptr_t address :
         {0x0UL, 0xfffUL, 0x4000UL, 0x5000UL, 0x6000UL, 0xffff0000UL,
          0xffffffffff600000UL, UINTPTR_MAX}) {
        EXPECT_EQ(find(kMaps, address), kNothing) << address;
    }
}

TEST(MemoryMap, BoundsTheName)
{
    const std::string start = "1000-2000 r--p 0 08:01 17 /";
    EXPECT_EQ(find(start + "abc\n", 0x1000, 4), "abc");
    EXPECT_EQ(find(start + "abcd\n", 0x1000, 4), kNothing);
    EXPECT_EQ(find(start + std::string(100000, 'x') + "\n", 0x1000), kNothing);
    EXPECT_EQ(find(start + std::string(100000, 'x') + "/abc\n", 0x1000), "abc");
    EXPECT_EQ(find(start + "\n", 0x1000), "");
    EXPECT_EQ(find(start + "\n", 0x1000, 1), "");
}

TEST(MemoryMap, SkipsLongLines)
{
    EXPECT_EQ(find("3000-4000 r--p 0 08:01 17 /" + std::string(100000, 'x') +
                       "\n1000-2000 r--p 0 08:01 17 /abc\n",
                   0x1000),
              "abc");
}

TEST(MemoryMap, SurvivesNonsense)
{
    for (const char *text :
         {"\n", "x", "-", "1000", "1000-", "1000-2000", "1000-2000 ",
          "1000-2000\n", "1000-2000 r--p", "1000-2000 r--p 0 08:01",
          "1000-2000 r--p 0 08:01 17 /abc", "1000-2000 /abc\n",
          "1000 2000 r--p 0 08:01 17 /abc\n",
          "11000000000000000000-2000 r--p 0 08:01 17 /abc", "-2000 /abc\n"}) {
        EXPECT_EQ(find(text, 0x1000), kNothing) << text;
    }
}

TEST(MemoryMap, ReadsTheKernels)
{
    char name[256];
    FILE *maps = fopen("/proc/self/maps", "re");
    ASSERT_NE(maps, nullptr);
    ASSERT_TRUE(memory_map_find(maps, reinterpret_cast<uintptr_t>(&kMaps), name,
                                sizeof(name)));
    fclose(maps);
    EXPECT_STREQ(name, "memory_map_test");
}

} // namespace
