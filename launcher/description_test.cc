// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/description.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

class DescriptionTest : public testing::Test
{
  protected:
    void TearDown() override
    {
        description_clear(&description_);
    }

    void read(const std::string &text)
    {
        description_clear(&description_);
        description_read(&description_, text.c_str());
    }

    static std::string field(const GPtrArray *records, unsigned int index,
                             int field)
    {
        const auto *record =
            static_cast<char **>(g_ptr_array_index(records, index));
        return record[field];
    }

    Description description_ = {};
};

constexpr char kBegin[] = "description\t1\n";
constexpr char kPlugin[] = "plugin\t7\t5\t8\t1\n";
constexpr char kEnd[] = "end\n";

TEST_F(DescriptionTest, HasRecords)
{
    read(std::string(kBegin) + "problem\tno zlib\n" + kPlugin +
         "library\tliba\tliba.so.1\tfound\t/liba.so.1.2\n"
         "library\tlibb\tlibb.so.1\toff\t\n"
         "file\t/x\tgrafted\tliba\t3\n"
         "file\t/y\tother\t\tit is none\n" +
         kEnd + "what the guest says\nproblem\tof the guest\n");
    EXPECT_TRUE(description_.is_complete);
    ASSERT_EQ(description_.plugins->len, 1U);
    EXPECT_EQ(field(description_.plugins, 0, PLUGIN_API), "7");
    EXPECT_EQ(field(description_.plugins, 0, PLUGIN_OLDEST_API), "5");
    EXPECT_EQ(field(description_.plugins, 0, PLUGIN_NEWEST_API), "8");
    EXPECT_EQ(field(description_.plugins, 0, PLUGIN_PROTOCOL), "1");
    ASSERT_EQ(description_.problems->len, 1U);
    EXPECT_EQ(field(description_.problems, 0, PROBLEM_TEXT), "no zlib");
    ASSERT_EQ(description_.files->len, 2U);
    EXPECT_EQ(field(description_.files, 0, FILE_PATH), "/x");
    EXPECT_EQ(field(description_.files, 0, FILE_VERDICT), "grafted");
    EXPECT_EQ(field(description_.files, 0, FILE_LIBRARY), "liba");
    EXPECT_EQ(field(description_.files, 1, FILE_LIBRARY), "");
    EXPECT_EQ(field(description_.files, 1, FILE_TEXT), "it is none");
}

TEST_F(DescriptionTest, FindsLibraries)
{
    read(std::string(kBegin) + kPlugin +
         "library\tliba\tliba.so.1\tfound\t/liba.so.1.2\n"
         "library\tlibb\tlibb.so.1\tmissing\tit is gone\n" +
         kEnd);
    char **library = description_library(&description_, "libb");
    ASSERT_NE(library, nullptr);
    EXPECT_STREQ(library[LIBRARY_SONAME], "libb.so.1");
    EXPECT_STREQ(library[LIBRARY_STATE], "missing");
    EXPECT_STREQ(library[LIBRARY_TEXT], "it is gone");
    EXPECT_EQ(description_library(&description_, "lib"), nullptr);
}

TEST_F(DescriptionTest, IsCompleteWithItsEnd)
{
    for (const std::string &text :
         {std::string(), std::string("\n"), std::string(kBegin),
          std::string(kBegin) + kPlugin, std::string(kBegin) + kEnd,
          std::string(kPlugin) + kEnd,
          std::string("description\t2\n") + kPlugin + kEnd,
          std::string(kBegin) + "plugin\t7\t5\t8\n" + kEnd,
          std::string(kBegin) + kPlugin + "end of it\n"}) {
        read(text);
        EXPECT_FALSE(description_.is_complete) << text;
    }
    // What a later plugin adds does not disturb.
    read(std::string(kBegin) + "new\n\nplugin\t7\t5\t8\t1\tmore\n" + kEnd);
    EXPECT_TRUE(description_.is_complete);
}

} // namespace
