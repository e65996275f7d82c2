// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/host_library.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

// The loader finds this one first, unless it is told to look in the library.
extern "C" __attribute__((visibility("default"))) const char *own_calls_name();
const char *own_calls_name()
{
    return "program";
}

namespace
{

using Ask = const char *();

std::string library()
{
    return std::filesystem::canonical(getenv("OWN_CALLS"));
}

std::string ask(void *handle)
{
    const auto function =
        reinterpret_cast<Ask *>(dlsym(handle, "own_calls_ask"));
    return function == nullptr ? "nobody" : function();
}

class HostLibraryTest : public testing::Test
{
  protected:
    void TearDown() override
    {
        g_free(problem_);
        std::filesystem::remove_all(folder("a"));
        std::filesystem::remove_all(folder("b"));
    }

    static std::string folder(const std::string &name)
    {
        return testing::TempDir() + name;
    }

    void *find(std::vector<std::string> folders)
    {
        std::vector<char *> pointers;
        pointers.reserve(folders.size() + 1);
        for (std::string &one : folders) {
            pointers.push_back(one.data());
        }
        pointers.push_back(nullptr);
        g_clear_pointer(&problem_, g_free);
        return host_library_find("libown-calls.so", pointers.data(), &problem_);
    }

    char *problem_ = nullptr;
};

TEST_F(HostLibraryTest, KeepsALibrarysOwnCallsWithIt)
{
    // So it would be without the flag.
    void *plain = dlopen(library().c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(plain, nullptr) << dlerror();
    EXPECT_EQ(ask(plain), "program");
    ASSERT_EQ(dlclose(plain), 0);

    void *handle = host_library_open(library().c_str(), &problem_);
    ASSERT_NE(handle, nullptr) << problem_;
    EXPECT_EQ(ask(handle), "library");
    char *file = host_library_file(dlsym(handle, "own_calls_ask"));
    EXPECT_EQ(std::string(file), library());
    g_free(file);
    dlclose(handle);
}

TEST_F(HostLibraryTest, OpensAbsolutePathsOnly)
{
    for (const char *path : {"libc.so.6", "./libc.so.6", ""}) {
        g_clear_pointer(&problem_, g_free);
        EXPECT_EQ(host_library_open(path, &problem_), nullptr);
        EXPECT_STREQ(problem_, "it is no absolute path");
    }
}

TEST_F(HostLibraryTest, TakesTheFirstThatCanBeLoaded)
{
    std::filesystem::create_directory(folder("a"));
    std::filesystem::create_directory(folder("b"));
    EXPECT_EQ(find({folder("a"), folder("b")}), nullptr);
    EXPECT_STREQ(problem_, "it is in none of the system's library folders");
    // As another CPU's.
    std::ofstream(folder("a") + "/libown-calls.so") << "no library";
    EXPECT_EQ(find({folder("a"), folder("b")}), nullptr);
    EXPECT_NE(std::string(problem_).find(folder("a")), std::string::npos);
    std::filesystem::copy_file(library(), folder("b") + "/libown-calls.so");
    void *handle = find({folder("a"), folder("b")});
    ASSERT_NE(handle, nullptr) << problem_;
    char *file = host_library_file(dlsym(handle, "own_calls_ask"));
    EXPECT_EQ(std::string(file),
              std::filesystem::canonical(folder("b") + "/libown-calls.so"));
    g_free(file);
    dlclose(handle);
}

TEST_F(HostLibraryTest, SearchesTheSystemsFolders)
{
    char **folders = host_library_folders();
    ASSERT_NE(folders[0], nullptr);
    for (size_t i = 0; folders[i] != nullptr; i++) {
        EXPECT_EQ(folders[i][0], '/') << folders[i];
    }
    // Every process has this one.
    void *handle = host_library_find("libc.so.6", folders, &problem_);
    EXPECT_NE(handle, nullptr) << problem_;
    g_strfreev(folders);
}

} // namespace
