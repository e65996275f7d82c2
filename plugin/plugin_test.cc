// SPDX-License-Identifier: GPL-2.0-or-later
#include <glib.h>
#include <gtest/gtest.h>

extern "C" {
#include <qemu-plugin.h>
}

#include <string>
#include <vector>

#include "plugin/core/description.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/services.h"

namespace
{

// What a user sees when the plugin is loaded, or "" if it is happy.
std::string install(const char *target, bool system_emulation,
                    std::vector<std::string> options)
{
    qemu_info_t info = {};
    std::vector<char *> argv;
    info.target_name = target;
    info.system_emulation = system_emulation;
    argv.reserve(options.size());
    for (std::string &option : options) {
        argv.push_back(option.data());
    }
    fake_qemu_reset();
    testing::internal::CaptureStderr();
    const int result = qemu_plugin_install(
        42, &info, static_cast<int>(argv.size()), argv.data());
    std::string output = testing::internal::GetCapturedStderr();
    // It works or it says why, in one line and without touching QEMU.
    EXPECT_EQ(result == 0, output.empty());
    EXPECT_EQ(result == 0, fake_qemu_is_watched());
    return output;
}

TEST(Plugin, DeclaresTheVersionItIsBuiltFor)
{
    EXPECT_EQ(qemu_plugin_version, QEMU_PLUGIN_VERSION);
}

TEST(Plugin, RefusesSystemEmulators)
{
    EXPECT_EQ(install("aarch64", true, {}),
              "syscall_filter_zlib: cannot work in a system emulator (target "
              "'aarch64'); use the user-mode emulator, qemu-aarch64\n");
}

// 32-bit ones, big-endian ones, and names that are only alike.
TEST(Plugin, RefusesOtherTargets)
{
    for (const std::string target :
         {"arm", "aarch64_be", "i386", "mips64", "s390x", "x86_64h", ""}) {
        EXPECT_EQ(install(target.c_str(), false, {}),
                  "syscall_filter_zlib: cannot serve guests for '" + target +
                      "'; leave the plugin out, or run a program for one of: "
                      "aarch64, riscv64, x86_64\n");
    }
}

TEST(Plugin, RefusesUnknownOptions)
{
    const std::string output = install("x86_64", false, {"nonsense=on"});
    EXPECT_EQ(output.find("syscall_filter_zlib: unknown option 'nonsense=on'; "
                          "leave it out (known: "),
              0U)
        << output;
    for (const Service *const *service = services; *service != nullptr;
         service++) {
        if ((*service)->graft != nullptr) {
            EXPECT_NE(output.find(std::string((*service)->graft->option) +
                                  "=on|off, "),
                      std::string::npos)
                << output;
        }
    }
    EXPECT_NE(output.find(
                  "describe=on|LIBRARY, libraries=FOLDER, skip=NAME[:NAME...], "
                  "stats=on|off|FILE)\n"),
              std::string::npos)
        << output;
    for (const std::string option : {"backend=", "backend=libz.so.1"}) {
        EXPECT_EQ(install("x86_64", false, {option}),
                  "syscall_filter_zlib: " + option +
                      " names no file; give the path of a zlib, with a '/' in "
                      "it\n");
    }
}

TEST(Plugin, DescribesWhatItRefuses)
{
    testing::internal::CaptureStdout();
    const std::string output = install("x86_64", false, {"describe", "a=b"});
    EXPECT_EQ(output.find("syscall_filter_zlib: describe "), 0U) << output;
    EXPECT_NE(install("x86_64", false, {"describe=on", "a=b"}), "");
    description_end();
    EXPECT_EQ(testing::internal::GetCapturedStdout().find(
                  "description\t1\nproblem\tunknown option 'a=b'; leave it "
                  "out (known: "),
              0U);
}

// The last one: it can be installed once.
TEST(Plugin, WorksForX8664AndDescribesItself)
{
    testing::internal::CaptureStdout();
    EXPECT_EQ(install("x86_64", false, {"describe=on"}), "");
    const std::string output = testing::internal::GetCapturedStdout();
    const std::string version = std::to_string(QEMU_PLUGIN_VERSION);
    EXPECT_EQ(output.find("description\t1\nplugin\t" + version + "\t"), 0U)
        << output;
    for (const Service *const *service = services; *service != nullptr;
         service++) {
        if ((*service)->graft != nullptr) {
            EXPECT_NE(output.find("\nlibrary\t" +
                                  std::string((*service)->graft->option) +
                                  "\t" + (*service)->graft->sonames[0] + "\t"),
                      std::string::npos)
                << output;
        }
    }
    EXPECT_EQ(output.rfind("\nend\n"), output.size() - 5) << output;
}

} // namespace
