// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_address.h"

#include <gtest/gtest.h>

namespace
{

constexpr uint64_t kGuestEnd = uint64_t{1} << 47;

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
    EXPECT_EQ(translate(0x1000).reach, kGuestEnd - 0x1000);
    EXPECT_EQ(translate(kGuestEnd - 1).reach, 1U);
    for (uint64_t address : {kGuestEnd, uint64_t{1} << 63, UINT64_MAX}) {
        EXPECT_EQ(translate(address).reach, 0U);
        EXPECT_EQ(translate(address).host, 0U);
    }
}

// memcpy() and its like may take a null pointer for a promise.
TEST(GuestAddress, IsNeverTheHostsNull)
{
    guest_address_set_base(0);
    EXPECT_EQ(translate(0).reach, 0U);
    guest_address_set_base(0x10000);
    EXPECT_EQ(translate(0).host, 0x10000U);
}

#if defined(__x86_64__)
// An address that is not canonical faults without telling where.
TEST(GuestAddress, StaysBelowTheHostsEnd)
{
    constexpr uint64_t kBase = 0x100000000000;
    guest_address_set_base(kBase);
    EXPECT_EQ(translate(0x1000).reach, kGuestEnd - kBase - 0x1000);
    EXPECT_EQ(translate(kGuestEnd - kBase - 1).reach, 1U);
    EXPECT_EQ(translate(kGuestEnd - kBase).reach, 0U);
    guest_address_set_base(UINTPTR_MAX);
    EXPECT_EQ(translate(0x1000).reach, 0U);
}
#endif

} // namespace
