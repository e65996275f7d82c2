// SPDX-License-Identifier: GPL-2.0-or-later
#include "libraries/zlib/one_shot.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace
{

using Bytes = std::vector<uint8_t>;

// What a call leaves behind.
struct Outcome {
    int status;
    uint64_t length;
    Bytes room; // all of the destination, used or not

    bool operator==(const Outcome &other) const
    {
        return status == other.status && length == other.length &&
               room == other.room;
    }
};

std::ostream &operator<<(std::ostream &out, const Outcome &outcome)
{
    return out << "status " << outcome.status << ", " << outcome.length
               << " bytes";
}

class ZlibOneShotTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        char *problem = nullptr;
        ASSERT_TRUE(zlib_backend_load(nullptr, &backend, &problem)) << problem;
    }

    static Outcome run(void (*function)(ZlibOneShot *), const Bytes &source,
                       size_t room, int level)
    {
        Outcome outcome = {0, 0, Bytes(room, 0xaa)};
        ZlibOneShot shot = {};
        shot.backend = &backend;
        shot.arena = arena_acquire();
        shot.source = source.data();
        shot.source_length = source.size();
        shot.destination = outcome.room.data();
        shot.destination_length = room;
        shot.level = level;
        function(&shot);
        arena_release(shot.arena);
        outcome.status = shot.status;
        outcome.length = shot.destination_length;
        return outcome;
    }

    static Outcome ours(const Bytes &source, size_t room, int level)
    {
        return run(zlib_one_shot_compress, source, room, level);
    }

    static Outcome ours(const Bytes &source, size_t room)
    {
        return run(zlib_one_shot_uncompress, source, room, 0);
    }

    static Outcome zlibs(const Bytes &source, size_t room, int level)
    {
        Outcome outcome = {0, 0, Bytes(room, 0xaa)};
        uLongf length = room;
        outcome.status = compress2(outcome.room.data(), &length, source.data(),
                                   source.size(), level);
        outcome.length = length;
        return outcome;
    }

    static Outcome zlibs(const Bytes &source, size_t room)
    {
        Outcome outcome = {0, 0, Bytes(room, 0xaa)};
        uLongf length = room;
        outcome.status = uncompress(outcome.room.data(), &length, source.data(),
                                    source.size());
        outcome.length = length;
        return outcome;
    }

    static Bytes text(size_t size)
    {
        std::mt19937 random(size);
        Bytes bytes;
        while (bytes.size() < size) {
            const std::string word = std::to_string(random() % 500) + " word ";
            bytes.insert(bytes.end(), word.begin(), word.end());
        }
        bytes.resize(size);
        return bytes;
    }

    static Bytes noise(size_t size)
    {
        std::mt19937 random(size);
        Bytes bytes(size);
        for (uint8_t &byte : bytes) {
            byte = static_cast<uint8_t>(random());
        }
        return bytes;
    }

    static Bytes packed(const Bytes &plain)
    {
        Outcome outcome = zlibs(plain, compressBound(plain.size()), 6);
        outcome.room.resize(outcome.length);
        return outcome.room;
    }

    static ZlibBackend backend;
};

ZlibBackend ZlibOneShotTest::backend;

TEST_F(ZlibOneShotTest, CompressesLikeZlibAtEveryLevel)
{
    for (int level = -1; level <= 9; level++) {
        for (size_t size : {0, 1, 2, 100, 1000, 70000, 300000}) {
            for (const Bytes &source : {text(size), noise(size)}) {
                const size_t room = compressBound(size);
                EXPECT_EQ(ours(source, room, level), zlibs(source, room, level))
                    << "level " << level << ", size " << size;
            }
        }
    }
}

TEST_F(ZlibOneShotTest, RefusesLevelsLikeZlib)
{
    const Bytes source = text(100);
    for (int level : {-2, 10, 100, -1000, INT32_MAX, INT32_MIN}) {
        const Outcome outcome = ours(source, 200, level);
        EXPECT_EQ(outcome, zlibs(source, 200, level)) << level;
        EXPECT_EQ(outcome.status, Z_STREAM_ERROR);
    }
}

TEST_F(ZlibOneShotTest, CompressesLikeZlibIntoEveryRoom)
{
    for (const Bytes &source : {text(300), noise(300), Bytes()}) {
        for (size_t room = 0; room <= compressBound(source.size()); room++) {
            for (int level : {0, 1, 6}) {
                EXPECT_EQ(ours(source, room, level), zlibs(source, room, level))
                    << "level " << level << ", room " << room;
            }
        }
    }
}

TEST_F(ZlibOneShotTest, UncompressesLikeZlibIntoEveryRoom)
{
    for (const Bytes &plain : {text(300), noise(300), Bytes(), Bytes(1)}) {
        const Bytes source = packed(plain);
        for (size_t room = 0; room <= plain.size() + 2; room++) {
            EXPECT_EQ(ours(source, room), zlibs(source, room)) << room;
        }
    }
}

TEST_F(ZlibOneShotTest, UncompressesCutOffStreamsLikeZlib)
{
    const Bytes whole = packed(text(400));
    for (size_t size = 0; size <= whole.size(); size++) {
        const Bytes source(whole.begin(),
                           whole.begin() + static_cast<ptrdiff_t>(size));
        for (size_t room : {0, 1, 200, 400, 500}) {
            EXPECT_EQ(ours(source, room), zlibs(source, room))
                << "size " << size << ", room " << room;
        }
    }
}

TEST_F(ZlibOneShotTest, UncompressesCorruptStreamsLikeZlib)
{
    Bytes source = packed(text(400));
    for (size_t i = 0; i < source.size(); i++) {
        for (int bit = 0; bit < 8; bit++) {
            source[i] ^= 1 << bit;
            EXPECT_EQ(ours(source, 450), zlibs(source, 450)) << i;
            EXPECT_EQ(ours(source, 0), zlibs(source, 0)) << i;
            source[i] ^= 1 << bit;
        }
    }
}

TEST_F(ZlibOneShotTest, MissesDictionariesLikeZlib)
{
    const Bytes plain = text(400);
    Bytes source(compressBound(plain.size()) + 4);
    z_stream stream = {};
    ASSERT_EQ(deflateInit(&stream, 6), Z_OK);
    deflateSetDictionary(&stream, plain.data(), 100);
    stream.next_in = const_cast<Bytef *>(plain.data());
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = source.data();
    stream.avail_out = static_cast<uInt>(source.size());
    ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    source.resize(stream.total_out);
    deflateEnd(&stream);
    EXPECT_EQ(ours(source, 400), zlibs(source, 400));
    EXPECT_EQ(ours(source, 400).status, Z_DATA_ERROR);
}

TEST_F(ZlibOneShotTest, IgnoresWhatFollowsTheStreamLikeZlib)
{
    Bytes source = packed(text(400));
    source.resize(source.size() + 50, 0x55);
    EXPECT_EQ(ours(source, 400), zlibs(source, 400));
    EXPECT_EQ(ours(source, 400).status, Z_OK);
}

TEST_F(ZlibOneShotTest, SaysWhatZlibSaysToNull)
{
    struct NullCase {
        bool source;
        bool destination;
    };
    Bytes buffer = packed(text(100));
    for (const NullCase &null :
         {NullCase{true, false}, NullCase{false, true}, NullCase{true, true}}) {
        for (uint64_t length : {0, 10}) {
            Bytes room(300);
            const Bytef *source = null.source ? nullptr : buffer.data();
            Bytef *destination = null.destination ? nullptr : room.data();
            uLongf expected_length = null.destination ? length : room.size();
            ZlibOneShot shot = {};
            shot.backend = &backend;
            shot.source = source;
            shot.source_length = length;
            shot.destination = destination;
            shot.destination_length = expected_length;
            shot.level = 6;
            ZlibOneShot reverse = shot;

            shot.arena = arena_acquire();
            zlib_one_shot_compress(&shot);
            arena_release(shot.arena);
            EXPECT_EQ(shot.status, compress2(destination, &expected_length,
                                             source, length, 6));
            EXPECT_EQ(shot.destination_length, expected_length);

            expected_length = reverse.destination_length;
            reverse.arena = arena_acquire();
            zlib_one_shot_uncompress(&reverse);
            arena_release(reverse.arena);
            EXPECT_EQ(reverse.status, uncompress(destination, &expected_length,
                                                 source, length));
            EXPECT_EQ(reverse.destination_length, expected_length);
        }
    }
}

TEST_F(ZlibOneShotTest, ReportsTheLackOfMemory)
{
    Bytes buffer(100);
    ZlibOneShot shot = {};
    shot.backend = &backend;
    shot.source = buffer.data();
    shot.source_length = buffer.size();
    shot.destination = buffer.data();
    shot.destination_length = buffer.size();
    shot.level = 6;
    zlib_one_shot_compress(&shot);
    EXPECT_EQ(shot.status, Z_MEM_ERROR);
    EXPECT_EQ(shot.destination_length, 0U);
    shot.destination_length = buffer.size();
    zlib_one_shot_uncompress(&shot);
    EXPECT_EQ(shot.status, Z_MEM_ERROR);
    EXPECT_EQ(shot.destination_length, 0U);
}

TEST_F(ZlibOneShotTest, SurvivesOverlappingBuffers)
{
    for (int offset : {0, 1, 50}) {
        Bytes buffer = text(1000);
        ZlibOneShot shot = {};
        shot.backend = &backend;
        shot.arena = arena_acquire();
        shot.source = buffer.data();
        shot.source_length = 900;
        shot.destination = buffer.data() + offset;
        shot.destination_length = 900;
        shot.level = 6;
        zlib_one_shot_compress(&shot);
        EXPECT_LE(shot.destination_length, 900U);
        shot.destination_length = 900;
        zlib_one_shot_uncompress(&shot);
        EXPECT_LE(shot.destination_length, 900U);
        arena_release(shot.arena);
    }
}

} // namespace
