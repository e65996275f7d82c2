// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_address.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

namespace
{

struct Translation {
    uintptr_t host;
    uint64_t reach;
};

Translation translate(uint64_t address)
{
    void *host = nullptr;
    const uint64_t reach = guest_address_translate(address, &host);
    return {reinterpret_cast<uintptr_t>(host), reach};
}

TEST(GuestAddress, IsUnknownWithoutABase)
{
    EXPECT_FALSE(guest_address_has_base());
    EXPECT_EQ(translate(0x1000).reach, 0U);
    guest_address_set_base(0);
    EXPECT_TRUE(guest_address_has_base());
}

TEST(GuestAddress, AddsTheGuestBase)
{
    guest_address_set_base(0);
    EXPECT_EQ(translate(0x1000).host, 0x1000U);
    guest_address_set_base(0x10000000);
    EXPECT_EQ(translate(0x1000).host, 0x10001000U);
}

TEST(GuestAddress, StopsAtTheEndOfUserMemory)
{
    guest_address_set_base(0);
    const uint64_t end = guest_address_host_end();
    EXPECT_EQ(translate(0x1000).reach, end - 0x1000);
    EXPECT_EQ(translate(end - 1).reach, 1U);
    for (uint64_t address : {end, uint64_t{1} << 63, UINT64_MAX}) {
        EXPECT_EQ(translate(address).reach, 0U);
        EXPECT_EQ(translate(address).host, 0U);
    }
}

// Whatever the kernel has mapped is user memory.
TEST(GuestAddress, TakesTheHighestMemoryThereIs)
{
    guest_address_set_base(0);
    int local = 0;
    const auto stack = reinterpret_cast<uintptr_t>(&local);
    EXPECT_EQ(translate(stack).host, stack);
    // A hint beyond all addresses gives the highest that the kernel offers.
    void *memory = mmap(reinterpret_cast<void *>(UINTPTR_MAX - 0xffff), 4096,
                        PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    EXPECT_GT(translate(reinterpret_cast<uintptr_t>(memory)).reach, 4095U);
    munmap(memory, 4096);
}

// memcpy() and its like may take a null pointer for a promise.
TEST(GuestAddress, IsNeverTheHostsNull)
{
    guest_address_set_base(0);
    EXPECT_EQ(translate(0).reach, 0U);
    guest_address_set_base(0x10000);
    EXPECT_EQ(translate(0).host, 0x10000U);
}

TEST(GuestAddress, StaysBelowTheHostsEnd)
{
    constexpr uint64_t kBase = 0x100000000000;
    guest_address_set_base(kBase);
    const uint64_t end = guest_address_host_end() - kBase;
    EXPECT_EQ(translate(0x1000).reach, end - 0x1000);
    EXPECT_EQ(translate(end - 1).reach, 1U);
    EXPECT_EQ(translate(end).reach, 0U);
    guest_address_set_base(UINTPTR_MAX);
    EXPECT_EQ(translate(0x1000).reach, 0U);
}

TEST(GuestAddress, IgnoresTheTag)
{
    guest_address_set_base(0x10000000);
    guest_address_set_tag_mask(0xffULL << 56);
    EXPECT_EQ(translate(0xff00000000001000).host, 0x10001000U);
    EXPECT_EQ(translate(0x5a00000000001000).reach, translate(0x1000).reach);
    // Bits below the tag count.
    EXPECT_EQ(translate(0xff80000000001000).reach, 0U);
    guest_address_set_tag_mask(0);
    EXPECT_EQ(translate(0xff00000000001000).reach, 0U);
}

#if defined(__x86_64__)
// There the CPU tells no address; see guest_address_host_end().
TEST(GuestAddress, LeavesOutTheLastPage)
{
    guest_address_set_base(0);
    const uint64_t end = guest_address_host_end();
    EXPECT_EQ(end & 0xffff, 0xf000U);
    EXPECT_EQ((end + 0x1000) & (end + 0xfff), 0U);
}
#endif

} // namespace
