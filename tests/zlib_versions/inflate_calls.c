/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "tests/zlib_versions/every_call.h"

enum {
    SMALL_SIZE = 3000,
    DICTIONARY_SIZE = 3000,
};

/* Leaves the whole text, or its beginning, in packed. Returns the length. */
static uLong pack(int bits, int flush, size_t size, gz_header *header,
                  uInt dictionary_size)
{
    const Pace pace = {1000, ROOM, flush};
    z_stream strm = {0};
    Sum sum = NO_SUM;

    deflateInit2(&strm, 6, Z_DEFLATED, bits, 8, 0);
    if (header != NULL) {
        deflateSetHeader(&strm, header);
    }
    if (dictionary_size > 0) {
        deflateSetDictionary(&strm, text + 20000, dictionary_size);
    }
    deflate_bytes(&strm, text, size, &pace, &sum);
    deflateEnd(&strm);
    return strm.total_out;
}

/* Writes the line of a stream that is over, and ends it. */
static void report_end(const char *name, z_stream *strm, int status, Sum sum)
{
    const uLong length = strm->total_out;

    sum = sum_number(sum, (unsigned long)inflateEnd(strm));
    sum = sum_number(sum, memcmp(text, unpacked, length) == 0);
    report(name, status, length, sum);
}

static void parameters(void)
{
    static const int bits[][2] = {{15, 15},  {15, 0},    {15, 47}, {31, 31},
                                  {31, 47},  {-15, -15}, {-9, -9}, {9, 15},
                                  {15, 9},   {31, 15},   {15, 31}, {-15, 15},
                                  {-15, -9}, {-9, -15}};
    char name[80];

    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        const uLong size = pack(bits[i][0], Z_NO_FLUSH, TEXT_SIZE, NULL, 0);

        for (size_t j = 0; j < pace_count; j++) {
            z_stream strm = {0};
            Sum sum = NO_SUM;
            int status = inflateInit2(&strm, bits[i][1]);

            snprintf(name, sizeof(name), "inflate bits %d as %d pace %zu",
                     bits[i][0], bits[i][1], j);
            if (status == Z_OK) {
                status = inflate_bytes(&strm, packed, size, &paces[j], &sum);
            }
            report_end(name, &strm, status, sum);
        }
    }
}

static void bad_arguments(void)
{
    static const int bad[] = {7, 16, -7, -16, 23, 48, 64, -1, 1};
    z_stream strm = {0};
    Sum sum = NO_SUM;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const int status = inflateInit2(&strm, bad[i]);

        sum = sum_stream(sum, &strm, status);
        inflateEnd(&strm);
    }
    report("bad inflateInit2", 0, 0, sum);
    report("another version", inflateInit_(&strm, "2.0", (int)sizeof(strm)), 0,
           NO_SUM);
    report("inflate no stream", inflate(&strm, Z_FINISH), 0, NO_SUM);
    report("inflateEnd no stream", inflateEnd(NULL), 0, NO_SUM);
    report("inflateMark no stream", (int)inflateMark(&strm), 0, NO_SUM);
}

/* Each of many bits wrong, and each of many lengths too short. */
static void damaged(int bits)
{
    const uLong size = pack(bits, Z_NO_FLUSH, SMALL_SIZE, NULL, 0);
    char name[80];
    Sum sum = NO_SUM;

    for (uLong i = 0; i < size; i++) {
        z_stream strm = {0};

        packed[i] ^= (Bytef)(1u << i % 8);
        inflateInit2(&strm, bits);
        inflate_bytes(&strm, packed, size, &whole, &sum);
        sum = sum_number(sum, (unsigned long)inflateMark(&strm));
        inflateEnd(&strm);
        packed[i] ^= (Bytef)(1u << i % 8);
    }
    snprintf(name, sizeof(name), "inflate damaged bits %d", bits);
    report(name, 0, size, sum);
    for (uLong i = 0; i < size; i += 7) {
        z_stream strm = {0};

        inflateInit2(&strm, bits);
        inflate_bytes(&strm, packed, i, &whole, &sum);
        inflateEnd(&strm);
    }
    report("  cut short", 0, size, sum);
}

static void dictionary(int bits)
{
    const uLong size = pack(bits, Z_NO_FLUSH, TEXT_SIZE, NULL, DICTIONARY_SIZE);
    Bytef kept[32768];
    uInt length = 0;
    z_stream strm = {0};
    Sum sum = NO_SUM;
    uLong used = 0;
    int status = Z_OK;

    inflateInit2(&strm, bits);
    if (bits > 0) {
        status = inflate_bytes(&strm, packed, size, &whole, &sum);
        report("inflate without its dictionary", status, strm.total_in, sum);
        report("  another one",
               inflateSetDictionary(&strm, text, DICTIONARY_SIZE), 0, NO_SUM);
        used = strm.total_in;
    }
    status = inflateSetDictionary(&strm, text + 20000, DICTIONARY_SIZE);
    report("inflateSetDictionary", status, 0, sum_stream(sum, &strm, status));
    status = inflate_bytes(&strm, packed + used, size - used, &paces[1], &sum);
    report("  inflateGetDictionary", inflateGetDictionary(&strm, kept, &length),
           length, sum_bytes(sum, kept, length));
    report_end("  to the end", &strm, status, sum);
}

static void with_header(const Pace *pace)
{
    Bytef extra[1000];
    Bytef name[10];
    Bytef comment[100];
    gz_header header = {.text = 1,
                        .time = 123456789,
                        .os = 7,
                        .extra = text,
                        .extra_len = 900,
                        .name = (Bytef *)"a name that is longer",
                        .comment = (Bytef *)"a comment",
                        .hcrc = 1};
    const uLong size = pack(31, Z_NO_FLUSH, SMALL_SIZE, &header, 0);
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = Z_OK;

    inflateInit2(&strm, 47);
    memset(&header, 0, sizeof(header));
    memset(name, 0, sizeof(name));
    memset(comment, 0, sizeof(comment));
    header.extra = extra;
    header.extra_max = sizeof(extra);
    header.name = name;
    header.name_max = sizeof(name);
    header.comment = comment;
    header.comm_max = sizeof(comment);
    report("inflateGetHeader", inflateGetHeader(&strm, &header), 0, NO_SUM);
    status = inflate_bytes(&strm, packed, size, pace, &sum);
    sum = sum_number(sum, header.time);
    sum = sum_number(sum, (unsigned long)header.os);
    sum = sum_number(sum, (unsigned long)header.text);
    sum = sum_number(sum, (unsigned long)header.hcrc);
    sum = sum_number(sum, (unsigned long)header.xflags);
    sum = sum_number(sum, (unsigned long)header.done);
    sum = sum_bytes(sum, extra, header.extra_len);
    sum =
        sum_bytes(sum_bytes(sum, name, sizeof(name)), comment, sizeof(comment));
    report_end("  to the end", &strm, status, sum);
}

/* Finds a point to go on from after damage, and goes on in a copy, too. */
static void find_point(int bits)
{
    const uLong size = pack(bits, Z_FULL_FLUSH, TEXT_SIZE / 2, NULL, 0);
    char name[80];
    z_stream strm = {0};
    z_stream copy = {0};
    Sum sum = NO_SUM;
    uLong used = 0;
    int status = Z_OK;

    inflateInit2(&strm, bits);
    packed[size / 3] ^= 1;
    status = inflate_bytes(&strm, packed, size, &paces[1], &sum);
    snprintf(name, sizeof(name), "inflate before inflateSync bits %d", bits);
    report(name, status, strm.total_in, sum);
    report("inflateSyncPoint", inflateSyncPoint(&strm),
           (unsigned long)inflateMark(&strm), NO_SUM);
    used = strm.total_in;
    strm.next_in = packed + used;
    strm.avail_in = (uInt)(size - used);
    status = inflateSync(&strm);
    used = (uLong)(strm.next_in - packed);
    report("inflateSync", status, used, sum_stream(sum, &strm, status));
    status = inflateCopy(&copy, &strm);
    report("inflateCopy", status, copy.total_out,
           sum_stream(sum, &copy, status));
    status = inflate_bytes(&strm, packed + used, size - used, &paces[1], &sum);
    report_end("  the first", &strm, status, sum);
    status = inflate_bytes(&copy, packed + used, size - used, &whole, &sum);
    report("  the second", status, copy.total_in, sum);
    report("inflateReset2", inflateReset2(&copy, -15), 0,
           sum_stream(sum, &copy, 0));
    status = inflate_bytes(&copy, packed + 2, size - 2, &whole, &sum);
    report_end("  to the end", &copy, status, sum);
}

static void options(void)
{
    const uLong size = pack(15, Z_NO_FLUSH, SMALL_SIZE, NULL, 0);
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = Z_OK;

    inflateInit2(&strm, 15);
    packed[size - 1] ^= 1;
    report("inflateValidate", inflateValidate(&strm, 0), 0, NO_SUM);
    status = inflate_bytes(&strm, packed, size, &paces[5], &sum);
    report("  wrong sum", status, strm.total_out, sum);
    report("  inflateCodesUsed", Z_OK, inflateCodesUsed(&strm), NO_SUM);
    status = inflateReset(&strm);
    report("inflateReset", status, 0, sum_stream(sum, &strm, status));
    report("inflateValidate", inflateValidate(&strm, 1), 0, NO_SUM);
    report_end("  wrong sum", &strm,
               inflate_bytes(&strm, packed, size, &whole, &sum), sum);
    inflateInit2(&strm, -15);
    report("inflateUndermine", inflateUndermine(&strm, 1), 0, NO_SUM);
    report("inflatePrime", inflatePrime(&strm, 16, packed[2] | packed[3] << 8),
           0, NO_SUM);
    report("inflatePrime too many", inflatePrime(&strm, 17, 0), 0, NO_SUM);
    sum = NO_SUM;
    report_end("  to the end", &strm,
               inflate_bytes(&strm, packed + 4, size - 8, &whole, &sum), sum);
    inflateInit2(&strm, -15);
    report("inflateResetKeep", inflateResetKeep(&strm), 0, NO_SUM);
    report("inflateValidate raw", inflateValidate(&strm, 1), 0, NO_SUM);
    sum = NO_SUM;
    report_end("  validated raw", &strm,
               inflate_bytes(&strm, packed + 2, size - 6, &whole, &sum), sum);
}

static unsigned give_input(void *size, z_const Bytef **buffer)
{
    const unsigned given = *(unsigned *)size;

    *(unsigned *)size = 0;
    *buffer = packed + 2;
    return given;
}

static int take_output(void *sum, Bytef *bytes, unsigned size)
{
    *(Sum *)sum = sum_bytes(*(Sum *)sum, bytes, size);
    return 0;
}

static void backwards(void)
{
    unsigned size = (unsigned)pack(15, Z_NO_FLUSH, TEXT_SIZE, NULL, 0) - 6;
    static Bytef window[32768];
    z_stream strm = {0};
    Sum sum = NO_SUM;

    report("inflateBackInit", inflateBackInit(&strm, 15, window), 0, NO_SUM);
    report("inflateBack",
           inflateBack(&strm, give_input, &size, take_output, &sum), 0, NO_SUM);
    report("inflateBackEnd", inflateBackEnd(&strm), 0, sum);
}

void inflate_calls(void)
{
    parameters();
    bad_arguments();
    damaged(15);
    damaged(31);
    damaged(-15);
    dictionary(15);
    dictionary(-15);
    with_header(&whole);
    with_header(&paces[5]);
    find_point(15);
    find_point(31);
    find_point(-15);
    options();
    backwards();
}
