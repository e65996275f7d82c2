// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/graft_table.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "plugin/core/description.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/graft/testing/test_blob.h"
#include "plugin/graft/testing/test_guest_library.h"

namespace
{

using hostlib::TestGuestLibrary;

constexpr char kHostFile[] = "/host/libtest.so.1";

const char *const kSonames[] = {"libtest.so.1", nullptr};
const char *const kPrefixes[] = {"te_", nullptr};
const char *const kNone[] = {nullptr};

char *load(char **)
{
    return g_strdup(kHostFile);
}

char *load_nothing(char **problem)
{
    *problem = g_strdup("it is gone");
    return nullptr;
}

const void *find_blob(const GuestArch *, size_t *size)
{
    *size = sizeof(test_blob);
    return &test_blob;
}

const void *find_no_blob(const GuestArch *, size_t *)
{
    return nullptr;
}

ServiceGraft service()
{
    return {.option = "libtest",
            .sonames = kSonames,
            .family = {kPrefixes, kNone, kNone},
            .load = load,
            .find_blob = find_blob};
}

class GraftTableTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        guest_target_set(guest_arch_by_name("x86_64"));
        log_init("test");
    }

    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "graft table.XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        fake_qemu_reset();
    }

    void TearDown() override
    {
        for (size_t i = 0; i < table_.count; i++) {
            graft_blob_free(table_.entries[i].blob);
            g_free(table_.entries[i].host_file);
        }
        std::filesystem::remove_all(directory_);
    }

    bool add(const ServiceGraft &graft)
    {
        return graft_table_add(&table_, &graft);
    }

    // Writes a library with functions of those names; returns its path.
    [[nodiscard]] std::string
    make_library(const std::string &name, TestGuestLibrary library,
                 const std::vector<std::string> &functions) const
    {
        for (const std::string &function : functions) {
            library.symbols.push_back({function, 8 * library.symbols.size()});
        }
        const TestGuestLibrary::Bytes bytes = library.build();
        std::string path = directory_ + "/" + name;
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char *>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return path;
    }

    // The description of the library @path, where the plugin has @graft.
    std::string describe(const std::string &path, const ServiceGraft &graft)
    {
        Service service = {};
        service.graft = &graft;
        const Service *const services[] = {&service, nullptr};
        testing::internal::CaptureStdout();
        EXPECT_EQ(description_choose(path.c_str()), nullptr);
        EXPECT_TRUE(add(graft));
        graft_table_describe(&table_, services);
        description_end();
        return testing::internal::GetCapturedStdout();
    }

    static std::string log()
    {
        return fake_qemu_log();
    }

    const ServiceGraft graft_ = service();
    GraftTable table_ = {};
    std::string directory_;
};

TEST_F(GraftTableTest, AddsWhatTheHostHas)
{
    EXPECT_TRUE(add(graft_));
    ASSERT_EQ(table_.count, 1U);
    EXPECT_EQ(table_.entries[0].graft, &graft_);
    EXPECT_STREQ(table_.entries[0].host_file, kHostFile);
    EXPECT_EQ(log(), "");
}

TEST_F(GraftTableTest, LeavesOutWhatTheHostLacks)
{
    ServiceGraft graft = service();
    graft.load = load_nothing;
    EXPECT_TRUE(add(graft));
    EXPECT_EQ(table_.count, 0U);
    EXPECT_EQ(log(),
              "test: no host libtest.so.1: it is gone; guests keep theirs\n");
}

TEST_F(GraftTableTest, LeavesOutWhatHasNoThunksForTheGuest)
{
    ServiceGraft graft = service();
    graft.find_blob = find_no_blob;
    testing::internal::CaptureStderr();
    EXPECT_TRUE(add(graft));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "test: the thunks for libtest.so.1: there are none for this "
              "architecture; the guest runs without\n");
    EXPECT_EQ(table_.count, 0U);
}

TEST_F(GraftTableTest, LeavesOutWhatIsSwitchedOff)
{
    // What is off stays off in this process.
    static const ServiceGraft off = service();
    static const ServiceGraft on = service();
    EXPECT_EQ(graft_choose(&off, "off"), nullptr);
    EXPECT_EQ(graft_choose(&on, "on"), nullptr);
    EXPECT_TRUE(add(off));
    EXPECT_EQ(table_.count, 0U);
    EXPECT_TRUE(add(on));
    EXPECT_EQ(table_.count, 1U);
}

TEST_F(GraftTableTest, RefusesOtherValuesOfTheOption)
{
    for (const char *value : {"", "ON", "offf", "/lib/libtest.so.1"}) {
        g_autofree char *objection = graft_choose(&graft_, value);
        EXPECT_STREQ(objection, "is neither on nor off; give one of them");
    }
    EXPECT_TRUE(add(graft_));
    EXPECT_EQ(table_.count, 1U);
}

TEST_F(GraftTableTest, SaysWhenTheTableIsFull)
{
    for (int i = 0; i < GRAFTS_MAX; i++) {
        EXPECT_TRUE(add(graft_));
    }
    EXPECT_FALSE(add(graft_));
    EXPECT_EQ(table_.count, size_t{GRAFTS_MAX});
}

constexpr char kBegin[] = "description\t1\n";
constexpr char kFound[] =
    "library\tlibtest\tlibtest.so.1\tfound\t/host/libtest.so.1\n";

TEST_F(GraftTableTest, DescribesWhatBecomesOfALibrary)
{
    std::string path = make_library("a.so", {}, {"alpha", "beta"});
    const std::string file = "file\t" + path + "\t";
    EXPECT_EQ(describe(path, graft_), std::string(kBegin) + kFound + file +
                                          "grafted\tlibtest\t2\nend\n");
    path = make_library("a.so", {}, {"alpha", "te_new"});
    EXPECT_EQ(describe(path, graft_),
              std::string(kBegin) + kFound + file +
                  "left\tlibtest\tits function te_new is not one that can be "
                  "served\nend\n");
    TestGuestLibrary library;
    library.more = {{DT_TEXTREL, {0}}};
    path = make_library("a.so", library, {"alpha"});
    EXPECT_EQ(describe(path, graft_),
              std::string(kBegin) + kFound + file +
                  "left\tlibtest\tit has text relocations\nend\n");
    // Nothing of it is the log's.
    EXPECT_EQ(log(), "");
}

TEST_F(GraftTableTest, DescribesOtherFiles)
{
    TestGuestLibrary library;
    library.soname = "libother\n.so.2";
    const std::string path = make_library("b.so", library, {"alpha"});
    const std::string begin = std::string(kBegin) + kFound + "file\t";
    EXPECT_EQ(describe(path, graft_),
              begin + path +
                  "\tother\t\tits soname is libother\\x0a.so.2\nend\n");
    const std::string none = directory_ + "/a\tb";
    EXPECT_EQ(describe(none, graft_),
              begin + directory_ +
                  "/a\\x09b\tother\t\tit cannot be read: No such file or "
                  "directory\nend\n");
    ASSERT_EQ(mkfifo(none.c_str(), 0600), 0);
    EXPECT_EQ(describe(none, graft_),
              begin + directory_ +
                  "/a\\x09b\tother\t\tit is no regular file\nend\n");
}

TEST_F(GraftTableTest, DescribesWhatTheHostDoesNotServe)
{
    const std::string path = make_library("a.so", {}, {"alpha"});
    const std::string file = "file\t" + path + "\tunserved\tlibtest\t\nend\n";
    ServiceGraft missing = service();
    missing.load = load_nothing;
    EXPECT_EQ(describe(path, missing),
              std::string(kBegin) +
                  "library\tlibtest\tlibtest.so.1\tmissing\tit is gone\n" +
                  file);
    static const ServiceGraft off = service();
    EXPECT_EQ(graft_choose(&off, "off"), nullptr);
    EXPECT_EQ(describe(path, off),
              std::string(kBegin) + "library\tlibtest\tlibtest.so.1\toff\t\n" +
                  file);
    ServiceGraft alone = service();
    alone.find_blob = find_no_blob;
    EXPECT_EQ(describe(path, alone),
              std::string(kBegin) +
                  "problem\tthe thunks for libtest.so.1: there are none for "
                  "this architecture; the guest runs without\n"
                  "library\tlibtest\tlibtest.so.1\tmissing\tthere are no "
                  "thunks for the guest\n" +
                  file);
}

TEST_F(GraftTableTest, DescribesNothingUnlessAsked)
{
    const std::string path = make_library("a.so", {}, {"alpha"});
    testing::internal::CaptureStdout();
    for (const char *value : {"", "off", "a.so"}) {
        EXPECT_STREQ(description_choose(value),
                     "is neither on nor a path; give one of them, a path with "
                     "a '/' in it");
    }
    EXPECT_TRUE(add(graft_));
    description_end();
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

} // namespace
