// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace
{

uint8_t *allocate(ZlibArena *arena, uInt items, uInt size)
{
    return static_cast<uint8_t *>(zlib_arena_allocate(arena, items, size));
}

TEST(ZlibArena, GivesAlignedBlocksThatDoNotOverlap)
{
    ZlibArena *arena = zlib_arena_acquire();
    ASSERT_NE(arena, nullptr);
    std::vector<uint8_t *> blocks;
    // Half of them fit, the others get memory of their own.
    for (int i = 0; i < 64; i++) {
        uint8_t *block = allocate(arena, 10001, 1);
        ASSERT_NE(block, nullptr);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 64, 0U);
        memset(block, i, 10001);
        blocks.push_back(block);
    }
    for (int i = 0; i < 64; i++) {
        EXPECT_EQ(blocks[i][0], i);
        EXPECT_EQ(blocks[i][10000], i);
    }
    zlib_arena_free(arena, blocks[0]);
    zlib_arena_release(arena);
}

TEST(ZlibArena, FillsUpToTheLastByte)
{
    ZlibArena *arena = zlib_arena_acquire();
    // All but what lies before the block.
    const uInt size = 320 * 1024 - 64;
    uint8_t *most = allocate(arena, size - 1, 1);
    ASSERT_NE(most, nullptr);
    most[size - 2] = 1;
    uint8_t *none = allocate(arena, 0, 8);
    EXPECT_NE(none, nullptr);
    uint8_t *more = allocate(arena, 1, 1);
    ASSERT_NE(more, nullptr);
    *more = 1;
    zlib_arena_release(arena);
}

TEST(ZlibArena, IsUsedAgain)
{
    ZlibArena *first = zlib_arena_acquire();
    uint8_t *block = allocate(first, 100, 1);
    zlib_arena_release(first);
    ZlibArena *second = zlib_arena_acquire();
    EXPECT_EQ(second, first);
    EXPECT_EQ(allocate(second, 100, 1), block);
    zlib_arena_release(second);
}

TEST(ZlibArena, UsesFreeBlocksAgain)
{
    ZlibArena *arena = zlib_arena_acquire();
    for (uInt size : {1000U, 1000000U}) {
        uint8_t *first = allocate(arena, size, 1);
        uint8_t *second = allocate(arena, size, 1);
        zlib_arena_free(arena, first);
        zlib_arena_free(arena, second);
        zlib_arena_free(arena, nullptr);
        EXPECT_NE(allocate(arena, 2 * size, 1), first);
        uint8_t *third = allocate(arena, size - 100, 1);
        uint8_t *fourth = allocate(arena, size, 1);
        EXPECT_TRUE((third == first && fourth == second) ||
                    (third == second && fourth == first));
        uint8_t *fifth = allocate(arena, size, 1);
        EXPECT_TRUE(fifth != first && fifth != second);
    }
    zlib_arena_release(arena);
}

TEST(ZlibArena, BelongsToOneCallAtATime)
{
    std::set<ZlibArena *> arenas;
    for (int i = 0; i < 20; i++) {
        arenas.insert(zlib_arena_acquire());
    }
    EXPECT_EQ(arenas.size(), 20U);
    for (ZlibArena *arena : arenas) {
        zlib_arena_release(arena);
    }
}

TEST(ZlibArena, FailsWhereThereIsNoMemory)
{
    EXPECT_EQ(allocate(nullptr, 1, 1), nullptr);
    zlib_arena_release(nullptr);
    ZlibArena *arena = zlib_arena_acquire();
    EXPECT_EQ(allocate(arena, UINT32_MAX, UINT32_MAX), nullptr);
    EXPECT_EQ(allocate(arena, 64 * 1024, 1024 + 1), nullptr);
    EXPECT_NE(allocate(arena, 64 * 1024, 1024), nullptr);
    zlib_arena_release(arena);
}

TEST(ZlibArena, IsSharedAmongThreads)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; i++) {
        threads.emplace_back([i] {
            for (int j = 0; j < 500; j++) {
                ZlibArena *arena = zlib_arena_acquire();
                uint8_t *block = allocate(arena, 1000, 1);
                memset(block, i, 1000);
                std::this_thread::yield();
                EXPECT_EQ(block[500], i);
                zlib_arena_release(arena);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

} // namespace
