// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_memory.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "plugin/core/guest_address.h"
#include "plugin/core/host_call.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

constexpr uint64_t kGuestEnd = (1ULL << 47) - 4096;

class GuestMemoryTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
    }
    void SetUp() override
    {
        guest_address_set_base(0);
    }
};

TEST_F(GuestMemoryTest, ReadsUpToTheLastByte)
{
    TestMemory memory;
    uint8_t bytes[8] = {};
    memory.put_at_end("12345678", 8);
    EXPECT_EQ(guest_memory_read(guest_address(memory.end() - 8), bytes, 8), 0);
    EXPECT_EQ(memcmp(bytes, "12345678", 8), 0);
    EXPECT_EQ(guest_memory_read(guest_address(memory.end() - 7), bytes, 8),
              -EFAULT);
    EXPECT_EQ(guest_memory_read(0, bytes, 8), -EFAULT);
    EXPECT_EQ(guest_memory_read(kGuestEnd, bytes, 8), -EFAULT);
}

TEST_F(GuestMemoryTest, WritesWhereItMay)
{
    TestMemory memory;
    uint8_t *place = memory.end() - 3;
    EXPECT_EQ(guest_memory_write(guest_address(place), "abc", 3), 0);
    EXPECT_EQ(memcmp(place, "abc", 3), 0);
    EXPECT_EQ(guest_memory_write(guest_address(place), "abcd", 4), -EFAULT);
    EXPECT_EQ(guest_memory_write(0, "abc", 3), -EFAULT);
    memory.protect(PROT_READ);
    EXPECT_EQ(guest_memory_write(guest_address(place), "xyz", 3), -EFAULT);
    EXPECT_EQ(memcmp(place, "abc", 3), 0);
}

TEST_F(GuestMemoryTest, HonoursTheGuestBaseInAccesses)
{
    TestMemory memory;
    uint8_t byte = 0;
    memory.start()[0] = 9;
    guest_address_set_base(0x1000);
    EXPECT_EQ(
        guest_memory_read(guest_address(memory.start()) - 0x1000, &byte, 1), 0);
    EXPECT_EQ(byte, 9);
}

TEST_F(GuestMemoryTest, ReadsStrings)
{
    TestMemory memory;
    char buffer[16] = "";
    const uint8_t *string = memory.put_at_end("hello", 6);
    EXPECT_EQ(guest_memory_read_string(guest_address(string), buffer, 16), 5);
    EXPECT_STREQ(buffer, "hello");
    EXPECT_EQ(guest_memory_read_string(guest_address(string), buffer, 6), 5);
    EXPECT_EQ(guest_memory_read_string(guest_address(string), buffer, 5),
              -ENAMETOOLONG);
    EXPECT_EQ(
        guest_memory_read_string(guest_address(memory.end() - 1), buffer, 16),
        0);
}

TEST_F(GuestMemoryTest, RefusesStringsThatRunOutOfMemory)
{
    TestMemory memory;
    char buffer[16] = "";
    const uint8_t *string = memory.put_at_end("hello", 5);
    EXPECT_EQ(guest_memory_read_string(guest_address(string), buffer, 16),
              -EFAULT);
    EXPECT_EQ(guest_memory_read_string(guest_address(memory.end()), buffer, 16),
              -EFAULT);
    EXPECT_EQ(guest_memory_read_string(0, buffer, 16), -EFAULT);
    EXPECT_EQ(guest_memory_read_string(kGuestEnd - 1, buffer, 16), -EFAULT);
    EXPECT_EQ(guest_memory_read_string(kGuestEnd, buffer, 16), -EFAULT);
    EXPECT_EQ(guest_memory_read_string(UINT64_MAX, buffer, 16), -EFAULT);
}

} // namespace
