// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/host_library_linked.h"

#include <gtest/gtest.h>

#include "plugin/core/host_library.h"

namespace
{

constexpr char kFirst[] = "first";
constexpr char kSecond[] = "second";
const LinkedSymbol kSymbols[] = {{"b_one", kFirst}, {"b_two", kSecond}};

} // namespace

const LinkedLibrary host_linked_libraries[] = {
    {"liba.so.1", nullptr, 0},
    {"libb.so.2", kSymbols, 2},
    {nullptr, nullptr, 0},
};

namespace
{

class HostLibraryLinkedTest : public testing::Test
{
  protected:
    void TearDown() override
    {
        g_free(problem_);
    }

    void *find(const char *soname)
    {
        return host_library_find(soname, nullptr, &problem_);
    }

    char *problem_ = nullptr;
};

TEST_F(HostLibraryLinkedTest, FindsWhatIsLinkedIn)
{
    void *library = find("libb.so.2");

    ASSERT_NE(library, nullptr);
    EXPECT_EQ(host_library_symbol(library, "b_one"), kFirst);
    EXPECT_EQ(host_library_symbol(library, "b_two"), kSecond);
    EXPECT_EQ(host_library_symbol(library, "b_three"), nullptr);
    EXPECT_EQ(host_library_symbol(library, ""), nullptr);
    host_library_close(library);
}

TEST_F(HostLibraryLinkedTest, FindsNothingInAnEmptyLibrary)
{
    void *library = find("liba.so.1");

    ASSERT_NE(library, nullptr);
    EXPECT_EQ(host_library_symbol(library, "b_one"), nullptr);
}

TEST_F(HostLibraryLinkedTest, SaysThatALibraryIsNotThere)
{
    EXPECT_EQ(find("libc.so.6"), nullptr);
    EXPECT_STREQ(problem_, "it is not in this emulator");
}

TEST_F(HostLibraryLinkedTest, OpensNoFiles)
{
    char **folders = host_library_folders();

    EXPECT_EQ(folders[0], nullptr);
    g_strfreev(folders);
    EXPECT_EQ(host_library_open("/lib/libb.so.2", &problem_), nullptr);
    EXPECT_STREQ(problem_,
                 "this emulator has its libraries in it and opens none");
    EXPECT_NE(host_library_choose_folder("/"), nullptr);
}

TEST_F(HostLibraryLinkedTest, NamesTheLibraryOfAFunction)
{
    char *file = host_library_file(kSecond);

    EXPECT_STREQ(file, "the emulator's own libb.so.2");
    g_free(file);
    EXPECT_EQ(host_library_file("elsewhere"), nullptr);
}

} // namespace
