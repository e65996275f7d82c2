// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/doorbell.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;

constexpr uint64_t kBell = 0x401000;
constexpr uint64_t kNeighbour = kBell + 0x20;
constexpr uint64_t kOther = 0x409000;
constexpr uint64_t kUnknown = 0x500000;

int64_t answer(HostCall *, const uint64_t *arguments)
{
    return static_cast<int64_t>(arguments[0]) + 1;
}

class DoorbellTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        const static Operation operation = {1, "answer", answer};
        fake_qemu_reset();
        guest_address_set_base(0);
        guest_target_set(guest_arch_by_name("x86_64"));
        operation_table_add(&table_, &operation, 1);
        doorbell_install(42, &table_);
    }

    // Whether the host serves a frame when the guest stores to its state.
    bool ring()
    {
        frame_ = {1, HOSTLIB_FRAME_NEW, {41}, 0, 0};
        fake_qemu_store(guest_address(&frame_.state));
        return frame_.state == HOSTLIB_FRAME_DONE && frame_.result == 42;
    }

    static void translate(uint64_t address)
    {
        fake_qemu_translate(address, nullptr);
    }

  private:
    OperationTable table_ = {};
    HostlibFrame frame_ = {};
};

TEST_F(DoorbellTest, IsHeardOnceItHasBeenTranslated)
{
    EXPECT_EQ(doorbell_await(kBell), 0);
    EXPECT_FALSE(ring());
    translate(kBell);
    EXPECT_TRUE(ring());
    EXPECT_TRUE(ring());
}

TEST_F(DoorbellTest, WhoAsksHearsOfThreads)
{
    EXPECT_EQ(doorbell_await(kBell), 0);
    fake_qemu_set_vcpus(2);
    EXPECT_EQ(doorbell_await(kBell), 1);
    translate(kBell);
    EXPECT_TRUE(ring());
}

TEST_F(DoorbellTest, IsAwaitedUntilItIsFound)
{
    doorbell_await(kBell);
    translate(kUnknown);
    EXPECT_FALSE(ring());
    EXPECT_TRUE(fake_qemu_is_watched());
    translate(kBell);
    EXPECT_FALSE(fake_qemu_is_watched());
}

TEST_F(DoorbellTest, IsGivenUpAfterAWhile)
{
    doorbell_await(kBell);
    for (int i = 0; i < 1023; i++) {
        translate(kUnknown);
        ASSERT_TRUE(fake_qemu_is_watched());
    }
    translate(kUnknown);
    EXPECT_FALSE(fake_qemu_is_watched());
    translate(kBell);
    EXPECT_FALSE(ring());
}

TEST_F(DoorbellTest, IsDeadOnceItHasBeenTranslatedUnheard)
{
    doorbell_await(kBell);
    translate(kBell);
    translate(kBell);
    EXPECT_FALSE(ring());
    doorbell_await(kBell);
    translate(kBell);
    EXPECT_TRUE(ring());
}

TEST_F(DoorbellTest, NeighboursAreAwaitedTogether)
{
    doorbell_await(kBell);
    translate(kBell);
    doorbell_await(kNeighbour);
    translate(kNeighbour);
    EXPECT_TRUE(ring());
    EXPECT_TRUE(fake_qemu_is_watched());
    translate(kBell);
    EXPECT_TRUE(ring());
    EXPECT_FALSE(fake_qemu_is_watched());
}

TEST_F(DoorbellTest, OthersAreNot)
{
    doorbell_await(kBell);
    translate(kBell);
    doorbell_await(kOther);
    translate(kOther);
    EXPECT_TRUE(ring());
    EXPECT_FALSE(fake_qemu_is_watched());
}

TEST_F(DoorbellTest, TheLastOnesAreKnown)
{
    for (uint64_t i = 0; i <= 32; i++) {
        doorbell_await(kBell + i * 0x1000);
    }
    translate(kBell);
    EXPECT_FALSE(ring());
    translate(kBell + 0x1000);
    EXPECT_TRUE(ring());
    translate(kBell + 32 * 0x1000);
    EXPECT_TRUE(ring());
    EXPECT_FALSE(fake_qemu_is_watched());
}

// What the guest names may be no store to a frame at all.
TEST_F(DoorbellTest, SurvivesWhatIsNoFrame)
{
    const hostlib::TestMemory memory;
    ASSERT_TRUE(host_call_install());
    doorbell_await(kBell);
    translate(kBell);
    EXPECT_TRUE(fake_qemu_store(0));
    EXPECT_TRUE(fake_qemu_store(guest_address(memory.end())));
    EXPECT_TRUE(fake_qemu_store(UINT64_MAX));
    EXPECT_TRUE(ring());
}

} // namespace
