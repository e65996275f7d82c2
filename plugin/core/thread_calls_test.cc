// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/thread_calls.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

#include "plugin/core/guest_address.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

void count(void *resource)
{
    (*static_cast<int *>(resource))++;
}

struct Fault {
    uint64_t address;
    int *ended;
};

void keep_and_fault(HostCall *call, void *argument)
{
    const auto *fault = static_cast<const Fault *>(argument);
    host_call_keep(call, count, fault->ended);
    (void)*static_cast<volatile uint8_t *>(
        host_call_borrow(call, 1, fault->address, 1, GUEST_READ));
}

void keep(HostCall *call, void *argument)
{
    host_call_keep(call, count, argument);
}

class ThreadCallsTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        guest_address_set_base(0);
    }

    void park(uint64_t key)
    {
        Fault fault = {guest_address(memory_.end()), &ended_};
        HostCall *call = thread_calls_acquire();
        ASSERT_NE(call, nullptr);
        ASSERT_FALSE(host_call_run(call, keep_and_fault, &fault));
        ASSERT_TRUE(thread_calls_park(call, key));
    }

    TestMemory memory_;
    int ended_ = 0;
};

TEST_F(ThreadCallsTest, UsesCallsAgain)
{
    HostCall *first = thread_calls_acquire();
    thread_calls_release(first);
    EXPECT_EQ(thread_calls_acquire(), first);
    thread_calls_release(first);
    park(1);
    HostCall *second = thread_calls_acquire();
    EXPECT_NE(second, first);
    thread_calls_release(second);
    EXPECT_EQ(thread_calls_unpark(1), first);
    thread_calls_release(first);
    EXPECT_EQ(thread_calls_acquire(), second);
    park(2);
    EXPECT_EQ(thread_calls_acquire(), first);
    thread_calls_release(thread_calls_unpark(2));
}

TEST_F(ThreadCallsTest, RunsToTheEndOrTheFirstFault)
{
    Fault fault = {guest_address(memory_.end()), &ended_};
    EXPECT_EQ(thread_calls_run(keep, &ended_), 0);
    EXPECT_EQ(ended_, 1);
    EXPECT_EQ(thread_calls_run(keep_and_fault, &fault), -EFAULT);
    EXPECT_EQ(ended_, 2);
}

TEST_F(ThreadCallsTest, FindsParkedCalls)
{
    EXPECT_EQ(thread_calls_unpark(1), nullptr);
    park(1);
    park(2);
    EXPECT_EQ(thread_calls_unpark(3), nullptr);
    HostCall *first = thread_calls_unpark(1);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(thread_calls_unpark(1), nullptr);
    EXPECT_FALSE(host_call_resume(first));
    EXPECT_EQ(ended_, 0);
    thread_calls_release(first);
    EXPECT_EQ(ended_, 1);
    thread_calls_release(thread_calls_unpark(2));
    EXPECT_EQ(ended_, 2);
}

TEST_F(ThreadCallsTest, EndsTheOldestOfTooMany)
{
    for (uint64_t key = 0; key < 100; key++) {
        park(key);
    }
    EXPECT_EQ(ended_, 84);
    EXPECT_EQ(thread_calls_unpark(83), nullptr);
    for (uint64_t key = 84; key < 100; key++) {
        HostCall *call = thread_calls_unpark(key);
        ASSERT_NE(call, nullptr);
        thread_calls_release(call);
    }
    EXPECT_EQ(ended_, 100);
}

TEST_F(ThreadCallsTest, EndsParkedCallsWithTheirThread)
{
    std::thread thread([this] {
        park(1);
        park(2);
    });
    thread.join();
    EXPECT_EQ(ended_, 2);
    EXPECT_EQ(thread_calls_unpark(1), nullptr);
}

} // namespace
