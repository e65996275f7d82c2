// SPDX-License-Identifier: GPL-2.0-or-later
#include "libraries/zlib/backend.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string>

#include "plugin/core/host_library.h"

namespace
{

std::string problem_with(const char *file)
{
    ZlibBackend backend = {};
    char *problem = nullptr;
    if (zlib_backend_load(file, &backend, &problem)) {
        return "";
    }
    std::string result = problem;
    g_free(problem);
    return result;
}

TEST(ZlibBackend, FindsTheHostsZlib)
{
    ZlibBackend backend = {};
    char *problem = nullptr;
    ASSERT_TRUE(zlib_backend_load(nullptr, &backend, &problem)) << problem;
    EXPECT_STREQ(backend.version, zlibVersion());
    char *file = zlib_backend_file(&backend);
    EXPECT_EQ(file[0], '/') << file;
    EXPECT_FALSE(g_file_test(file, G_FILE_TEST_IS_SYMLINK)) << file;
    EXPECT_NE(std::string(file).find("/libz"), std::string::npos) << file;
    g_free(file);
    EXPECT_EQ(backend.compress_bound(1000), compressBound(1000));
}

TEST(ZlibBackend, TellsWhatIsWrong)
{
    EXPECT_NE(problem_with("/nonexistent/libz.so").find("/nonexistent/libz.so"),
              std::string::npos);
    EXPECT_NE(problem_with("/dev/null"), "");
    // A library, but another.
    char *c_library =
        host_library_file(dlsym(RTLD_DEFAULT, "gnu_get_libc_version"));
    EXPECT_NE(problem_with(c_library).find("zlibVersion"), std::string::npos);
    g_free(c_library);
    // Nothing is searched for by the name of a file.
    EXPECT_EQ(problem_with("libz.so.1"), "it is no absolute path");
}

} // namespace
