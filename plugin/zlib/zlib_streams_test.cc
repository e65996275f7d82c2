// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/zlib/zlib_streams.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include "plugin/core/testing/fake_qemu_api.h"

namespace
{

class ZlibStreamsTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        fake_qemu_reset();
    }

    // A stream that is open and that no call has. Returns its handle.
    static uint64_t open(ZlibStreamKind kind = ZLIB_STREAM_DEFLATE)
    {
        ZlibStream *stream = zlib_streams_new(kind);
        EXPECT_NE(stream, nullptr);
        zlib_streams_open(stream);
        const uint64_t handle = zlib_streams_handle(stream);
        zlib_streams_give_back(stream);
        return handle;
    }
    static ZlibRemoval remove(uint64_t handle,
                              ZlibStreamKind kind = ZLIB_STREAM_DEFLATE)
    {
        ZlibStream *stream = nullptr;
        const ZlibRemoval removal = zlib_streams_remove(handle, kind, &stream);
        if (stream != nullptr) {
            zlib_streams_give_back(stream);
        }
        return removal;
    }
};

TEST_F(ZlibStreamsTest, FindsWhatIsOpen)
{
    ZlibStream *stream = zlib_streams_new(ZLIB_STREAM_INFLATE);
    ASSERT_NE(stream, nullptr);
    EXPECT_NE(stream->arena, nullptr);
    const uint64_t handle = zlib_streams_handle(stream);
    EXPECT_NE(handle, 0U);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_INFLATE, false), nullptr);
    EXPECT_EQ(remove(handle, ZLIB_STREAM_INFLATE), ZLIB_REMOVED_NOTHING);
    zlib_streams_open(stream);
    EXPECT_EQ(zlib_streams_handle(stream), handle);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_INFLATE, false), nullptr);
    zlib_streams_give_back(stream);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false), nullptr);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_INFLATE, false), stream);
    zlib_streams_settle(stream);
    zlib_streams_give_back(stream);
    EXPECT_EQ(remove(handle, ZLIB_STREAM_DEFLATE), ZLIB_REMOVED_NOTHING);
    EXPECT_EQ(remove(handle, ZLIB_STREAM_INFLATE), ZLIB_REMOVED_INTACT);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_INFLATE, false), nullptr);
    EXPECT_EQ(remove(handle, ZLIB_STREAM_INFLATE), ZLIB_REMOVED_NOTHING);
}

TEST_F(ZlibStreamsTest, FindsNothingElse)
{
    const uint64_t handle = open();
    for (int bit = 0; bit < 64; bit++) {
        EXPECT_EQ(
            zlib_streams_take(handle ^ 1ULL << bit, ZLIB_STREAM_DEFLATE, false),
            nullptr);
        EXPECT_EQ(remove(handle ^ 1ULL << bit), ZLIB_REMOVED_NOTHING);
    }
    EXPECT_EQ(zlib_streams_take(0, ZLIB_STREAM_DEFLATE, false), nullptr);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_INTACT);
    // The same place, another handle.
    const uint64_t next = open();
    EXPECT_EQ(next & 0xffff, handle & 0xffff);
    EXPECT_NE(next, handle);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false), nullptr);
    EXPECT_EQ(remove(next), ZLIB_REMOVED_INTACT);
}

TEST_F(ZlibStreamsTest, BreaksWhatIsNotSettled)
{
    const uint64_t handle = open();
    ZlibStream *stream = zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false);
    ASSERT_NE(stream, nullptr);
    zlib_streams_give_back(stream);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false), nullptr);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_BROKEN);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_NOTHING);
}

TEST_F(ZlibStreamsTest, MendsWhatIsBroken)
{
    const uint64_t handle = open();
    zlib_streams_give_back(
        zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false));
    ZlibStream *stream = zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, true);
    ASSERT_NE(stream, nullptr);
    // Not by two calls at once, nor by a call that is left itself.
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, true), nullptr);
    zlib_streams_give_back(stream);
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false), nullptr);
    stream = zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, true);
    zlib_streams_settle(stream);
    zlib_streams_give_back(stream);
    stream = zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false);
    ASSERT_NE(stream, nullptr);
    zlib_streams_settle(stream);
    zlib_streams_give_back(stream);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_INTACT);
}

TEST_F(ZlibStreamsTest, KeepsWhatACallHas)
{
    const uint64_t handle = open();
    ZlibStream *stream = zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_BROKEN);
    EXPECT_EQ(remove(handle), ZLIB_REMOVED_NOTHING);
    EXPECT_STREQ(fake_qemu_log(), "");
    const uint64_t other = open();
    EXPECT_NE(other & 0xffff, handle & 0xffff);
    zlib_streams_settle(stream);
    zlib_streams_give_back(stream);
    EXPECT_STRNE(fake_qemu_log(), "");
    EXPECT_EQ(zlib_streams_take(handle, ZLIB_STREAM_DEFLATE, false), nullptr);
    EXPECT_EQ(remove(other), ZLIB_REMOVED_INTACT);
}

TEST_F(ZlibStreamsTest, LogsNothingOfWhatWasNeverOpen)
{
    zlib_streams_give_back(zlib_streams_new(ZLIB_STREAM_DEFLATE));
    EXPECT_STREQ(fake_qemu_log(), "");
    EXPECT_EQ(remove(open(ZLIB_STREAM_INFLATE), ZLIB_STREAM_INFLATE),
              ZLIB_REMOVED_INTACT);
    EXPECT_STREQ(fake_qemu_log(), "plugin: inflate stream: 0 calls, 0 guest "
                                  "bytes to 0 host bytes\n");
}

TEST_F(ZlibStreamsTest, IsSharedAmongThreads)
{
    std::atomic<int> holders{0};
    const uint64_t shared = open();
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&] {
            for (int j = 0; j < 2000; j++) {
                // One of its own, which nobody else is given.
                ZlibStream *own = zlib_streams_new(ZLIB_STREAM_INFLATE);
                ASSERT_NE(own, nullptr);
                own->message = reinterpret_cast<const char *>(&j);
                ZlibStream *stream =
                    zlib_streams_take(shared, ZLIB_STREAM_DEFLATE, false);
                if (stream != nullptr) {
                    EXPECT_EQ(holders.fetch_add(1), 0);
                    std::this_thread::yield();
                    holders.fetch_sub(1);
                    zlib_streams_settle(stream);
                    zlib_streams_give_back(stream);
                }
                ASSERT_EQ(own->message, reinterpret_cast<const char *>(&j));
                zlib_streams_give_back(own);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    EXPECT_EQ(remove(shared), ZLIB_REMOVED_INTACT);
}

TEST_F(ZlibStreamsTest, HasAnEnd)
{
    std::set<uint64_t> handles;
    for (int i = 0; i < ZLIB_STREAMS_MAX; i++) {
        ZlibStream *stream = zlib_streams_new(ZLIB_STREAM_DEFLATE);
        ASSERT_NE(stream, nullptr);
        // Only the places are at stake.
        zlib_arena_release(stream->arena);
        stream->arena = nullptr;
        zlib_streams_open(stream);
        handles.insert(zlib_streams_handle(stream));
        zlib_streams_give_back(stream);
    }
    EXPECT_EQ(handles.size(), ZLIB_STREAMS_MAX);
    EXPECT_EQ(zlib_streams_new(ZLIB_STREAM_INFLATE), nullptr);
    const uint64_t one = *handles.begin();
    handles.erase(handles.begin());
    EXPECT_EQ(remove(one), ZLIB_REMOVED_INTACT);
    const uint64_t next = open();
    handles.insert(next);
    EXPECT_EQ(next & 0xffff, one & 0xffff);
    EXPECT_EQ(zlib_streams_new(ZLIB_STREAM_INFLATE), nullptr);
    for (uint64_t handle : handles) {
        fake_qemu_reset();
        ASSERT_EQ(remove(handle), ZLIB_REMOVED_INTACT);
    }
}

} // namespace
