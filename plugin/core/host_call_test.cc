// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/host_call.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <functional>
#include <thread>
#include <vector>

#include "plugin/core/guest_address.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

constexpr int kPreviousHandlerExit = 77;
constexpr uint64_t kNoAddress = 1ULL << 63;

void previous_handler(int, siginfo_t *, void *)
{
    _exit(kPreviousHandlerExit);
}

using Body = std::function<void(HostCall *)>;

void run_body(HostCall *call, void *argument)
{
    (*static_cast<Body *>(argument))(call);
}

uint8_t read_byte(const void *address)
{
    return *static_cast<const volatile uint8_t *>(address);
}

void write_byte(void *address, uint8_t value)
{
    *static_cast<volatile uint8_t *>(address) = value;
}

class HostCallTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        struct sigaction action = {};
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        action.sa_sigaction = previous_handler;
        action.sa_flags = SA_SIGINFO;
        sigfillset(&action.sa_mask);
        sigaction(SIGSEGV, &action, nullptr);
        sigaction(SIGBUS, &action, nullptr);
        ASSERT_TRUE(host_call_install());
    }
    void SetUp() override
    {
        guest_address_set_base(0);
        call_ = host_call_new();
        ASSERT_NE(call_, nullptr);
    }
    void TearDown() override
    {
        host_call_end(call_);
        host_call_free(call_);
    }

    // @body has to live until the call has ended.
    bool run(Body &body)
    {
        return host_call_run(call_, run_body, &body);
    }
    [[nodiscard]] uint64_t fault_address() const
    {
        return call_->fault.address;
    }

    HostCall *call_ = nullptr;
    TestMemory memory_;
};

TEST_F(HostCallTest, WorksOnBorrowedMemory)
{
    Body body = [this](HostCall *call) {
        write_byte(host_call_borrow(call, 1, guest_address(memory_.start()), 10,
                                    GUEST_WRITE),
                   3);
    };
    EXPECT_TRUE(run(body));
    EXPECT_EQ(memory_.start()[0], 3);
}

TEST_F(HostCallTest, IsSuspendedAtUnmappedMemory)
{
    Body body = [this](HostCall *call) {
        auto *bytes = static_cast<uint8_t *>(host_call_borrow(
            call, 1, guest_address(memory_.end()), 100, GUEST_READ));
        read_byte(bytes + 5);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), guest_address(memory_.end()) + 5);
    EXPECT_FALSE(call_->fault.is_write);
}

TEST_F(HostCallTest, IsSuspendedAtForbiddenWrites)
{
    memory_.protect(PROT_READ);
    Body body = [this](HostCall *call) {
        auto *bytes = static_cast<uint8_t *>(host_call_borrow(
            call, 1, guest_address(memory_.start()), 100, GUEST_WRITE));
        read_byte(bytes);
        write_byte(bytes + 7, 1);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), guest_address(memory_.start()) + 7);
    EXPECT_TRUE(call_->fault.is_write);
}

TEST_F(HostCallTest, IsSuspendedPastTheEndOfAFile)
{
    const size_t page = memory_.page_size();
    int fd = memfd_create("short", MFD_CLOEXEC);
    ASSERT_EQ(ftruncate(fd, static_cast<off_t>(page)), 0);
    auto *start = static_cast<uint8_t *>(
        mmap(nullptr, 2 * page, PROT_READ, MAP_SHARED, fd, 0));
    Body body = [=](HostCall *call) {
        auto *bytes = static_cast<uint8_t *>(host_call_borrow(
            call, 1, guest_address(start), 2 * page, GUEST_READ));
        read_byte(bytes + page);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), guest_address(start) + page);
    munmap(start, 2 * page);
    close(fd);
}

// At the very instruction, with all its variables.
TEST_F(HostCallTest, GoesOnWhenMended)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < 8; i++) {
        memory_.start()[i] = static_cast<uint8_t>(i + 1);
    }
    memory_.protect(PROT_NONE);
    Body body = [&](HostCall *call) {
        const auto *bytes = static_cast<const uint8_t *>(host_call_borrow(
            call, 1, guest_address(memory_.start()), 8, GUEST_READ));
        for (size_t i = 0; i < 8; i++) {
            sum = sum * 10 + read_byte(bytes + i);
        }
    };
    EXPECT_FALSE(run(body));
    // Nothing has changed: the same again.
    EXPECT_FALSE(host_call_resume(call_));
    EXPECT_EQ(fault_address(), guest_address(memory_.start()));
    memory_.protect(PROT_READ);
    EXPECT_TRUE(host_call_resume(call_));
    EXPECT_EQ(sum, 12345678U);
}

TEST_F(HostCallTest, FaultsAsOftenAsItHasTo)
{
    TestMemory many{5};
    many.protect(PROT_NONE);
    Body body = [&](HostCall *call) {
        memset(host_call_borrow(call, 1, guest_address(many.start()),
                                many.size(), GUEST_WRITE),
               9, many.size());
    };
    bool is_over = run(body);
    for (size_t i = 0; i < 5; i++) {
        ASSERT_FALSE(is_over);
        const uint64_t fault = fault_address();
        EXPECT_EQ(fault, guest_address(many.start()) + i * many.page_size());
        mprotect(many.start() + i * many.page_size(), many.page_size(),
                 PROT_READ | PROT_WRITE);
        is_over = host_call_resume(call_);
    }
    EXPECT_TRUE(is_over);
    EXPECT_EQ(many.end()[-1], 9);
}

TEST_F(HostCallTest, TellsTheGuestsAddress)
{
    constexpr uint64_t kBase = 0x10000;
    guest_address_set_base(kBase);
    const uint64_t address = guest_address(memory_.end()) - kBase;
    Body body = [=](HostCall *call) {
        read_byte(host_call_borrow(call, 1, address, 1, GUEST_READ));
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), address);
}

TEST_F(HostCallTest, KnowsTheReachOfWhatIsBorrowed)
{
    const uint64_t end = guest_address_host_end();
    Body body = [=](HostCall *call) {
        host_call_borrow(call, 1, guest_address(memory_.start()), 10,
                         GUEST_READ);
        host_call_borrow(call, 2, end - 10, 11, GUEST_READ);
        host_call_borrow(call, 3, end, UINT64_MAX, GUEST_READ);
        EXPECT_EQ(host_call_reach(call, 1), 10U);
        EXPECT_EQ(host_call_reach(call, 2), 10U);
        EXPECT_EQ(host_call_reach(call, 3), uint64_t{HOST_CALL_TRAP_SIZE});
    };
    EXPECT_TRUE(run(body));
    host_call_end(call_);
}

#if defined(__x86_64__)
// memcpy() may begin with the end of what it copies.
TEST_F(HostCallTest, IsSuspendedInTheLastPage)
{
    const uint64_t end = guest_address_host_end();
    Body body = [=](HostCall *call) {
        auto *bytes = static_cast<uint8_t *>(
            host_call_borrow(call, 1, end - 100000, 100100, GUEST_READ));
        read_byte(bytes + 100016);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), end + 16);
    host_call_end(call_);
}

// An access that the CPU reports no address for.
TEST_F(HostCallTest, IsSuspendedBeyondTheEndOfUserMemory)
{
    const uint64_t end = guest_address_host_end();
    for (uint64_t before : {1, 4096, 100000}) {
        Body body = [=](HostCall *call) {
            host_call_borrow(call, 1, guest_address(memory_.start()), 10,
                             GUEST_READ);
            auto *bytes = static_cast<uint8_t *>(host_call_borrow(
                call, 2, end - before, uint64_t{1} << 60, GUEST_WRITE));
            read_byte(bytes + (uint64_t{1} << 55));
        };
        EXPECT_FALSE(run(body));
        EXPECT_EQ(fault_address(), end);
        EXPECT_TRUE(call_->fault.is_write);
        host_call_end(call_);
    }
}
#endif

TEST_F(HostCallTest, MakesNoProgressByTheSameFaultAgainAndAgain)
{
    constexpr int kMost = 1000;
    Body body = [=](HostCall *call) {
        read_byte(host_call_borrow(call, 1, kNoAddress, 1, GUEST_READ));
    };
    // Each call has as many attempts.
    for (int round = 0; round < 2; round++) {
        EXPECT_FALSE(run(body));
        for (int i = 0; i < kMost - 1; i++) {
            ASSERT_TRUE(host_call_makes_progress(call_)) << i;
            ASSERT_FALSE(host_call_resume(call_));
        }
        EXPECT_FALSE(host_call_resume(call_));
        EXPECT_FALSE(host_call_makes_progress(call_));
        host_call_end(call_);
    }
}

// Calls that fault once each, at the same address.
TEST_F(HostCallTest, ForgetsTheFaultsOfCallsThatHaveReturned)
{
    Body body = [=](HostCall *call) {
        read_byte(host_call_borrow(call, 1, guest_address(memory_.end()) - 1, 1,
                                   GUEST_READ));
    };
    for (int i = 0; i < 3000; i++) {
        mprotect(memory_.start(), memory_.page_size(), PROT_NONE);
        ASSERT_FALSE(run(body));
        ASSERT_TRUE(host_call_makes_progress(call_)) << i;
        mprotect(memory_.start(), memory_.page_size(), PROT_READ | PROT_WRITE);
        ASSERT_TRUE(host_call_resume(call_));
        host_call_end(call_);
    }
}

TEST_F(HostCallTest, IsSuspendedWhereThereIsNoMemory)
{
    for (uint64_t address : {uint64_t{0}, kNoAddress, UINT64_MAX - 10}) {
        Body body = [=](HostCall *call) {
            auto *bytes = static_cast<uint8_t *>(
                host_call_borrow(call, 1, address, SIZE_MAX, GUEST_READ));
            ASSERT_NE(bytes, nullptr);
            read_byte(bytes);
        };
        EXPECT_FALSE(run(body));
        EXPECT_EQ(fault_address(), address);
        EXPECT_FALSE(host_call_resume(call_));
        host_call_end(call_);
    }
}

// A copy may begin with its end.
TEST_F(HostCallTest, IsSuspendedFarFromWhereThereIsNoMemory)
{
    constexpr uint64_t kFar = 200000;
    Body body = [=](HostCall *call) {
        auto *bytes = static_cast<uint8_t *>(
            host_call_borrow(call, 7, kNoAddress, kFar + 1, GUEST_WRITE));
        write_byte(bytes + kFar, 1);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), kNoAddress + kFar);
}

TEST_F(HostCallTest, TellsAddressesWithoutMemoryApart)
{
    Body body = [](HostCall *call) {
        host_call_borrow(call, 1, kNoAddress, 10, GUEST_READ);
        void *second =
            host_call_borrow(call, 2, kNoAddress + 100, 10, GUEST_WRITE);
        write_byte(second, 1);
    };
    EXPECT_FALSE(run(body));
    EXPECT_EQ(fault_address(), kNoAddress + 100);
    EXPECT_TRUE(call_->fault.is_write);
}

TEST_F(HostCallTest, DoesNotMindUnusedMemory)
{
    Body body = [this](HostCall *call) {
        host_call_borrow(call, 1, guest_address(memory_.end()), 10, GUEST_READ);
        host_call_borrow(call, 2, kNoAddress, 0, GUEST_READ);
        read_byte(host_call_borrow(call, 3, guest_address(memory_.start()),
                                   UINT64_MAX, GUEST_READ));
    };
    EXPECT_TRUE(run(body));
}

TEST_F(HostCallTest, HasAFrameBesides)
{
    Body body = [this](HostCall *call) {
        host_call_borrow(call, 1, guest_address(memory_.start()), 1,
                         GUEST_READ);
        read_byte(memory_.end() + 4);
    };
    Body with_frame = [&](HostCall *call) {
        host_call_borrow_frame(call, guest_address(memory_.end()), 64);
        body(call);
    };
    EXPECT_FALSE(run(with_frame));
    EXPECT_EQ(fault_address(), guest_address(memory_.end()) + 4);
    host_call_end(call_);
    EXPECT_EXIT(run(body), testing::ExitedWithCode(kPreviousHandlerExit), "");
}

// Two ranges in one page, and bytes beside both.
TEST_F(HostCallTest, TakesTheRangeThatIsMeant)
{
    const uint64_t page = guest_address(memory_.end());
    for (uint64_t offset : {uint64_t{20}, uint64_t{35}, uint64_t{60}}) {
        Body body = [=](HostCall *call) {
            host_call_borrow(call, 1, page + 10, 20, GUEST_WRITE);
            auto *read = static_cast<uint8_t *>(
                host_call_borrow(call, 2, page + 30, 20, GUEST_READ));
            read_byte(read - 30 + offset);
        };
        EXPECT_FALSE(run(body));
        EXPECT_EQ(fault_address(), page + std::min<uint64_t>(offset, 49));
        EXPECT_EQ(call_->fault.is_write, offset == 20);
        host_call_end(call_);
    }
}

// Where memory is both, it may be the write that is not possible.
TEST_F(HostCallTest, TakesTheWriteOfOverlappingRanges)
{
    const uint64_t page = guest_address(memory_.end());
    for (bool write_first : {false, true}) {
        Body body = [=](HostCall *call) {
            host_call_borrow(call, 1, page, 8,
                             write_first ? GUEST_WRITE : GUEST_READ);
            read_byte(host_call_borrow(call, 2, page, 8,
                                       write_first ? GUEST_READ : GUEST_WRITE));
        };
        EXPECT_FALSE(run(body));
        EXPECT_TRUE(call_->fault.is_write);
        host_call_end(call_);
    }
}

void note(void *resource)
{
    auto *order = static_cast<std::vector<int> *>(resource);
    order->push_back(static_cast<int>(order->size()));
}

TEST_F(HostCallTest, GivesBackWhatItKeeps)
{
    std::vector<int> first;
    std::vector<int> second;
    Body body = [&](HostCall *call) {
        host_call_keep(call, note, &first);
        host_call_keep(call, note, &second);
        read_byte(host_call_borrow(call, 1, guest_address(memory_.end()), 1,
                                   GUEST_READ));
    };
    EXPECT_FALSE(run(body));
    EXPECT_TRUE(first.empty());
    host_call_end(call_);
    EXPECT_EQ(first.size(), 1U);
    EXPECT_EQ(second.size(), 1U);
    host_call_end(call_);
    EXPECT_EQ(first.size(), 1U);
}

TEST_F(HostCallTest, LeavesTheSignalMaskAlone)
{
    sigset_t mask;
    sigset_t before;
    sigset_t inside;
    sigset_t after;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    pthread_sigmask(SIG_SETMASK, &mask, &before);
    memory_.protect(PROT_NONE);
    Body body = [&](HostCall *call) {
        read_byte(host_call_borrow(call, 1, guest_address(memory_.start()), 1,
                                   GUEST_READ));
        pthread_sigmask(SIG_SETMASK, nullptr, &inside);
    };
    EXPECT_FALSE(run(body));
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGUSR1), 1);
    EXPECT_EQ(sigismember(&after, SIGUSR2), 0);
    EXPECT_EQ(sigismember(&after, SIGSEGV), 0);
    // What the guest has changed meanwhile is what goes on.
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    memory_.protect(PROT_READ);
    EXPECT_TRUE(host_call_resume(call_));
    EXPECT_EQ(sigismember(&inside, SIGUSR1), 0);
    EXPECT_EQ(sigismember(&inside, SIGUSR2), 1);
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGUSR2), 1);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_F(HostCallTest, WorksInManyThreads)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([this] {
            HostCall *call = host_call_new();
            for (size_t j = 0; j < 200; j++) {
                const uint64_t address = guest_address(memory_.end()) + j;
                Body body = [=](HostCall *borrower) {
                    read_byte(
                        host_call_borrow(borrower, 1, address, 1, GUEST_READ));
                };
                EXPECT_FALSE(host_call_run(call, run_body, &body));
                EXPECT_EQ(call->fault.address, address);
                host_call_end(call);
            }
            host_call_free(call);
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

using HostCallDeathTest = HostCallTest;

TEST_F(HostCallDeathTest, LeavesOtherFaultsToQemu)
{
    // In the page before what is borrowed, and behind an empty range.
    Body body = [this](HostCall *call) {
        host_call_borrow(call, 1, guest_address(memory_.start()),
                         memory_.size(), GUEST_READ);
        host_call_borrow(call, 2, guest_address(memory_.end()), 0, GUEST_READ);
        read_byte(memory_.end());
    };
    EXPECT_EXIT(run(body), testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(HostCallDeathTest, LeavesFaultsOutsideOfACallToQemu)
{
    Body body = [this](HostCall *call) {
        read_byte(host_call_borrow(call, 1, guest_address(memory_.end()), 1,
                                   GUEST_READ));
    };
    EXPECT_EXIT(
        {
            run(body);
            read_byte(memory_.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(HostCallDeathTest, ForgetsWhatAnEndedCallHasBorrowed)
{
    Body borrow = [this](HostCall *call) {
        host_call_borrow(call, 1, guest_address(memory_.end()), 1, GUEST_READ);
    };
    Body body = [this](HostCall *) { read_byte(memory_.end()); };
    EXPECT_EXIT(
        {
            run(borrow);
            host_call_end(call_);
            run(body);
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

} // namespace
