// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_checksum_calls.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cerrno>
#include <cstdint>

#include "plugin/core/dispatch.h"
#include "plugin/core/statistics.h"
#include "plugin/zlib/testing/stream_twins.h"
#include "plugin/zlib/zlib_backend.h"

namespace
{

using hostlib::Bytes;
using hostlib::guest_address;
using hostlib::make_call;
using hostlib::sample;
using hostlib::StreamTest;
using hostlib::TestMemory;

class ChecksumCallsTest : public StreamTest
{
};

TEST_F(ChecksumCallsTest, SumsLikeZlib)
{
    const Bytes bytes = sample(100000);
    const uint64_t address = guest_address(bytes.data());
    for (uInt length : {0U, 1U, 2U, 15U, 16U, 17U, 5552U, 99999U}) {
        for (uint64_t sum : {uint64_t{0}, uint64_t{1}, uint64_t{0xdeadbeef},
                             uint64_t{UINT32_MAX}}) {
            EXPECT_EQ(make_call(HOSTLIB_OP_CRC32, sum, address, length),
                      static_cast<int64_t>(crc32(sum, bytes.data(), length)));
            EXPECT_EQ(make_call(HOSTLIB_OP_ADLER32, sum, address, length),
                      static_cast<int64_t>(adler32(sum, bytes.data(), length)));
        }
    }
}

TEST_F(ChecksumCallsTest, KnowsOlderZlibs)
{
    const Bytes bytes = sample(1000);
    const uint64_t address = guest_address(bytes.data());
    const ZlibBackend backend = zlib_backend;
    zlib_backend.crc32_z = nullptr;
    zlib_backend.adler32_z = nullptr;
    for (uInt length : {0U, 1U, 1000U}) {
        EXPECT_EQ(make_call(HOSTLIB_OP_CRC32, 5, address, length),
                  static_cast<int64_t>(crc32(5, bytes.data(), length)));
        EXPECT_EQ(make_call(HOSTLIB_OP_ADLER32, 5, address, length),
                  static_cast<int64_t>(adler32(5, bytes.data(), length)));
    }
    zlib_backend.crc32 = nullptr;
    EXPECT_EQ(make_call(HOSTLIB_OP_CRC32, 5, address, 10), -ENOSYS);
    EXPECT_GE(make_call(HOSTLIB_OP_ADLER32, 5, address, 10), 0);
    zlib_backend.adler32 = nullptr;
    EXPECT_EQ(make_call(HOSTLIB_OP_ADLER32, 5, address, 10), -ENOSYS);
    zlib_backend = backend;
}

TEST_F(ChecksumCallsTest, BeginsWithNull)
{
    for (uint64_t length :
         {uint64_t{0}, uint64_t{1}, uint64_t{2}, UINT64_MAX}) {
        EXPECT_EQ(make_call(HOSTLIB_OP_CRC32, 7, 0, length), 0);
        EXPECT_EQ(make_call(HOSTLIB_OP_ADLER32, 7, 0, length), 1);
    }
}

TEST_F(ChecksumCallsTest, ReportsBadPointers)
{
    TestMemory memory;
    for (uint64_t operation : {HOSTLIB_OP_CRC32, HOSTLIB_OP_ADLER32}) {
        for (uint64_t bad : {uint64_t{0x10}, uint64_t{1} << 63,
                             guest_address(memory.end()) - 100}) {
            for (uint64_t length : {uint64_t{101}, uint64_t{1} << 40}) {
                const uint64_t arguments[8] = {operation, 0, bad, length};
                EXPECT_EQ(dispatch(hostlib::service_table(), arguments),
                          -EFAULT);
            }
        }
    }
    HostlibFrame frame;
    hostlib::begin_call(&frame, HOSTLIB_OP_CRC32, 0,
                        guest_address(memory.end()), 10);
    EXPECT_EQ(frame.state, HOSTLIB_FRAME_TOUCH_READ);
    EXPECT_EQ(frame.fault_address, guest_address(memory.end()));
    hostlib::drop_call(&frame);
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(ChecksumCallsTest, Counts)
{
    const Bytes bytes = sample(1000);
    make_call(HOSTLIB_OP_CRC32, 0, guest_address(bytes.data()), 1000);
    EXPECT_EQ(statistics_get(HOSTLIB_OP_CRC32).calls, 0U);
    statistics_is_on = true;
    make_call(HOSTLIB_OP_CRC32, 0, guest_address(bytes.data()), 1000);
    statistics_is_on = false;
    const StatisticsCount count = statistics_get(HOSTLIB_OP_CRC32);
    EXPECT_EQ(count.calls, 1U);
    EXPECT_EQ(count.bytes_in, 1000U);
    EXPECT_EQ(count.bytes_out, 0U);
    EXPECT_EQ(statistics_get(HOSTLIB_OP_ADLER32).calls, 0U);
}

} // namespace
