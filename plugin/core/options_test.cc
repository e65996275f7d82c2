// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{

std::string last_value;

const char *set_value(const char *value)
{
    last_value = value;
    return nullptr;
}

const char *refuse(const char *)
{
    return "is no good; use another";
}

const ServiceOption kOptionsA[] = {{"backend", "PATH", set_value}};
const ServiceOption kOptionsB[] = {{"back", "NUMBER", refuse},
                                   {"level", "0-9", set_value}};

ServiceGraft make_graft(const char *option)
{
    ServiceGraft graft = {};
    graft.option = option;
    return graft;
}

const ServiceGraft kGraft = make_graft("a");

Service make_service(const ServiceOption *options, size_t count)
{
    Service service = {};
    service.options = options;
    service.option_count = count;
    return service;
}

// What a user is told, or "" when all is well.
std::string apply(std::vector<std::string> options)
{
    Service a = make_service(kOptionsA, 1);
    const Service b = make_service(kOptionsB, 2);
    a.graft = &kGraft;
    const Service *const services[] = {&a, &b, nullptr};
    std::vector<char *> argv;
    char *problem = nullptr;
    argv.reserve(options.size());
    for (std::string &option : options) {
        argv.push_back(option.data());
    }
    last_value = "(unset)";
    if (options_apply(services, static_cast<int>(argv.size()), argv.data(),
                      &problem)) {
        return "";
    }
    std::string result = problem;
    g_free(problem);
    return result;
}

TEST(Options, SetsWhatIsKnown)
{
    EXPECT_EQ(apply({}), "");
    EXPECT_EQ(last_value, "(unset)");
    EXPECT_EQ(apply({"backend=/lib/libz.so"}), "");
    EXPECT_EQ(last_value, "/lib/libz.so");
    EXPECT_EQ(apply({"backend=a=b", "level=7"}), "");
    EXPECT_EQ(last_value, "7");
    EXPECT_EQ(apply({"backend="}), "");
    EXPECT_EQ(last_value, "");
}

TEST(Options, NamesWhatIsUnknown)
{
    const std::string known =
        " (known: backend=PATH, a=on|off, back=NUMBER, level=0-9, "
        "describe=on|LIBRARY, libraries=FOLDER, skip=NAME[:NAME...], "
        "stats=on|off|FILE)";
    for (const char *option :
         {"nonsense=on", "backen=x", "backends=x", "", "=x", "BACKEND=x"}) {
        EXPECT_EQ(apply({option}), "unknown option '" + std::string(option) +
                                       "'; leave it out" + known);
    }
}

TEST(Options, TellsWhyAValueIsRefused)
{
    EXPECT_EQ(apply({"backend=x", "back=1"}), "back=1 is no good; use another");
}

TEST(Options, SetsGrafts)
{
    EXPECT_EQ(apply({"a=off", "skip=gzip:tar"}), "");
    EXPECT_EQ(apply({"a=/nowhere"}),
              "a=/nowhere is neither on nor off; give one of them");
    EXPECT_EQ(apply({"skip=/bin/gzip"}),
              "skip=/bin/gzip names no programs; give their basenames, "
              "separated by colons");
    EXPECT_EQ(apply({"skip"}), "skip names no programs; give their basenames, "
                               "separated by colons");
}

TEST(Options, SurvivesServicesWithout)
{
    const Service service = {};
    const Service *const services[] = {&service, nullptr};
    char option[] = "x=y";
    char *argv[] = {option};
    char *problem = nullptr;
    EXPECT_FALSE(options_apply(services, 1, argv, &problem));
    EXPECT_STREQ(problem,
                 "unknown option 'x=y'; leave it out (known: "
                 "describe=on|LIBRARY, libraries=FOLDER, skip=NAME[:NAME...], "
                 "stats=on|off|FILE)");
    g_free(problem);
}

TEST(Options, NoticesTwoOfOneName)
{
    const ServiceOption twice[] = {{"backend", "PATH", set_value}};
    const ServiceOption ours[] = {{"stats", "PATH", set_value}};
    const ServiceGraft graft = make_graft("backend");
    const Service a = make_service(kOptionsA, 1);
    Service b = make_service(twice, 1);
    const Service *const services[] = {&a, &b, nullptr};
    const auto problem = [&services] {
        char *text = nullptr;
        EXPECT_FALSE(options_apply(services, 0, nullptr, &text));
        std::string result = text == nullptr ? "" : text;
        g_free(text);
        return result;
    };
    EXPECT_EQ(problem(), "two options are called 'backend'; rename one in its "
                         "service");
    b = make_service(ours, 1);
    EXPECT_EQ(problem(),
              "two options are called 'stats'; rename one in its service");
    b = make_service(nullptr, 0);
    b.graft = &graft;
    EXPECT_EQ(problem(), "two options are called 'backend'; rename one in its "
                         "service");
}

} // namespace
