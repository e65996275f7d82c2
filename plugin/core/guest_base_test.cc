// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_base.h"

#include <gtest/gtest.h>

#include "plugin/core/guest_address.h"
#include "plugin/core/testing/fake_qemu_api.h"

namespace
{

uintptr_t learnt_base()
{
    void *host = nullptr;
    EXPECT_NE(guest_address_translate(0x1000, &host), 0U);
    return reinterpret_cast<uintptr_t>(host) - 0x1000;
}

// One test: a process learns its guest base once.
TEST(GuestBase, IsLearntFromTheFirstInstruction)
{
    fake_qemu_reset();
    guest_base_watch(42);
    ASSERT_TRUE(fake_qemu_is_watched());

    // Not known: the watch goes on.
    fake_qemu_translate(0x400000, nullptr);
    EXPECT_FALSE(guest_address_has_base());
    EXPECT_TRUE(fake_qemu_is_watched());

    fake_qemu_translate(0x400000, reinterpret_cast<void *>(0x10400000));
    EXPECT_TRUE(guest_address_has_base());
    EXPECT_EQ(learnt_base(), 0x10000000U);
    EXPECT_FALSE(fake_qemu_is_watched());
}

} // namespace
