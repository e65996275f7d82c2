// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/fault_signals.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::TestMemory;

constexpr int kPreviousHandlerExit = 77;

void previous_handler(int, siginfo_t *, void *)
{
    _exit(kPreviousHandlerExit);
}

// What QEMU does before the hook comes.
void install_behind(void (*handler)(int, siginfo_t *, void *), FaultHook *hook,
                    int flags = 0)
{
    struct sigaction action = {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | flags;
    sigfillset(&action.sa_mask);
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
    fault_signals_install(hook);
}

void *last_address;

bool make_accessible(int number, const siginfo_t *info, ucontext_t *)
{
    last_address = info->si_addr;
    return number == SIGSEGV &&
           mprotect(info->si_addr, 1, PROT_READ | PROT_WRITE) == 0;
}

bool refuse(int, const siginfo_t *, ucontext_t *)
{
    return false;
}

bool accept(int, const siginfo_t *, ucontext_t *)
{
    return true;
}

void read_byte(const uint8_t *address)
{
    (void)*static_cast<const volatile uint8_t *>(address);
}

TEST(FaultSignals, TryTheInstructionAgain)
{
    TestMemory memory;
    install_behind(previous_handler, make_accessible);
    memory.protect(PROT_NONE);
    *static_cast<volatile uint8_t *>(memory.start()) = 5;
    EXPECT_EQ(last_address, memory.start());
    EXPECT_EQ(memory.start()[0], 5);
}

class FaultSignalsDeathTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
    }
    TestMemory memory_;
};

TEST_F(FaultSignalsDeathTest, ForwardWhatTheHookDoesNotWant)
{
    EXPECT_EXIT(
        {
            install_behind(previous_handler, refuse);
            read_byte(memory_.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(FaultSignalsDeathTest, ForwardWhatIsNoFault)
{
    EXPECT_EXIT(
        {
            install_behind(previous_handler, accept);
            raise(SIGSEGV);
        },
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

TEST_F(FaultSignalsDeathTest, KeepTheMaskOfThePreviousHandler)
{
    EXPECT_EXIT(
        {
            install_behind(exit_if_all_blocked, refuse);
            read_byte(memory_.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

bool exit_if_on_the_same_stack(int, const siginfo_t *, ucontext_t *context)
{
    const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
#if defined(__x86_64__)
    const auto there =
        static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RSP]);
#else
    const auto there = static_cast<uintptr_t>(context->uc_mcontext.sp);
#endif
    _exit(there > here && there - here < 65536 ? kPreviousHandlerExit : 1);
}

TEST_F(FaultSignalsDeathTest, StayOnTheStackOfTheCode)
{
    static uint8_t stack[65536];
    EXPECT_EXIT(
        {
            stack_t other = {};
            other.ss_sp = stack;
            other.ss_size = sizeof(stack);
            sigaltstack(&other, nullptr);
            install_behind(previous_handler, exit_if_on_the_same_stack,
                           SA_ONSTACK);
            read_byte(memory_.end());
        },
        testing::ExitedWithCode(kPreviousHandlerExit), "");
}

TEST_F(FaultSignalsDeathTest, EndWhereTheDefaultActionWould)
{
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_DFL);
            fault_signals_install(refuse);
            read_byte(memory_.end());
        },
        testing::KilledBySignal(SIGSEGV), "");
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_DFL);
            fault_signals_install(refuse);
            raise(SIGSEGV);
            _exit(0);
        },
        testing::KilledBySignal(SIGSEGV), "");
    EXPECT_EXIT(
        {
            signal(SIGSEGV, SIG_IGN);
            fault_signals_install(refuse);
            raise(SIGSEGV);
            read_byte(memory_.end());
        },
        testing::KilledBySignal(SIGSEGV), "");
}

} // namespace
