// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_service.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <zlib.h>

#include <cerrno>
#include <string>
#include <vector>

#include "plugin/core/dispatch.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/statistics.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

// An address that no program has, and one past all that it could have.
constexpr uint64_t kUnmapped = 0x10;
constexpr uint64_t kNoAddress = 1ULL << 63;

class ZlibServiceTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        ASSERT_TRUE(host_call_install());
        log_init("test");
        fake_qemu_reset();
        ASSERT_TRUE(zlib_service.start());
        start_log = fake_qemu_log();
        ASSERT_TRUE(operation_table_add(&table, zlib_service.operations,
                                        zlib_service.operation_count));
    }

    void SetUp() override
    {
        guest_address_set_base(0);
        fake_qemu_reset();
        for (size_t i = 0; i < source_.size(); i++) {
            source_.start()[i] = static_cast<uint8_t>(i / 7);
        }
        length_ = destination_.size();
    }

    static int64_t call(uint64_t operation, uint64_t a2, uint64_t a3 = 0,
                        uint64_t a4 = 0, uint64_t a5 = 0, uint64_t a6 = 0)
    {
        const uint64_t arguments[8] = {operation, a2, a3, a4, a5, a6};
        return dispatch(&table, arguments);
    }

    // Operation 2, on all of source_.
    int64_t compress(uint64_t level = 6)
    {
        return call(HOSTLIB_OP_COMPRESS, source(), source_.size(),
                    destination(), guest_address(&length_), level);
    }

    // Operation 3, from what compress() wrote back to source_.
    int64_t uncompress()
    {
        const uint64_t packed = length_;
        length_ = source_.size();
        return call(HOSTLIB_OP_UNCOMPRESS, destination(), packed, source(),
                    guest_address(&length_));
    }

    [[nodiscard]] uint64_t source() const
    {
        return guest_address(source_.start());
    }
    [[nodiscard]] uint64_t destination() const
    {
        return guest_address(destination_.start());
    }

    static OperationTable table;
    static std::string start_log;
    TestMemory source_{2};
    TestMemory destination_{4};
    HostlibLength length_ = 0;
};

OperationTable ZlibServiceTest::table;
std::string ZlibServiceTest::start_log;

TEST_F(ZlibServiceTest, TellsWhichZlibItUses)
{
    const std::string expected =
        std::string("test: host zlib ") + zlibVersion() + ": /";
    EXPECT_EQ(start_log.rfind(expected, 0), 0U) << start_log;
    EXPECT_EQ(start_log.back(), '\n');
}

TEST_F(ZlibServiceTest, BoundsLikeZlib)
{
    for (uint64_t length : {uint64_t{0}, uint64_t{1}, uint64_t{8388608},
                            uint64_t{1} << 40, uint64_t{1} << 62}) {
        EXPECT_EQ(call(HOSTLIB_OP_COMPRESS_BOUND, length),
                  static_cast<int64_t>(compressBound(length)));
    }
}

TEST_F(ZlibServiceTest, HasNoBoundForWhatIsTooLarge)
{
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS_BOUND, UINT64_MAX), 0);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS_BOUND, UINT64_MAX - 5000), 0);
    // The largest length with a bound at all: the sum does not wrap around.
    uint64_t largest = 0;
    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t longer = largest | (1ULL << bit);
        largest = compressBound(longer) >= longer ? longer : largest;
    }
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS_BOUND, largest), 0);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS_BOUND, largest - 4000), 0);
    EXPECT_NE(call(HOSTLIB_OP_COMPRESS_BOUND, largest - 5000), 0);
    // Whatever the length, the result is never taken for an errno.
    for (uint64_t i = 0; i < 64; i++) {
        for (uint64_t j = 0; j < 4096; j++) {
            const uint64_t length = UINT64_MAX - (i << 52) - j;
            const auto bound =
                static_cast<uint64_t>(call(HOSTLIB_OP_COMPRESS_BOUND, length));
            ASSERT_TRUE(bound == 0 ||
                        (bound >= length && bound <= UINT64_MAX - 4095))
                << length;
        }
    }
}

TEST_F(ZlibServiceTest, RoundTripsOnTheGuestsBuffers)
{
    const std::vector<uint8_t> before(source_.start(), source_.end());
    ASSERT_EQ(compress(), Z_OK);
    std::vector<uint8_t> expected(length_);
    uLongf expected_length = compressBound(before.size());
    expected.resize(expected_length);
    compress2(expected.data(), &expected_length, before.data(), before.size(),
              6);
    ASSERT_EQ(length_, expected_length);
    EXPECT_EQ(memcmp(destination_.start(), expected.data(), length_), 0);

    const uint64_t packed = length_;
    memset(source_.start(), 0, source_.size());
    ASSERT_EQ(uncompress(), Z_OK);
    EXPECT_EQ(length_, before.size());
    EXPECT_EQ(memcmp(source_.start(), before.data(), before.size()), 0);
    const std::string plain_size = std::to_string(before.size());
    const std::string packed_size = std::to_string(packed);
    EXPECT_EQ(std::string(fake_qemu_log()),
              "test: compressed " + plain_size + " guest bytes to " +
                  packed_size + " host bytes\ntest: uncompressed " +
                  packed_size + " guest bytes to " + plain_size +
                  " host bytes\n");
}

TEST_F(ZlibServiceTest, CountsBytes)
{
    statistics_is_on = true;
    ASSERT_EQ(compress(), Z_OK);
    const uint64_t packed = length_;
    ASSERT_EQ(uncompress(), Z_OK);
    statistics_is_on = false;
    const StatisticsCount in = statistics_get(HOSTLIB_OP_COMPRESS);
    const StatisticsCount out = statistics_get(HOSTLIB_OP_UNCOMPRESS);
    EXPECT_EQ(in.calls, 1U);
    EXPECT_EQ(in.bytes_in, source_.size());
    EXPECT_EQ(in.bytes_out, packed);
    EXPECT_EQ(out.calls, 1U);
    EXPECT_EQ(out.bytes_in, packed);
    EXPECT_EQ(out.bytes_out, source_.size());
}

TEST_F(ZlibServiceTest, ReturnsStatusesThatAreNoErrnos)
{
    EXPECT_EQ(compress(10), int64_t{0xfffffffe}); // Z_STREAM_ERROR
    EXPECT_EQ(length_, 0U);
    length_ = 3;
    EXPECT_EQ(compress(), int64_t{0xfffffffb}); // Z_BUF_ERROR
    EXPECT_EQ(length_, 3U);
    destination_.start()[0] = 0xff;
    length_ = 3;
    EXPECT_EQ(uncompress(), int64_t{0xfffffffd}); // Z_DATA_ERROR
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(ZlibServiceTest, TakesTheLevelAsAnInt)
{
    EXPECT_EQ(compress(static_cast<uint64_t>(-1)), Z_OK);
    length_ = destination_.size();
    EXPECT_EQ(compress(0xdead0000ffffffff), Z_OK);
    length_ = destination_.size();
    EXPECT_EQ(compress(0xdead00000009), Z_OK);
}

TEST_F(ZlibServiceTest, TakesNothing)
{
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, 0, 0, destination(),
                   guest_address(&length_), 6),
              Z_OK);
    EXPECT_EQ(length_, 8U);
    EXPECT_EQ(uncompress(), Z_OK);
    EXPECT_EQ(length_, 0U);
}

TEST_F(ZlibServiceTest, LeavesNullToZlibWhateverTheGuestBase)
{
    const uint64_t length_address = guest_address(&length_) - 0x1000;
    guest_address_set_base(0x1000);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, 0, 10, destination() - 0x1000,
                   length_address, 6),
              int64_t{0xfffffffe});
    length_ = 100;
    EXPECT_EQ(
        call(HOSTLIB_OP_COMPRESS, source() - 0x1000, 10, 0, length_address, 6),
        int64_t{0xfffffffe});
}

// Every pointer of operations 2 and 3, in every bad way.
TEST_F(ZlibServiceTest, ReportsBadPointers)
{
    const uint64_t size = source_.size();
    const uint64_t length = guest_address(&length_);
    for (uint64_t operation :
         {uint64_t{HOSTLIB_OP_COMPRESS}, uint64_t{HOSTLIB_OP_UNCOMPRESS}}) {
        for (uint64_t bad : {kUnmapped, kNoAddress, UINT64_MAX,
                             guest_address(source_.end())}) {
            length_ = destination_.size();
            EXPECT_EQ(call(operation, bad, size, destination(), length, 6),
                      -EFAULT);
            EXPECT_EQ(call(operation, source(), size, destination(), bad, 6),
                      -EFAULT);
            EXPECT_EQ(length_, destination_.size());
        }
        EXPECT_EQ(call(operation, source(), size, destination(), 0, 6),
                  -EFAULT);
    }
    for (uint64_t bad :
         {kUnmapped, kNoAddress, UINT64_MAX, guest_address(source_.end())}) {
        length_ = destination_.size();
        EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, source(), size, bad, length, 0),
                  -EFAULT);
    }
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(ZlibServiceTest, GoesByWhatThereIsNotByLengths)
{
    const uint64_t length = guest_address(&length_);
    for (uint64_t size : {source_.size() + 1, UINT64_MAX, uint64_t{1} << 47,
                          uint64_t{1} << 63}) {
        length_ = destination_.size();
        EXPECT_EQ(
            call(HOSTLIB_OP_COMPRESS, source(), size, destination(), length, 6),
            -EFAULT);
        EXPECT_EQ(length_, destination_.size());
        length_ = size;
        EXPECT_EQ(
            call(HOSTLIB_OP_COMPRESS, source(), 10, destination(), length, 6),
            Z_OK);
    }
}

TEST_F(ZlibServiceTest, LooksAtMemoryLast)
{
    const uint64_t length = guest_address(&length_);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, kNoAddress, 10, kNoAddress, length, 10),
              int64_t{0xfffffffe}); // Z_STREAM_ERROR
}

TEST_F(ZlibServiceTest, UsesNoMoreRoomThanItNeeds)
{
    // Only a little of it exists, but the output fits there.
    length_ = (1ULL << 47) - 4096 - destination();
    EXPECT_EQ(compress(), Z_OK);
    EXPECT_LT(length_, destination_.size());
}

TEST_F(ZlibServiceTest, ReportsReadOnlyDestinations)
{
    TestMemory page;
    destination_.protect(PROT_READ);
    EXPECT_EQ(compress(), -EFAULT);
    destination_.protect(PROT_READ | PROT_WRITE);
    memcpy(page.start(), &length_, sizeof(length_));
    page.protect(PROT_READ);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, source(), source_.size(), destination(),
                   guest_address(page.start()), 6),
              -EFAULT);
    EXPECT_STREQ(fake_qemu_log(), "");
}

TEST_F(ZlibServiceTest, TakesMisalignedLengths)
{
    TestMemory page;
    uint8_t *place = page.end() - sizeof(length_);
    page.put_at_end(&length_, sizeof(length_));
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, source(), 10, destination(),
                   guest_address(place), 6),
              Z_OK);
    memcpy(place - 1, &length_, sizeof(length_));
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, source(), 10, destination(),
                   guest_address(place - 1), 6),
              Z_OK);
    EXPECT_EQ(call(HOSTLIB_OP_COMPRESS, source(), 10, destination(),
                   guest_address(place + 1), 6),
              -EFAULT);
}

// Under AddressSanitizer a leak would be reported at the end.
TEST_F(ZlibServiceTest, LeavesNothingBehindAfterAFault)
{
    for (int i = 0; i < 2000; i++) {
        length_ = destination_.size();
        ASSERT_EQ(call(HOSTLIB_OP_COMPRESS, source(), source_.size() + 1,
                       destination(), guest_address(&length_), 6),
                  -EFAULT);
    }
    length_ = destination_.size();
    EXPECT_EQ(compress(), Z_OK);
}

} // namespace
