// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/graft/graft_blob.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "plugin/graft/testing/test_blob.h"

namespace
{

std::string objection_to(const TestBlob &bytes, const char *arch = "x86_64")
{
    const char *objection = nullptr;
    g_autoptr(GraftBlob) blob = graft_blob_new(
        &bytes, sizeof(bytes), guest_arch_by_name(arch), &objection);
    EXPECT_EQ(blob == nullptr, objection != nullptr);
    return objection == nullptr ? "" : objection;
}

TEST(GraftBlob, HasThunksAndTheirSlots)
{
    const char *objection = nullptr;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(&test_blob, sizeof(test_blob),
                       guest_arch_by_name("x86_64"), &objection);
    ASSERT_NE(blob, nullptr) << objection;
    EXPECT_EQ(blob->load_count, 2u);
    EXPECT_EQ(blob->size, sizeof(test_blob));
    ASSERT_EQ(blob->function_count, 3u);
    const char *names[] = {"alpha", "beta", "gamma"};
    for (size_t i = 0; i < 3; i++) {
        const GraftBlobFunction *function = &blob->functions[i];
        const size_t slot = offsetof(TestBlob, slots) + i * 8;
        EXPECT_STREQ(function->name, names[i]);
        EXPECT_EQ(function->address, offsetof(TestBlob, code) + i * 16);
        EXPECT_EQ(function->size, 16u);
        EXPECT_EQ(function->slot_offset, slot);
        EXPECT_EQ(function->slot_address, slot + TEST_BLOB_DATA);
    }
}

TEST(GraftBlob, TellsWhatItHasThunksFor)
{
    const char *objection = nullptr;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(&test_blob, sizeof(test_blob),
                       guest_arch_by_name("x86_64"), &objection);
    for (const char *name : {"alpha", "beta", "gamma"}) {
        EXPECT_TRUE(graft_blob_has(blob, name)) << name;
    }
    for (const char *name : {"hostlib_original_alpha", "alph", "alphas", ""}) {
        EXPECT_FALSE(graft_blob_has(blob, name)) << name;
    }
}

TEST(GraftBlob, IsForOneCpu)
{
    EXPECT_EQ(objection_to(test_blob), "");
    EXPECT_EQ(objection_to(test_blob, "aarch64"),
              "is no shared library for the guest's CPU");
}

TEST(GraftBlob, NeedsNothing)
{
    for (const int tag : {DT_NEEDED, DT_INIT, DT_INIT_ARRAY, DT_RELA, DT_REL,
                          DT_RELR, DT_JMPREL, DT_TEXTREL}) {
        TestBlob bytes = test_blob;
        bytes.dynamic[2].d_tag = tag;
        EXPECT_EQ(objection_to(bytes),
                  "has relocations, constructors or needed libraries");
    }
    TestBlob bytes = test_blob;
    bytes.data_segment.p_type = PT_TLS;
    EXPECT_EQ(objection_to(bytes), "has thread-local variables");
}

TEST(GraftBlob, HasASlotForEachThunk)
{
    const std::string no_slot = "has a thunk without a slot in its file";
    TestBlob bytes = test_blob;
    bytes.symbols[2].st_size = 4;
    EXPECT_EQ(objection_to(bytes), no_slot);
    bytes = test_blob;
    bytes.symbols[2].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE);
    EXPECT_EQ(objection_to(bytes), no_slot);
    bytes = test_blob;
    bytes.names[2][0] = 'x';
    EXPECT_EQ(objection_to(bytes), no_slot);
    // In .bss.
    bytes = test_blob;
    bytes.symbols[2].st_value += sizeof(bytes.slots);
    EXPECT_EQ(objection_to(bytes), no_slot);
    bytes = test_blob;
    bytes.symbols[1].st_value = bytes.symbols[2].st_value;
    EXPECT_EQ(objection_to(bytes), "has a thunk outside of its code");
    bytes = test_blob;
    for (const int thunk : {1, 3, 5}) {
        bytes.symbols[thunk].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);
    }
    EXPECT_EQ(objection_to(bytes), "has no thunks");
}

} // namespace
