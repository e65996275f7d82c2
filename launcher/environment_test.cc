// SPDX-License-Identifier: GPL-2.0-or-later
#include "launcher/environment.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{

using Words = std::vector<std::string>;

struct Split {
    Words emulator, guest_only;
};

Split split(Words variables)
{
    std::vector<char *> pointers;
    pointers.reserve(variables.size() + 1);
    for (std::string &variable : variables) {
        pointers.push_back(variable.data());
    }
    pointers.push_back(nullptr);
    Split result;
    GPtrArray *array = environment_for_emulator(pointers.data());
    EXPECT_EQ(array->pdata[array->len - 1], nullptr);
    for (guint i = 0; i + 1 < array->len; i++) {
        result.emulator.emplace_back(static_cast<char *>(array->pdata[i]));
    }
    g_ptr_array_unref(array);
    array = environment_for_guest_only(pointers.data());
    for (guint i = 0; i < array->len; i++) {
        result.guest_only.emplace_back(static_cast<char *>(array->pdata[i]));
    }
    g_ptr_array_unref(array);
    return result;
}

TEST(Environment, KeepsFromTheEmulatorWhatItWouldActUpon)
{
    for (const char *name :
         {"LD_LIBRARY_PATH", "LD_PRELOAD", "LD_AUDIT", "LD_BIND_NOW",
          "LD_SOMETHING_NEW", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH",
          "MALLOC_TRACE", "MALLOC_CHECK_", "G_DEBUG", "QEMU_PLUGIN",
          "QEMU_LD_PREFIX", "QEMU_LOG_FILENAME", "QEMU_SET_ENV", "TMPDIR",
          "TZDIR"}) {
        const std::string variable = std::string(name) + "=/a";
        const Split parts = split({"A=1", variable, "B=2"});
        EXPECT_EQ(parts.emulator, (Words{"A=1", "B=2"})) << name;
        EXPECT_EQ(parts.guest_only, Words{variable});
    }
}

TEST(Environment, LeavesOthers)
{
    const Words others = {"PATH=/bin",     "HOME=/",
                          "LDFLAGS=-s",    "GCC=gcc",
                          "TMPDIRS=/a",    "OLD_LD_PRELOAD=x",
                          "TMP=/tmp",      "A=LD_PRELOAD=x",
                          "LD_NO_VALUE",   "MALLOC_CONF=a:b,c:d",
                          "TZ=Europe/Rome"};
    EXPECT_EQ(split(others).emulator, others);
    EXPECT_EQ(split(others).guest_only, Words());
    EXPECT_EQ(split({}).emulator, Words());
}

} // namespace
