// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/call_stack.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <cstring>
#include <vector>

namespace
{

class CallStackTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        ASSERT_TRUE(call_stack_map(&stack_));
    }
    void TearDown() override
    {
        call_stack_unmap(&stack_);
    }

    CallStack stack_ = {};
};

void note_address(void *argument, void *)
{
    // Not that of a variable: AddressSanitizer may have it elsewhere.
    *static_cast<uintptr_t *>(argument) =
        reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
}

void add(void *first, void *second)
{
    *static_cast<int *>(first) += *static_cast<int *>(second);
}

TEST_F(CallStackTest, HandsBothArgumentsOver)
{
    int sum = 5;
    int more = 7;
    EXPECT_TRUE(call_stack_run(&stack_, add, &sum, &more));
    EXPECT_EQ(sum, 12);
}

TEST_F(CallStackTest, RunsOnAnotherStack)
{
    uintptr_t address = 0;
    EXPECT_TRUE(call_stack_run(&stack_, note_address, &address, nullptr));
    const auto top = reinterpret_cast<uintptr_t>(stack_.top);
    EXPECT_LT(address, top);
    EXPECT_GT(address, top - 4096);
}

void use_vectors(void *argument, void *)
{
    // Aligned stores to the stack would fault if it were not aligned.
    alignas(32) volatile double values[8] = {};
    for (int i = 0; i < 8; i++) {
        values[i] = i * 1.5;
    }
    *static_cast<double *>(argument) = values[7];
}

TEST_F(CallStackTest, IsAligned)
{
    double result = 0;
    EXPECT_TRUE(call_stack_run(&stack_, use_vectors, &result, nullptr));
    EXPECT_EQ(result, 10.5);
}

void use_a_lot(void *argument, void *)
{
    volatile uint8_t bytes[200 * 1024];
    memset(const_cast<uint8_t *>(bytes), 7, sizeof(bytes));
    *static_cast<int *>(argument) = bytes[sizeof(bytes) / 2];
}

TEST_F(CallStackTest, HasRoom)
{
    int result = 0;
    EXPECT_TRUE(call_stack_run(&stack_, use_a_lot, &result, nullptr));
    EXPECT_EQ(result, 7);
}

struct Steps {
    CallStack *stack;
    std::vector<int> done;
};

void make_steps(void *argument, void *)
{
    auto *steps = static_cast<Steps *>(argument);
    for (int i = 0; i < 3; i++) {
        steps->done.push_back(i);
        call_stack_suspend(steps->stack);
    }
    steps->done.push_back(3);
}

TEST_F(CallStackTest, SuspendsAndResumes)
{
    Steps steps = {&stack_, {}};
    EXPECT_FALSE(call_stack_run(&stack_, make_steps, &steps, nullptr));
    EXPECT_EQ(steps.done, (std::vector<int>{0}));
    EXPECT_FALSE(call_stack_resume(&stack_));
    EXPECT_FALSE(call_stack_resume(&stack_));
    EXPECT_EQ(steps.done, (std::vector<int>{0, 1, 2}));
    EXPECT_TRUE(call_stack_resume(&stack_));
    EXPECT_EQ(steps.done, (std::vector<int>{0, 1, 2, 3}));
}

// From another depth of the caller's stack than where it was run.
bool resume_from_below(CallStack *stack, int depth)
{
    volatile char frame[512];
    frame[0] = static_cast<char>(depth);
    const bool result = depth == 0 ? call_stack_resume(stack)
                                   : resume_from_below(stack, depth - 1);
    EXPECT_EQ(frame[0], static_cast<char>(depth));
    return result;
}

TEST_F(CallStackTest, ResumesFromAnywhere)
{
    Steps steps = {&stack_, {}};
    EXPECT_FALSE(call_stack_run(&stack_, make_steps, &steps, nullptr));
    EXPECT_FALSE(resume_from_below(&stack_, 20));
    EXPECT_FALSE(resume_from_below(&stack_, 1));
    EXPECT_TRUE(resume_from_below(&stack_, 7));
    EXPECT_EQ(steps.done.size(), 4U);
}

void suspend_with_values(void *argument, void *)
{
    auto *stack = static_cast<CallStack *>(argument);
    // More values than there are registers that a function preserves.
    volatile uint64_t seed = 1;
    uint64_t v[24];
    double d[12];
    for (int i = 0; i < 24; i++) {
        v[i] = seed * 31 + static_cast<uint64_t>(i);
        d[i / 2] = static_cast<double>(v[i]) / 3;
    }
    call_stack_suspend(stack);
    for (int i = 0; i < 24; i++) {
        ASSERT_EQ(v[i], 31U + static_cast<uint64_t>(i));
    }
    for (int i = 0; i < 12; i++) {
        ASSERT_EQ(d[i], static_cast<double>(32 + 2 * i) / 3);
    }
}

TEST_F(CallStackTest, KeepsTheValuesOfBothSides)
{
    volatile uint64_t seed = 5;
    uint64_t v[24];
    double d[12];
    for (int i = 0; i < 24; i++) {
        v[i] = seed * 7 + static_cast<uint64_t>(i);
        d[i / 2] = static_cast<double>(v[i]) / 7;
    }
    EXPECT_FALSE(
        call_stack_run(&stack_, suspend_with_values, &stack_, nullptr));
    EXPECT_TRUE(call_stack_resume(&stack_));
    for (int i = 0; i < 24; i++) {
        EXPECT_EQ(v[i], 35U + static_cast<uint64_t>(i));
    }
    for (int i = 0; i < 12; i++) {
        EXPECT_EQ(d[i], static_cast<double>(36 + 2 * i) / 7);
    }
}

TEST_F(CallStackTest, CanBeUsedAgain)
{
    Steps steps = {&stack_, {}};
    for (int i = 0; i < 1000; i++) {
        steps.done.clear();
        EXPECT_FALSE(call_stack_run(&stack_, make_steps, &steps, nullptr));
        call_stack_reset(&stack_);
    }
    uintptr_t address = 0;
    EXPECT_TRUE(call_stack_run(&stack_, note_address, &address, nullptr));
}

TEST_F(CallStackTest, IsIndependentOfOthers)
{
    CallStack other = {};
    ASSERT_TRUE(call_stack_map(&other));
    Steps steps = {&stack_, {}};
    Steps other_steps = {&other, {}};
    EXPECT_FALSE(call_stack_run(&stack_, make_steps, &steps, nullptr));
    EXPECT_FALSE(call_stack_run(&other, make_steps, &other_steps, nullptr));
    EXPECT_FALSE(call_stack_resume(&stack_));
    EXPECT_FALSE(call_stack_resume(&other));
    EXPECT_FALSE(call_stack_resume(&stack_));
    EXPECT_TRUE(call_stack_resume(&stack_));
    EXPECT_FALSE(call_stack_resume(&other));
    EXPECT_TRUE(call_stack_resume(&other));
    call_stack_unmap(&other);
}

// Without end, as far as the compiler can tell.
int overflow(int depth)
{
    volatile char frame[1024];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : overflow(depth + 1) + frame[0];
}

void run_overflow(void *argument, void *)
{
    *static_cast<int *>(argument) = overflow(1);
}

using CallStackDeathTest = CallStackTest;

TEST_F(CallStackDeathTest, EndsInAGuard)
{
    int result = 0;
    EXPECT_DEATH(call_stack_run(&stack_, run_overflow, &result, nullptr), "");
}

} // namespace
