// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/filter.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;

constexpr int64_t kGetpid = 39;
constexpr int64_t kOpen = 2;

bool succeed()
{
    return true;
}

bool give_up()
{
    return false;
}

int64_t first(HostCall *, const uint64_t *arguments)
{
    return static_cast<int64_t>(arguments[0]) + 1;
}

const Operation kOperationOne[] = {{1, "one", first}};
const Operation kOperationTwo[] = {{2, "two", first}};

Service make_service(const char *library, const char *thunk,
                     const Operation *operations, bool (*start)())
{
    Service service = {};
    service.name = library;
    service.library = library;
    service.thunk = thunk;
    service.operations = operations;
    service.operation_count = 1;
    service.start = start;
    return service;
}

bool make_call(int64_t number, uint64_t a1, uint64_t a2, int64_t *result)
{
    const uint64_t arguments[8] = {a1, a2};
    *result = 0;
    return fake_qemu_syscall(number, arguments, result);
}

// One test: a plugin is installed once in a process.
TEST(Filter, ServesTheServicesThatStart)
{
    const std::string directory = testing::TempDir();
    const Service working =
        make_service("liba.so", "liba-thunk.so", kOperationOne, succeed);
    const Service broken =
        make_service("libb.so", "libb-thunk.so", kOperationTwo, give_up);
    const Service *const services[] = {&working, &broken, nullptr};
    int64_t result = 0;

    std::ofstream{directory + "liba-thunk.so"} << "a";
    std::ofstream{directory + "libb-thunk.so"} << "b";
    guest_target_set(guest_arch_by_name("x86_64"));
    log_init("test");
    fake_qemu_reset();
    fake_qemu_set_program("/bin/gzip");
    ASSERT_TRUE(filter_install(42, services));
    EXPECT_TRUE(fake_qemu_is_watched());
    fake_qemu_translate(0x1000, reinterpret_cast<void *>(0x1000));

    // The first system call ends the watch.
    EXPECT_FALSE(make_call(kGetpid, 0, 0, &result));
    EXPECT_FALSE(fake_qemu_is_watched());

    EXPECT_TRUE(make_call(HOSTLIB_SYSCALL, 1, 5, &result));
    EXPECT_EQ(result, 6);
    EXPECT_TRUE(make_call(HOSTLIB_SYSCALL, 2, 5, &result));
    EXPECT_EQ(result, -ENOSYS);
    EXPECT_TRUE(make_call(HOSTLIB_SYSCALL, 99, 5, &result));
    EXPECT_EQ(result, -ENOSYS);

    // It was also the time to get ready for this.
    EXPECT_FALSE(make_call(kOpen, 16, 0, &result));

    const std::string a = directory + "liba.so";
    const std::string b = directory + "libb.so";
    EXPECT_TRUE(make_call(kOpen, guest_address(a.c_str()), 0, &result));
    EXPECT_GE(result, 0);
    close(static_cast<int>(result));
    EXPECT_FALSE(make_call(kOpen, guest_address(b.c_str()), 0, &result));

    // A service that wants what another has.
    const Service *const clashing[] = {&working, nullptr};
    testing::internal::CaptureStderr();
    EXPECT_FALSE(filter_install(42, clashing));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "test: service 'liba.so' clashes with another\n");
}

} // namespace
