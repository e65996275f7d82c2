// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/graft/soname_pattern.h"

#include <gtest/gtest.h>

namespace
{

TEST(SonamePattern, MatchesTheSonameItself)
{
    EXPECT_TRUE(soname_is("libz.so.1", "libz.so.1"));
    for (const char *other :
         {"", "libz.so", "libz.so.", "libz.so.2", "libz.so.10", "libz.so.1.2",
          "xlibz.so.1", "libz", "libzz.so.1", "LIBZ.so.1"}) {
        EXPECT_FALSE(soname_is(other, "libz.so.1")) << other;
    }
}

TEST(SonamePattern, MatchesCopiesOfPackages)
{
    EXPECT_TRUE(soname_is("libz-1a2b3c4d.so.1.2.13", "libz.so.1"));
    EXPECT_TRUE(soname_is("libz-a147dcb0.so.1", "libz.so.1"));
    EXPECT_TRUE(soname_is("libz-1a2b3c.so.1.2.13", "libz.so.1"));
    EXPECT_TRUE(soname_is("libbz2-a273e504.so.1.0.6", "libbz2.so.1.0"));
    EXPECT_TRUE(soname_is("liblzma-0f1e2d3c.so.5.2.4", "liblzma.so.5"));
}

TEST(SonamePattern, KnowsOtherLibrariesFromCopies)
{
    for (const char *other :
         {"libz-.so.1", "libz-1a2b3.so.1", "libz-ng.so.1", "libz-ng2.so.1.2",
          "libz-1a2b3c4d", "libz-1a2b3c4d.so", "libz-1a2b3c4d.so.10",
          "libz-1a2b3c4d.so.2.1", "libz-1a2b3c4g.so.1", "libz-1A2B3C4D.so.1",
          "libz-1a2b3c4d-.so.1", "libz_1a2b3c4d.so.1", "libzz-1a2b3c4d.so.1",
          "li-1a2b3c4d.so.1", "libz1a2b3c4d.so.1",
          "libz-00000000000000000000000000000000"
          "000000000000000000000000000000000.so.1"}) {
        EXPECT_FALSE(soname_is(other, "libz.so.1")) << other;
    }
    EXPECT_FALSE(soname_is("libz-1a2b3c4d.so.1", "libz"));
    EXPECT_FALSE(soname_is("libz-1a2b3c4d", "libz"));
}

} // namespace
