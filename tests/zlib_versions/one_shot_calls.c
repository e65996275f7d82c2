/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "tests/zlib_versions/every_call.h"

static void round_trip(int level, uLong size)
{
    uLongf length = ROOM;
    uLongf back = ROOM;
    uLong used = 0;
    int status = compress2(packed, &length, text, size, level);

    report("compress2", status, length, sum_bytes(NO_SUM, packed, length));
    used = length;
    status = uncompress2(unpacked, &back, packed, &used);
    report("  uncompress2", status, back, used);
    report("  same", memcmp(text, unpacked, size), 0, NO_SUM);
}

static void without_room(void)
{
    const uLong size = 5000;
    uLongf length = compressBound(size);
    uLongf back = size - 1;
    uLongf small = 0;

    report("compressBound", Z_OK, length, NO_SUM);
    report("compress", compress(packed, &length, text, size), length,
           sum_bytes(NO_SUM, packed, length));
    small = length - 1;
    report("compress without room", compress(unpacked, &small, text, size),
           small, NO_SUM);
    report("uncompress without room",
           uncompress(unpacked, &back, packed, length), back,
           sum_bytes(NO_SUM, unpacked, back));
    back = size;
    report("uncompress of too little",
           uncompress(unpacked, &back, packed, length - 1), back, NO_SUM);
    packed[length / 2] ^= 1;
    back = size;
    report("uncompress of damage", uncompress(unpacked, &back, packed, length),
           back, NO_SUM);
    back = size;
    report("uncompress of nothing", uncompress(unpacked, &back, packed, 0),
           back, NO_SUM);
    length = ROOM;
    report("compress2 bad level", compress2(packed, &length, text, size, 10),
           length, NO_SUM);
}

static void checksums(void)
{
    static const uInt sizes[] = {0, 1, 7, 100, 5552, 5553, TEXT_SIZE};
    uLong sum = 1;
    uLong check = 0;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (uInt start = 0; start < 9; start++) {
            const uInt size = sizes[i] - (sizes[i] > 9 ? start : 0);

            sum = adler32(sum, text + start, size);
            sum = adler32_z(sum, text + start, size / 2);
            check = crc32(check, text + start, size);
            check = crc32_z(check, text + start, size / 2);
        }
    }
    report("adler32", 0, sum, adler32(7, NULL, 5));
    report("crc32", 0, check, crc32(7, NULL, 5));
    report("adler32_combine", 0, adler32_combine(sum, 12345, 1000000), NO_SUM);
    report("crc32_combine", 0, crc32_combine(check, 12345, 1000000), NO_SUM);
    report("get_crc_table", 0, 0,
           sum_bytes(NO_SUM, get_crc_table(), 256 * sizeof(z_crc_t)));
}

void one_shot_calls(void)
{
    for (int level = -1; level <= 9; level++) {
        round_trip(level, TEXT_SIZE);
    }
    round_trip(6, 1);
    round_trip(6, 0);
    without_room();
    checksums();
    report("zlibCompileFlags", 0, zlibCompileFlags(), NO_SUM);
    report(zError(Z_DATA_ERROR), Z_DATA_ERROR, 0, NO_SUM);
}
