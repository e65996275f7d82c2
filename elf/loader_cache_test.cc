// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf/loader_cache.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace
{

struct Entry {
    std::string name, path;
    uint64_t capabilities = 0;
};

template <typename T> void append(std::string &to, T value)
{
    to.append(reinterpret_cast<const char *>(&value), sizeof(value));
}

std::string make_cache(const std::vector<Entry> &entries)
{
    std::string cache = "glibc-ld.so.cache1.1";
    std::string strings;
    append(cache, static_cast<uint32_t>(entries.size()));
    cache.resize(48);
    const size_t base = cache.size() + 24 * entries.size();
    for (const Entry &entry : entries) {
        append(cache, uint32_t{0x303});
        append(cache, static_cast<uint32_t>(base + strings.size()));
        strings += entry.name + '\0';
        append(cache, static_cast<uint32_t>(base + strings.size()));
        strings += entry.path + '\0';
        append(cache, uint32_t{0});
        append(cache, entry.capabilities);
    }
    return cache + strings;
}

std::string find(const std::string &cache, const char *name = "liba.so.1")
{
    // Exactly as large as it is, for AddressSanitizer.
    const std::vector<char> copy(cache.begin(), cache.end());
    GPtrArray *paths = loader_cache_find(copy.data(), copy.size(), name);
    std::string result;
    for (guint i = 0; i < paths->len; i++) {
        result += static_cast<char *>(paths->pdata[i]) + std::string(";");
    }
    g_ptr_array_unref(paths);
    return result;
}

const std::vector<Entry> kEntries = {{"libb.so.1", "/b"},
                                     {"liba.so.1", "/a/1"},
                                     {"liba.so.1", "/hwcaps", 1ULL << 62},
                                     {"liba.so.10", "/10"},
                                     {"liba.so.1", "/a/2"}};

TEST(LoaderCache, FindsPaths)
{
    const std::string cache = make_cache(kEntries);
    EXPECT_EQ(find(cache), "/a/1;/a/2;");
    EXPECT_EQ(find(cache, "libb.so.1"), "/b;");
    EXPECT_EQ(find(cache, "libb.so"), "");
    EXPECT_EQ(find(make_cache({})), "");
    // Behind a cache in glibc's first format.
    EXPECT_EQ(find("ld.so-1.7.0\0\0\0\0\0" + cache), "/a/1;/a/2;");
}

TEST(LoaderCache, SurvivesTruncation)
{
    const std::string cache = make_cache(kEntries);
    for (size_t size = 1; size < cache.size(); size++) {
        const std::string found = find(cache.substr(0, size));
        EXPECT_TRUE(found.empty() || found == "/a/1;") << size;
    }
}

TEST(LoaderCache, SurvivesHostileNumbers)
{
    for (const uint32_t number : {uint32_t{1} << 20, UINT32_MAX}) {
        std::string cache = make_cache({{"liba.so.1", "/a"}});
        memcpy(cache.data() + 20, &number, sizeof(number));
        EXPECT_EQ(find(cache), "/a;");
        for (const size_t field : {52, 56}) {
            cache = make_cache({{"liba.so.1", "/a"}});
            memcpy(cache.data() + field, &number, sizeof(number));
            EXPECT_EQ(find(cache), "");
        }
    }
}

} // namespace
