// SPDX-License-Identifier: GPL-2.0-or-later
#include "libraries/zlib/bound.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace
{

const uint64_t kLengths[] = {0,     1,       7,          100,
                             16383, 1000000, 5000000000, UINT64_MAX};

// The wrapper of a stream without data: of zlib's, of gzip's, none.
uint64_t wrapper_of(int window_bits)
{
    if (window_bits < 0) {
        return 0;
    }
    return window_bits > MAX_WBITS ? 18 : 6;
}

TEST(ZlibBound, IsThatOfThisVersion)
{
    const uint64_t version = zlib_version_number(zlibVersion());
    for (int window_bits : {-15, -9, 8, 9, 12, 15, 25, 31}) {
        for (int memory_level = 1; memory_level <= 9; memory_level++) {
            for (int level = 0; level <= 1; level++) {
                z_stream stream = {};
                ASSERT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits,
                                       memory_level, Z_DEFAULT_STRATEGY),
                          Z_OK);
                const ZlibParameters parameters = {
                    static_cast<int8_t>(level),
                    static_cast<int8_t>(window_bits),
                    static_cast<int8_t>(memory_level), Z_DEFAULT_STRATEGY};
                for (uint64_t length : kLengths) {
                    EXPECT_EQ(zlib_bound(version, &parameters, length,
                                         wrapper_of(window_bits)),
                              deflateBound(&stream, length))
                        << window_bits << " " << memory_level << " " << level;
                }
                deflateEnd(&stream);
            }
        }
    }
}

TEST(ZlibBound, DiffersBetweenVersions)
{
    const ZlibParameters stored = {0, 15, 9, Z_DEFAULT_STRATEGY};
    EXPECT_EQ(zlib_bound(zlib_version_number("1.2.11"), &stored, 100, 6), 126U);
    EXPECT_EQ(zlib_bound(zlib_version_number("1.2.13"), &stored, 100, 6), 122U);
    EXPECT_EQ(zlib_bound(zlib_version_number("1.3"), &stored, 100, 6), 116U);
    EXPECT_EQ(zlib_bound(zlib_version_number("1.3.1"), &stored, UINT64_MAX, 6),
              UINT64_MAX / 32 + UINT64_MAX / 128 + UINT64_MAX / 2048 + 12);
    EXPECT_EQ(zlib_bound(zlib_version_number("1.3.2"), &stored, UINT64_MAX, 6),
              UINT64_MAX);
}

} // namespace
