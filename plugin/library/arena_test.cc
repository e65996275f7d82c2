// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/library/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace
{

uint8_t *allocate(Arena *arena, unsigned int items, unsigned int size)
{
    return static_cast<uint8_t *>(arena_allocate_items(arena, items, size));
}

TEST(Arena, GivesAlignedBlocksThatDoNotOverlap)
{
    Arena *arena = arena_acquire();
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
    arena_free(arena, blocks[0]);
    arena_release(arena);
}

TEST(Arena, FillsUpToTheLastByte)
{
    Arena *arena = arena_acquire();
    // All but what lies before the block.
    const unsigned int size = 320 * 1024 - 64;
    uint8_t *most = allocate(arena, size - 1, 1);
    ASSERT_NE(most, nullptr);
    most[size - 2] = 1;
    uint8_t *none = allocate(arena, 0, 8);
    EXPECT_NE(none, nullptr);
    uint8_t *more = allocate(arena, 1, 1);
    ASSERT_NE(more, nullptr);
    *more = 1;
    arena_release(arena);
}

TEST(Arena, IsUsedAgain)
{
    Arena *first = arena_acquire();
    uint8_t *block = allocate(first, 100, 1);
    arena_release(first);
    Arena *second = arena_acquire();
    EXPECT_EQ(second, first);
    EXPECT_EQ(allocate(second, 100, 1), block);
    arena_release(second);
}

TEST(Arena, UsesFreeBlocksAgain)
{
    Arena *arena = arena_acquire();
    for (unsigned int size : {1000U, 1000000U}) {
        uint8_t *first = allocate(arena, size, 1);
        uint8_t *second = allocate(arena, size, 1);
        arena_free(arena, first);
        arena_free(arena, second);
        arena_free(arena, nullptr);
        EXPECT_NE(allocate(arena, 2 * size, 1), first);
        uint8_t *third = allocate(arena, size - 100, 1);
        uint8_t *fourth = allocate(arena, size, 1);
        EXPECT_TRUE((third == first && fourth == second) ||
                    (third == second && fourth == first));
        uint8_t *fifth = allocate(arena, size, 1);
        EXPECT_TRUE(fifth != first && fifth != second);
    }
    arena_release(arena);
}

TEST(Arena, BelongsToOneCallAtATime)
{
    std::set<Arena *> arenas;
    for (int i = 0; i < 20; i++) {
        arenas.insert(arena_acquire());
    }
    EXPECT_EQ(arenas.size(), 20U);
    for (Arena *arena : arenas) {
        arena_release(arena);
    }
}

TEST(Arena, FailsWhereThereIsNoMemory)
{
    EXPECT_EQ(allocate(nullptr, 1, 1), nullptr);
    arena_release(nullptr);
    Arena *arena = arena_acquire();
    EXPECT_EQ(allocate(arena, UINT32_MAX, UINT32_MAX), nullptr);
    EXPECT_EQ(arena_allocate(arena, SIZE_MAX), nullptr);
    EXPECT_EQ(arena_allocate(arena, SIZE_MAX / 2), nullptr);
    EXPECT_NE(allocate(arena, 64 * 1024, 1024), nullptr);
    arena_release(arena);
}

TEST(Arena, IsSharedAmongThreads)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; i++) {
        threads.emplace_back([i] {
            for (int j = 0; j < 500; j++) {
                Arena *arena = arena_acquire();
                uint8_t *block = allocate(arena, 1000, 1);
                memset(block, i, 1000);
                std::this_thread::yield();
                EXPECT_EQ(block[500], i);
                arena_release(arena);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

} // namespace
