// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/library/declared_service.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "plugin/core/host_library.h"

namespace
{

using Name = const char *();

class DeclaredServiceTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        library_ = std::filesystem::canonical(getenv("LIBRARY"));
        ASSERT_EQ(host_library_choose_folder(library_.parent_path().c_str()),
                  nullptr);
    }

    // Returns the path of the library's file, or what is the problem.
    std::string load(const std::string &soname, const DeclaredSymbol &second)
    {
        const DeclaredSymbol symbols[] = {{"own_calls_ask", &ask_}, second};
        g_autofree char *problem = nullptr;
        g_autofree char *file = declared_service_load(
            soname.c_str(), symbols, G_N_ELEMENTS(symbols), &problem);
        EXPECT_NE(file == nullptr, problem == nullptr);
        return file != nullptr ? file : problem;
    }

    std::filesystem::path library_;
    void *ask_ = nullptr;
    void *name_ = nullptr;
};

TEST_F(DeclaredServiceTest, FindsTheFunctions)
{
    EXPECT_EQ(load(library_.filename(), {"own_calls_name", &name_}), library_);
    ASSERT_NE(ask_, nullptr);
    ASSERT_NE(name_, nullptr);
    EXPECT_STREQ(reinterpret_cast<Name *>(name_)(), "library");
}

TEST_F(DeclaredServiceTest, NamesTheFunctionThatIsMissing)
{
    EXPECT_EQ(load(library_.filename(), {"own_calls_new", &name_}),
              "it has no function own_calls_new");
    EXPECT_EQ(name_, nullptr);
}

TEST_F(DeclaredServiceTest, SaysThatThereIsNoLibrary)
{
    EXPECT_EQ(load("libmissing.so.1", {"own_calls_name", &name_}),
              "it is in none of the system's library folders");
    EXPECT_EQ(ask_, nullptr);
}

} // namespace
