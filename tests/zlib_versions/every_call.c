/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes calls of all of zlib's functions, with all kinds of parameters:
 *
 *     every_call FILE
 *
 * FILE is written, and removed at the end. The output is the same whichever way
 * a zlib of one version is run; two versions differ in few lines.
 */
#include "tests/zlib_versions/every_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Bytef text[TEXT_SIZE];
Bytef packed[ROOM];
Bytef unpacked[ROOM];

const Pace whole = {ROOM, ROOM, Z_NO_FLUSH};
const Pace paces[] = {
    {ROOM, ROOM, Z_NO_FLUSH},      {5000, 700, Z_NO_FLUSH},
    {20000, 3000, Z_SYNC_FLUSH},   {33000, 65536, Z_FULL_FLUSH},
    {777, 10000, Z_PARTIAL_FLUSH}, {12345, 20, Z_BLOCK},
};
const size_t pace_count = sizeof(paces) / sizeof(paces[0]);

Sum sum_bytes(Sum sum, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;

    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ next[i]) * 0x100000001b3ull;
    }
    return sum;
}

Sum sum_number(Sum sum, unsigned long number)
{
    return (sum ^ number) * 0x9e3779b97f4a7c15ull + (sum >> 29);
}

Sum sum_stream(Sum sum, const z_stream *strm, int status)
{
    sum = sum_number(sum, (unsigned long)status);
    sum = sum_number(sum, strm->avail_in);
    sum = sum_number(sum, strm->total_in);
    sum = sum_number(sum, strm->avail_out);
    sum = sum_number(sum, strm->total_out);
    sum = sum_number(sum, strm->adler);
    sum = sum_number(sum, (unsigned long)strm->data_type);
    return strm->msg == NULL ? sum_number(sum, 1)
                             : sum_bytes(sum, strm->msg, strlen(strm->msg));
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

int deflate_bytes(z_stream *strm, const Bytef *source, size_t size,
                  const Pace *pace, Sum *sum)
{
    int status = Z_OK;
    bool is_last = false;

    while (!is_last) {
        const size_t left = size - strm->total_in;
        const uLong written = strm->total_out;

        is_last = left <= pace->in;
        strm->next_in = (Bytef *)source + strm->total_in;
        strm->avail_in = (uInt)smaller(left, pace->in);
        do {
            strm->next_out = packed + strm->total_out;
            strm->avail_out = (uInt)smaller(ROOM - strm->total_out, pace->out);
            status = deflate(strm, is_last ? Z_FINISH : pace->flush);
            *sum = sum_stream(*sum, strm, status);
        } while (status == Z_OK && strm->avail_out == 0);
        if (status != Z_OK && status != Z_BUF_ERROR) {
            is_last = true;
        }
        *sum = sum_bytes(*sum, packed + written, strm->total_out - written);
    }
    return status;
}

int inflate_bytes(z_stream *strm, const Bytef *source, size_t size,
                  const Pace *pace, Sum *sum)
{
    const uLong before = strm->total_out;
    const int flush =
        pace->flush == Z_PARTIAL_FLUSH ? Z_SYNC_FLUSH : pace->flush;
    size_t used = 0;
    int status = Z_OK;

    while (status == Z_OK) {
        const size_t left = size - used;
        const uInt given = (uInt)smaller(left, pace->in);

        strm->next_in = (Bytef *)source + used;
        strm->avail_in = given;
        strm->next_out = unpacked + strm->total_out;
        strm->avail_out = (uInt)smaller(ROOM - strm->total_out, pace->out);
        status = inflate(strm, flush == Z_FULL_FLUSH ? Z_NO_FLUSH : flush);
        *sum = sum_stream(*sum, strm, status);
        used += given - strm->avail_in;
    }
    *sum = sum_bytes(*sum, unpacked + before, strm->total_out - before);
    return status;
}

void report(const char *name, int status, unsigned long length, Sum sum)
{
    printf("%s: %d, %lu, %016llx\n", name, status, length,
           (unsigned long long)sum);
}

bool is_before(int major, int minor, int patch)
{
    const char *version = zlibVersion();
    const int wanted[] = {major, minor, patch};
    char *next = (char *)version;

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const long part = strtol(next, &next, 10);

        if (part != wanted[i]) {
            return part < wanted[i];
        }
        next += *next == '.';
    }
    return false;
}

static uint32_t next_random(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15ull;

    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 0x2545f4914f6cdd1dull) >> 32);
}

/* Half of it words that come again, near and far; then noise, then runs. */
static void make_text(void)
{
    static const char letters[] = "eeeetttaaaooinshrdlu  \n";
    size_t i = 0;

    while (i < TEXT_SIZE / 2) {
        const size_t length = 3 + next_random() % 40;
        const size_t distance = 1 + next_random() % 40000;

        for (size_t j = 0; j < length && i < TEXT_SIZE / 2; j++, i++) {
            text[i] =
                i >= distance && length > 8
                    ? text[i - distance]
                    : (Bytef)letters[next_random() % (sizeof(letters) - 1)];
        }
    }
    for (; i < TEXT_SIZE - TEXT_SIZE / 4; i++) {
        text[i] = (Bytef)next_random();
    }
    for (; i < TEXT_SIZE; i++) {
        text[i] = (Bytef)(i / 300 % 7);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: every_call FILE\n");
        return EXIT_FAILURE;
    }
    printf("zlib %s\n", zlibVersion());
    make_text();
    deflate_calls();
    inflate_calls();
    one_shot_calls();
    newer_calls();
    gz_calls(argv[1]);
    return remove(argv[1]) == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS
                                                       : EXIT_FAILURE;
}
