// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/graft/graft_family.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plugin/graft/testing/graft_bytes.h"
#include "plugin/graft/testing/test_blob.h"
#include "plugin/graft/testing/test_guest_library.h"

namespace
{

using namespace hostlib;

using Names = std::vector<const char *>;

/* The blob has alpha, beta and gamma. Names end with NULL. */
std::string culprit(TestGuestLibrary library, const Names &prefixes,
                    const Names &outsiders = {nullptr},
                    const Names &required = {nullptr})
{
    const GuestArch *arch = guest_arch_by_name("x86_64");
    const Descriptor file(file_of(library.build()));
    const char *objection = nullptr;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(&test_blob, sizeof(test_blob), arch, &objection);
    g_autoptr(GraftLibrary) read =
        graft_library_open(file.fd, arch, &objection);
    EXPECT_EQ(graft_library_read_symbols(read), nullptr);
    const GraftFamily family = {prefixes.data(), outsiders.data(),
                                required.data()};
    const char *name = graft_family_culprit(&family, read, blob);
    return name == nullptr ? "" : name;
}

TestGuestLibrary library_of(const std::vector<std::string> &names)
{
    TestGuestLibrary library;
    for (const std::string &name : names) {
        library.symbols.push_back({name, 0x10});
    }
    return library;
}

TEST(GraftFamily, IsWhatHasItsPrefixes)
{
    const TestGuestLibrary library = library_of({"alpha", "other"});
    EXPECT_EQ(culprit(library, {"alpha", nullptr}), "");
    EXPECT_EQ(culprit(library, {"al", nullptr}), "");
    EXPECT_EQ(culprit(library, {"alphabet", nullptr}), "");
    EXPECT_EQ(culprit(library, {nullptr}), "");
    EXPECT_EQ(culprit(library, {"oth", nullptr}), "other");
    EXPECT_EQ(culprit(library, {"al", "oth", nullptr}), "other");
    EXPECT_EQ(culprit(library, {"", nullptr}), "other");
}

TEST(GraftFamily, StaysInTheGuestWithAnUnknownFunction)
{
    const TestGuestLibrary library = library_of({"alpha", "alphaUsed"});
    EXPECT_EQ(culprit(library, {"alpha", nullptr}), "alphaUsed");
    EXPECT_EQ(culprit(library, {"alpha", nullptr}, {"alphaUsed", nullptr}), "");
    EXPECT_EQ(culprit(library, {"alpha", nullptr}, {"alphaUse", nullptr}),
              "alphaUsed");
}

TEST(GraftFamily, StaysInTheGuestWithAFunctionThatThunksCannotStandInFor)
{
    for (const int type : {STT_GNU_IFUNC, STT_NOTYPE}) {
        TestGuestLibrary library = library_of({"alpha", "beta"});
        library.symbols[0].type = static_cast<unsigned char>(type);
        const std::string name = library.symbols[0].name;
        EXPECT_EQ(culprit(library, {"alpha", "beta", nullptr}), name);
    }
    TestGuestLibrary library = library_of({"alpha", "alpha", "beta"});
    library.has_versions = true;
    library.symbols[0].value = 0x20;
    EXPECT_EQ(culprit(library, {"alpha", nullptr}), "alpha");
    EXPECT_EQ(culprit(library, {"beta", nullptr}), "");
    // Variables have names like functions, and no thunks.
    library = library_of({"alpha", "alpha_copyright"});
    for (auto &symbol : library.symbols) {
        if (symbol.name == "alpha_copyright") {
            symbol.type = STT_OBJECT;
        }
    }
    EXPECT_EQ(culprit(library, {"alpha", nullptr}), "");
}

TEST(GraftFamily, MayNeedFunctions)
{
    const TestGuestLibrary library = library_of({"alpha", "beta"});
    const Names none = {nullptr};
    EXPECT_EQ(culprit(library, {"alpha", nullptr}, none, {"beta", nullptr}),
              "");
    EXPECT_EQ(
        culprit(library, {"alpha", nullptr}, none, {"beta", "gamma", nullptr}),
        "gamma");
    EXPECT_EQ(culprit(library, {"alpha", nullptr}, none, {"other", nullptr}),
              "other");
}

} // namespace
