// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/fault_guard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <thread>
#include <vector>

#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::TestMemory;

constexpr int kPreviousHandlerExit = 77;

void previous_handler(int, siginfo_t *, void *)
{
    _exit(kPreviousHandlerExit);
}

// What QEMU does before the guard comes.
void install_behind(void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    sigfillset(&action.sa_mask);
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
    fault_guard_install();
}

class FaultGuardTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        install_behind(previous_handler);
    }
};

void read_byte(void *argument)
{
    (void)*static_cast<volatile uint8_t *>(argument);
}

void write_byte(void *argument)
{
    *static_cast<volatile uint8_t *>(argument) = 1;
}

TEST_F(FaultGuardTest, LetsAGoodCallThrough)
{
    TestMemory memory;
    FaultRange range = {memory.start(), memory.size()};
    FaultReport report = {};
    EXPECT_TRUE(
        fault_guard_run(&range, 1, write_byte, memory.start(), &report));
    EXPECT_EQ(memory.start()[0], 1);
    EXPECT_EQ(report.signal, 0);
}

TEST_F(FaultGuardTest, ReportsUnmappedMemory)
{
    TestMemory memory;
    uint8_t *address = memory.start() + 5;
    FaultRange range = {memory.start(), memory.size()};
    FaultReport report = {};
    munmap(memory.start(), memory.size());
    EXPECT_FALSE(fault_guard_run(&range, 1, read_byte, address, &report));
    EXPECT_EQ(report.signal, SIGSEGV);
    EXPECT_EQ(report.code, SEGV_MAPERR);
    EXPECT_EQ(report.address, reinterpret_cast<uintptr_t>(address));
}

TEST_F(FaultGuardTest, ReportsForbiddenAccess)
{
    TestMemory memory;
    FaultRange range = {memory.start(), memory.size()};
    FaultReport report = {};
    memory.protect(PROT_NONE);
    EXPECT_FALSE(
        fault_guard_run(&range, 1, read_byte, memory.start(), &report));
    EXPECT_EQ(report.signal, SIGSEGV);
    EXPECT_EQ(report.code, SEGV_ACCERR);
    memory.protect(PROT_READ);
    EXPECT_TRUE(fault_guard_run(&range, 1, read_byte, memory.start(), &report));
    EXPECT_FALSE(
        fault_guard_run(&range, 1, write_byte, memory.start(), &report));
    EXPECT_EQ(report.code, SEGV_ACCERR);
}

TEST_F(FaultGuardTest, ReportsMemoryPastTheEndOfAFile)
{
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    int fd = memfd_create("short", MFD_CLOEXEC);
    ASSERT_EQ(ftruncate(fd, static_cast<off_t>(page)), 0);
    auto *start = static_cast<uint8_t *>(
        mmap(nullptr, 2 * page, PROT_READ, MAP_SHARED, fd, 0));
    FaultRange range = {start, 2 * page};
    FaultReport report = {};
    EXPECT_FALSE(fault_guard_run(&range, 1, read_byte, start + page, &report));
    EXPECT_EQ(report.signal, SIGBUS);
    EXPECT_EQ(report.code, BUS_ADRERR);
    EXPECT_EQ(report.address, reinterpret_cast<uintptr_t>(start + page));
    munmap(start, 2 * page);
    close(fd);
}

TEST_F(FaultGuardTest, LooksAtEveryRange)
{
    TestMemory memory;
    const uint8_t other = 0;
    FaultRange ranges[] = {{&other, 1}, {nullptr, 0}, {memory.end(), 1}};
    FaultReport report = {};
    EXPECT_FALSE(fault_guard_run(ranges, 3, read_byte, memory.end(), &report));
}

// A vector that is loaded from before the range can fault there.
TEST_F(FaultGuardTest, ReportsTheNearestByteOfTheRange)
{
    TestMemory memory;
    FaultRange range = {memory.end() + 100, 10};
    FaultReport report = {};
    EXPECT_FALSE(fault_guard_run(&range, 1, read_byte, memory.end(), &report));
    EXPECT_EQ(report.address, reinterpret_cast<uintptr_t>(memory.end() + 100));
    EXPECT_FALSE(
        fault_guard_run(&range, 1, read_byte, memory.end() + 200, &report));
    EXPECT_EQ(report.address, reinterpret_cast<uintptr_t>(memory.end() + 109));
}

TEST_F(FaultGuardTest, WorksManyTimes)
{
    TestMemory memory;
    FaultRange range = {memory.end(), 1};
    FaultReport report = {};
    for (int i = 0; i < 1000; i++) {
        ASSERT_FALSE(
            fault_guard_run(&range, 1, read_byte, memory.end(), &report));
    }
}

TEST_F(FaultGuardTest, WorksInManyThreads)
{
    TestMemory memory;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&memory] {
            FaultRange range = {memory.end(), memory.page_size()};
            for (size_t j = 0; j < 200; j++) {
                FaultReport report = {};
                uint8_t *address = memory.end() + j;
                EXPECT_FALSE(
                    fault_guard_run(&range, 1, read_byte, address, &report));
                EXPECT_EQ(report.address, reinterpret_cast<uintptr_t>(address));
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

TEST_F(FaultGuardTest, LeavesTheSignalMaskAsItWas)
{
    TestMemory memory;
    FaultRange range = {memory.end(), 1};
    FaultReport report = {};
    sigset_t mask;
    sigset_t after;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    EXPECT_FALSE(fault_guard_run(&range, 1, read_byte, memory.end(), &report));
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGUSR1), 1);
    EXPECT_EQ(sigismember(&after, SIGUSR2), 0);
    EXPECT_EQ(sigismember(&after, SIGSEGV), 0);
    sigemptyset(&mask);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
}

using FaultGuardDeathTest = FaultGuardTest;

TEST_F(FaultGuardDeathTest, ForwardsFaultsOutsideOfTheRanges)
{
    TestMemory memory;
    // Up to the faulting page, and from the one after it.
    FaultRange ranges[] = {{memory.start(), memory.size()},
                           {memory.end() + 5, 0},
                           {memory.end() + memory.page_size(), 100}};
    FaultReport report = {};
    EXPECT_EXIT(fault_guard_run(ranges, 3, read_byte, memory.end(), &report),
                testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(FaultGuardDeathTest, ForwardsFaultsOutsideOfACall)
{
    TestMemory memory;
    FaultRange range = {memory.end(), 1};
    FaultReport report = {};
    EXPECT_EXIT(
        {
            fault_guard_run(&range, 1, read_byte, memory.end(), &report);
            read_byte(memory.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

// On a stack of its own the handler finds everything as the call left it.
TEST_F(FaultGuardDeathTest, ForgetsACallThatHasReturned)
{
    static uint8_t stack[65536];
    TestMemory memory;
    FaultRange range = {memory.end(), 1};
    FaultReport report = {};
    EXPECT_EXIT(
        {
            stack_t other = {};
            other.ss_sp = stack;
            other.ss_size = sizeof(stack);
            sigaltstack(&other, nullptr);
            struct sigaction action = {};
            action.sa_sigaction = previous_handler;
            action.sa_flags = SA_SIGINFO | SA_ONSTACK;
            sigaction(SIGSEGV, &action, nullptr);
            fault_guard_install();
            alarm(5);
            fault_guard_run(&range, 1, read_byte, &range, &report);
            read_byte(memory.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

void raise_segv(void *)
{
    raise(SIGSEGV);
}

TEST_F(FaultGuardDeathTest, ForwardsWhatIsNoFault)
{
    FaultRange everything = {nullptr, SIZE_MAX};
    FaultReport report = {};
    EXPECT_EXIT(fault_guard_run(&everything, 1, raise_segv, nullptr, &report),
                testing::ExitedWithCode(kPreviousHandlerExit), "");
}

void exit_if_all_blocked(int, siginfo_t *, void *)
{
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    _exit(sigismember(&mask, SIGUSR1) == 1 && sigismember(&mask, SIGTERM) == 1
              ? kPreviousHandlerExit
              : 1);
}

TEST_F(FaultGuardDeathTest, KeepsTheMaskOfThePreviousHandler)
{
    TestMemory memory;
    EXPECT_EXIT(
        {
            install_behind(exit_if_all_blocked);
            read_byte(memory.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(FaultGuardDeathTest, DiesWhereTheDefaultActionWould)
{
    TestMemory memory;
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_DFL);
            fault_guard_install();
            read_byte(memory.end());
        },
        testing::KilledBySignal(SIGSEGV), "");
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_DFL);
            fault_guard_install();
            raise(SIGSEGV);
            _exit(0);
        },
        testing::KilledBySignal(SIGSEGV), "");
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_IGN);
            fault_guard_install();
            raise(SIGSEGV);
            read_byte(memory.end());
        },
        testing::KilledBySignal(SIGSEGV), "");
}

} // namespace
