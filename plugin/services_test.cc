// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the plugin serves, as a whole.
#include "plugin/services.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string>
#include <vector>

#include "plugin/graft/graft_blob.h"

namespace
{

std::vector<const ServiceGraft *> grafts()
{
    std::vector<const ServiceGraft *> found;
    for (const Service *const *service = services; *service != nullptr;
         service++) {
        if ((*service)->graft != nullptr) {
            found.push_back((*service)->graft);
        }
    }
    return found;
}

TEST(Services, HaveOperationsOfTheirOwn)
{
    OperationTable table = {};
    for (const Service *const *service = services; *service != nullptr;
         service++) {
        EXPECT_GT((*service)->operation_count, 0U);
        EXPECT_TRUE(operation_table_add(&table, (*service)->operations,
                                        (*service)->operation_count))
            << (*service)->name;
    }
}

TEST(Services, HaveOptionsNamedAfterTheirSonames)
{
    std::set<std::string> options;
    EXPECT_FALSE(grafts().empty());
    for (const ServiceGraft *graft : grafts()) {
        const std::string option = graft->option;
        EXPECT_TRUE(options.insert(option).second) << option;
        ASSERT_NE(graft->sonames[0], nullptr);
        for (const char *const *soname = graft->sonames; *soname != nullptr;
             soname++) {
            EXPECT_EQ(std::string(*soname).find(option + ".so."), 0U)
                << *soname;
        }
    }
}

TEST(Services, HaveThunksForEachArchitecture)
{
    g_autofree char *list = guest_arch_names();
    g_auto(GStrv) names = g_strsplit(list, ", ", -1);
    ASSERT_NE(names[0], nullptr);
    for (const ServiceGraft *graft : grafts()) {
        for (char **name = names; *name != nullptr; name++) {
            const GuestArch *arch = guest_arch_by_name(*name);
            ASSERT_NE(arch, nullptr) << *name;
            const char *objection = nullptr;
            size_t size = 0;
            const void *bytes = graft->find_blob(arch, &size);
            ASSERT_NE(bytes, nullptr) << graft->option << " " << *name;
            g_autoptr(GraftBlob) blob =
                graft_blob_new(bytes, size, arch, &objection);
            EXPECT_NE(blob, nullptr) << graft->option << " " << objection;
        }
        // Not one architecture's for another.
        GuestArch other = *guest_arch_by_name(names[0]);
        other.name = "other";
        size_t size = 0;
        EXPECT_EQ(graft->find_blob(&other, &size), nullptr);
    }
}

// Nobody has loaded a library yet.
TEST(Services, RefuseCallsWithoutALibrary)
{
    for (const Service *const *service = services; *service != nullptr;
         service++) {
        if ((*service)->graft == nullptr) {
            continue;
        }
        for (size_t i = 0; i < (*service)->operation_count; i++) {
            const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {};
            HostCall call = {};
            EXPECT_EQ((*service)->operations[i].handler(&call, arguments),
                      -ENOSYS);
            EXPECT_TRUE(call.is_refused);
        }
    }
}

} // namespace
