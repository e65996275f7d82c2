// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/dispatch.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

int64_t sum(HostCall *, const uint64_t *arguments)
{
    uint64_t result = 0;
    for (int i = 0; i < HOSTLIB_OPERATION_ARGUMENTS; i++) {
        result = result * 10 + arguments[i];
    }
    return static_cast<int64_t>(result);
}

int64_t fail(HostCall *, const uint64_t *)
{
    return -EINVAL;
}

const Operation kOperations[] = {{1, "sum", sum}, {3, "fail", fail}};

int64_t call(const OperationTable &table, uint64_t operation)
{
    const uint64_t arguments[] = {operation, 1, 2, 3, 4, 5};
    return dispatch(&table, arguments);
}

TEST(Dispatch, HandsTheArgumentsOver)
{
    OperationTable table = {};
    ASSERT_TRUE(operation_table_add(&table, kOperations, 2));
    EXPECT_EQ(call(table, 1), 12345);
    EXPECT_EQ(call(table, 3), -EINVAL);
}

TEST(Dispatch, RefusesUnknownOperations)
{
    OperationTable table = {};
    EXPECT_EQ(call(table, 1), -ENOSYS);
    ASSERT_TRUE(operation_table_add(&table, kOperations, 2));
    for (uint64_t operation :
         {uint64_t{0}, uint64_t{2}, uint64_t{HOSTLIB_OP_END}, uint64_t{1} << 32,
          (uint64_t{1} << 32) + 1, uint64_t{1} << 63, UINT64_MAX}) {
        EXPECT_EQ(call(table, operation), -ENOSYS) << operation;
    }
}

int64_t touch(HostCall *call, const uint64_t *arguments)
{
    return *static_cast<volatile uint8_t *>(
        host_call_borrow(call, 1, arguments[0], 1, GUEST_READ));
}

TEST(Dispatch, GivesUpAtAFault)
{
    TestMemory memory;
    OperationTable table = {};
    const Operation operation = {1, "touch", touch};
    const uint64_t arguments[6] = {1, guest_address(memory.end())};
    ASSERT_TRUE(host_call_install());
    guest_address_set_base(0);
    ASSERT_TRUE(operation_table_add(&table, &operation, 1));
    EXPECT_EQ(dispatch(&table, arguments), -EFAULT);
}

TEST(Dispatch, ServesFrames)
{
    OperationTable table = {};
    HostlibFrame frame = {1, HOSTLIB_FRAME_NEW, {5, 4, 3, 2, 1}, 0, 0};
    const uint64_t call[6] = {HOSTLIB_OP_CALL, guest_address(&frame)};
    const uint64_t resume[6] = {HOSTLIB_OP_RESUME, guest_address(&frame)};
    guest_address_set_base(0);
    ASSERT_TRUE(operation_table_add(&table, kOperations, 2));
    EXPECT_EQ(dispatch(&table, call), 0);
    EXPECT_EQ(frame.result, 54321);
    EXPECT_EQ(dispatch(&table, resume), -ENOENT);
}

TEST(Dispatch, AnswersGreetingsOfItsGuests)
{
    const OperationTable table = {};
    for (const GuestArch *const *arch = guest_archs; *arch != nullptr; arch++) {
        guest_target_set(*arch);
        for (const uint64_t machine : {EM_AARCH64, EM_RISCV, EM_X86_64}) {
            const uint64_t arguments[6] = {HOSTLIB_OP_HELLO, HOSTLIB_VERSION,
                                           machine, sizeof(HostlibFrame)};
            EXPECT_EQ(dispatch(&table, arguments),
                      machine == (*arch)->elf_machine ? HOSTLIB_VERSION
                                                      : -EPROTONOSUPPORT);
        }
    }
}

TEST(Dispatch, TellsWhyItRefusesAGreeting)
{
    OperationTable table = {};
    uint64_t arguments[6] = {HOSTLIB_OP_HELLO, HOSTLIB_VERSION, EM_X86_64,
                             sizeof(HostlibFrame)};
    guest_target_set(guest_arch_by_name("x86_64"));
    log_init("test");
    fake_qemu_reset();
    EXPECT_EQ(dispatch(&table, arguments), HOSTLIB_VERSION);
    EXPECT_STREQ(fake_qemu_log(), "");
    arguments[1] = 2;
    EXPECT_EQ(dispatch(&table, arguments), -EPROTONOSUPPORT);
    EXPECT_STREQ(fake_qemu_log(),
                 "test: a thunk library has version 2, machine 62, frames of "
                 "64 bytes, this plugin 1, 62, 64; frames are not used\n");
}

} // namespace
