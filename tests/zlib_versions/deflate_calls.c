/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "tests/zlib_versions/every_call.h"

enum {
    DICTIONARY_SIZE = 3000,
    LAST_STRATEGY = Z_FIXED,
};

/* Writes the line of a stream that is over, and ends it. */
static void report_end(const char *name, z_stream *strm, int status, Sum sum)
{
    const uLong length = strm->total_out;

    sum = sum_number(sum, (unsigned long)deflateEnd(strm));
    report(name, status, length, sum);
}

static void one_stream(int level, int bits, int memory, int strategy,
                       const Pace *pace)
{
    char name[80];
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = deflateInit2(&strm, level, Z_DEFLATED, bits, memory, strategy);

    snprintf(name, sizeof(name),
             "deflate level %d bits %d memory %d strategy %d", level, bits,
             memory, strategy);
    if (status != Z_OK) {
        report(name, status, 0, sum_stream(sum, &strm, status));
        return;
    }
    status = deflate_bytes(&strm, text, TEXT_SIZE, pace, &sum);
    report_end(name, &strm, status, sum);
}

static void parameters(void)
{
    static const int bits[] = {-15, -12, -9, -8, 8, 9, 11, 25, 31};
    static const int memories[] = {1, 5, 9};
    size_t next = 0;

    for (int level = -1; level <= 9; level++) {
        for (int strategy = 0; strategy <= LAST_STRATEGY; strategy++) {
            one_stream(level, MAX_WBITS, 8, strategy,
                       &paces[next++ % pace_count]);
        }
    }
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        for (size_t j = 0; j < sizeof(memories) / sizeof(memories[0]); j++) {
            one_stream(1, bits[i], memories[j], Z_DEFAULT_STRATEGY,
                       &paces[next++ % pace_count]);
            one_stream(6, bits[i], memories[j], Z_DEFAULT_STRATEGY,
                       &paces[next++ % pace_count]);
        }
    }
    /* Where zlib before 1.2.12 makes other blocks. */
    for (size_t i = 0; i < pace_count; i++) {
        one_stream(0, 9, 6, Z_DEFAULT_STRATEGY, &paces[i]);
        one_stream(6, MAX_WBITS, 8, Z_FIXED, &paces[i]);
    }
}

static void bounds(void)
{
    static const uLong lengths[] = {0, 1, 100, 16383, 1000000, 5000000000};
    static const int bits[] = {-15, 9, 15, 31};
    Sum sum = NO_SUM;

    for (int level = 0; level <= 1; level++) {
        for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
            for (int memory = 1; memory <= 9; memory++) {
                z_stream strm = {0};

                deflateInit2(&strm, level, Z_DEFLATED, bits[i], memory, 0);
                for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]);
                     j++) {
                    sum = sum_number(sum, deflateBound(&strm, lengths[j]));
                }
                deflateEnd(&strm);
            }
        }
        report("deflateBound", level, deflateBound(NULL, 1000), sum);
    }
}

static void bad_arguments(void)
{
    static const int bad[][5] = {
        {10, Z_DEFLATED, 15, 8, 0}, {-2, Z_DEFLATED, 15, 8, 0},
        {6, 7, 15, 8, 0},           {6, Z_DEFLATED, 16, 8, 0},
        {6, Z_DEFLATED, 7, 8, 0},   {6, Z_DEFLATED, -16, 8, 0},
        {6, Z_DEFLATED, -7, 8, 0},  {6, Z_DEFLATED, 32, 8, 0},
        {6, Z_DEFLATED, 15, 0, 0},  {6, Z_DEFLATED, 15, 10, 0},
        {6, Z_DEFLATED, 15, 8, -1}, {6, Z_DEFLATED, 15, 8, 5},
    };
    z_stream strm = {0};
    Sum sum = NO_SUM;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const int status = deflateInit2(&strm, bad[i][0], bad[i][1], bad[i][2],
                                        bad[i][3], bad[i][4]);

        sum = sum_stream(sum, &strm, status);
    }
    report("bad deflateInit2", 0, 0, sum);
    report("another version",
           deflateInit_(&strm, 6, "2.0.0", (int)sizeof(strm)), 0, NO_SUM);
    report("another size", deflateInit_(&strm, 6, ZLIB_VERSION, 8), 0, NO_SUM);
    report("deflate no stream", deflate(&strm, Z_FINISH), 0, NO_SUM);
    report("deflateReset no stream", deflateReset(&strm), 0, NO_SUM);
    report("deflateEnd no stream", deflateEnd(NULL), 0, NO_SUM);
}

/* Calls that give the stream nothing to do. */
static void idle_calls(int bits)
{
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = deflateInit2(&strm, 6, Z_DEFLATED, bits, 8, 0);

    strm.next_in = text;
    strm.next_out = packed;
    report("deflate without room", deflate(&strm, Z_NO_FLUSH), 0,
           sum_stream(sum, &strm, status));
    strm.avail_out = 100;
    status = deflate(&strm, Z_NO_FLUSH);
    report("deflate of nothing", status, strm.total_out,
           sum_stream(sum, &strm, status));
    status = deflate(&strm, Z_NO_FLUSH);
    report("deflate of nothing again", status, strm.total_out,
           sum_stream(sum, &strm, status));
    report("deflate unknown flush", deflate(&strm, 6), 0, NO_SUM);
    report("deflateEnd at once", deflateEnd(&strm), 0, NO_SUM);
    deflateInit2(&strm, 6, Z_DEFLATED, bits, 8, 0);
    report("deflateEnd at the beginning", deflateEnd(&strm), 0, NO_SUM);
    deflateInit2(&strm, 6, Z_DEFLATED, bits, 8, 0);
    strm.avail_in = 10;
    strm.avail_out = 100;
    report("deflate of little", deflate(&strm, Z_NO_FLUSH), 0, NO_SUM);
    report("deflateEnd in the middle", deflateEnd(&strm), 0, NO_SUM);
}

/* The first half with @from and the second with @to. */
static void change_parameters(const int from[2], const int to[2],
                              const Pace *pace, uInt room)
{
    char name[80];
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = Z_OK;

    deflateInit2(&strm, from[0], Z_DEFLATED, 15, 8, from[1]);
    strm.next_in = text;
    strm.avail_in = TEXT_SIZE / 2;
    strm.next_out = packed;
    strm.avail_out = ROOM;
    sum = sum_stream(sum, &strm, deflate(&strm, pace->flush));
    strm.avail_in = 1000;
    strm.avail_out = room;
    status = deflateParams(&strm, to[0], to[1]);
    snprintf(name, sizeof(name), "deflateParams %d/%d to %d/%d", from[0],
             from[1], to[0], to[1]);
    report(name, status, strm.total_out, sum_stream(sum, &strm, status));
    if (status == Z_BUF_ERROR) {
        strm.avail_out = ROOM - (uInt)strm.total_out;
        status = deflateParams(&strm, to[0], to[1]);
        report("  deflateParams again", status, strm.total_out,
               sum_stream(sum, &strm, status));
    }
    status = deflate_bytes(&strm, text, TEXT_SIZE, pace, &sum);
    report("  its bytes", status, strm.total_out,
           sum_bytes(NO_SUM, packed, strm.total_out));
    report_end("  its calls", &strm, status, sum);
}

static void change_all_parameters(void)
{
    static const int pairs[][2] = {{0, 0}, {1, 0}, {3, 1}, {6, 0},
                                   {9, 2}, {6, 3}, {6, 4}};
    const size_t count = sizeof(pairs) / sizeof(pairs[0]);
    z_stream strm = {0};

    for (size_t i = 0; i < count; i++) {
        /* Without this, zlib before 1.2.12 reads outside of its window. */
        const bool may_change = pairs[i][0] != 0 || !is_before(1, 2, 12);

        for (size_t j = 0; may_change && j < count; j++) {
            change_parameters(pairs[i], pairs[j], &paces[j % 3],
                              j % 2 == 0 ? ROOM / 2 : 10);
        }
    }
    deflateInit(&strm, 6);
    report("deflateParams at the beginning", deflateParams(&strm, 0, 1), 0,
           NO_SUM);
    report("deflateParams bad level", deflateParams(&strm, 10, 0), 0, NO_SUM);
    report("deflateParams bad strategy", deflateParams(&strm, 1, 5), 0, NO_SUM);
    deflateEnd(&strm);
}

static void dictionary(int bits, uInt size)
{
    char name[80];
    Bytef kept[32768];
    uInt length = 0;
    z_stream strm = {0};
    Sum sum = NO_SUM;
    int status = Z_OK;

    deflateInit2(&strm, 6, Z_DEFLATED, bits, 8, 0);
    status = deflateSetDictionary(&strm, text + 20000, size);
    snprintf(name, sizeof(name), "deflateSetDictionary bits %d size %u", bits,
             size);
    report(name, status, size, sum_stream(sum, &strm, status));
    status = deflateGetDictionary(&strm, kept, &length);
    report("  deflateGetDictionary", status, length,
           sum_bytes(sum, kept, length));
    status = deflate_bytes(&strm, text, TEXT_SIZE, &paces[1], &sum);
    report("  later", deflateSetDictionary(&strm, text, size), 0, NO_SUM);
    report("  deflateGetDictionary", deflateGetDictionary(&strm, kept, &length),
           length, sum_bytes(sum, kept, length));
    report_end("  to the end", &strm, status, sum);
}

static void bits_before(void)
{
    z_stream strm = {0};
    unsigned pending = 0;
    int bits = 0;
    Sum sum = NO_SUM;

    deflateInit2(&strm, 6, Z_DEFLATED, -15, 8, 0);
    for (int count = 0; count <= 16; count++) {
        const int status = deflatePrime(&strm, count, 0x5a5a);

        deflatePending(&strm, &pending, &bits);
        sum = sum_number(sum_number(sum, pending), (unsigned long)bits);
        sum = sum_stream(sum, &strm, status);
    }
    report("deflatePrime", 0, pending, sum);
    report_end("  to the end", &strm,
               deflate_bytes(&strm, text, TEXT_SIZE, &whole, &sum), sum);
    deflateInit2(&strm, 9, Z_DEFLATED, 15, 8, 0);
    report("deflateTune", deflateTune(&strm, 3, 5, 7, 9), 0, NO_SUM);
    sum = NO_SUM;
    report_end("  to the end", &strm,
               deflate_bytes(&strm, text, TEXT_SIZE, &whole, &sum), sum);
}

static void with_header(bool has_checksum, const Pace *pace)
{
    gz_header header = {.text = 1,
                        .time = 123456789,
                        .os = 7,
                        .extra = text,
                        .extra_len = 65535,
                        .name = (Bytef *)"a name",
                        .comment = (Bytef *)"a comment",
                        .hcrc = has_checksum};
    z_stream strm = {0};
    Sum sum = NO_SUM;

    deflateInit2(&strm, 6, Z_DEFLATED, 31, 8, 0);
    report("deflateSetHeader", deflateSetHeader(&strm, &header),
           deflateBound(&strm, 1000), NO_SUM);
    report_end("  to the end", &strm,
               deflate_bytes(&strm, text, TEXT_SIZE, pace, &sum), sum);
    deflateInit2(&strm, 6, Z_DEFLATED, 15, 8, 0);
    report("deflateSetHeader no gzip", deflateSetHeader(&strm, &header), 0,
           NO_SUM);
    deflateEnd(&strm);
}

/* The two go on apart, with other parameters, and the first begins anew. */
static void copies(int level)
{
    z_stream first = {0};
    z_stream second = {0};
    Sum sum = NO_SUM;
    int status = Z_OK;

    deflateInit(&first, level);
    first.next_in = text;
    first.avail_in = TEXT_SIZE / 3;
    first.next_out = packed;
    first.avail_out = ROOM;
    status = deflate(&first, Z_NO_FLUSH);
    report("before the copy", status, first.total_out,
           sum_stream(sum, &first, status));
    status = deflateCopy(&second, &first);
    report("deflateCopy", status, second.total_out,
           sum_stream(sum, &second, status));
    status = deflate_bytes(&first, text, TEXT_SIZE, &paces[1], &sum);
    report("  the first", status, first.total_out, sum);
    sum = NO_SUM;
    status = deflate_bytes(&second, text, TEXT_SIZE, &paces[2], &sum);
    report_end("  the second", &second, status, sum);
    report("deflateReset", deflateReset(&first), 0, NO_SUM);
    sum = NO_SUM;
    status = deflate_bytes(&first, text, TEXT_SIZE / 2, &whole, &sum);
    report("  to the end", status, first.total_out, sum);
    report("deflateResetKeep", deflateResetKeep(&first), 0, NO_SUM);
    report_end("  nothing more", &first, Z_OK, NO_SUM);
    report("deflateCopy of none", deflateCopy(&second, NULL), 0, NO_SUM);
}

void deflate_calls(void)
{
    parameters();
    bounds();
    bad_arguments();
    idle_calls(15);
    idle_calls(-15);
    idle_calls(31);
    change_all_parameters();
    dictionary(15, DICTIONARY_SIZE);
    dictionary(-15, DICTIONARY_SIZE);
    dictionary(-10, 40000);
    dictionary(31, DICTIONARY_SIZE);
    bits_before();
    with_header(false, &paces[0]);
    with_header(true, &paces[1]);
    copies(1);
    copies(6);
}
