/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   break_even SIDE FUNCTION SIZE INPUT MILLISECONDS
 *
 * prints the nanoseconds that FUNCTION takes for SIZE bytes of INPUT on one
 * SIDE: `guest` is zlib emulated, in an emulator without the plugin; `host` a
 * call of the host whatever the size, of a checksum by a system call, and
 * `doorbell` one of a checksum by that. That is what
 * libraries/zlib/thresholds.h chooses between.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bench/guest/stopwatch.h"
#include "guest/host_call.h"

#define DECLARE_CALLS "libraries/zlib/calls.h"
#include "libraries/declare_operations.h"

enum {
    LEVEL = 6,
    /* One byte of output at a time would measure something else. */
    ROOM = 262144,
    /* A stream is begun anew after so much: calls are what is measured. */
    STREAM_LENGTH = 1048576,
};

typedef struct Work {
    bool is_on_host;
    bool rings;
    const unsigned char *bytes;
    size_t size;
    const unsigned char *packed;
    size_t packed_size;
    unsigned char *out;
    z_stream stream;
} Work;

static volatile uint64_t result;

static void check(bool is_good)
{
    if (!is_good) {
        give_up("zlib, or the host, refuses");
    }
}

static uint64_t sum_on_host(uint32_t operation, uint64_t sum, const Work *work)
{
    const int64_t answer =
        work->rings
            ? host_call_short(operation, sum, (uintptr_t)work->bytes,
                              work->size)
            : host_call(operation, sum, (uintptr_t)work->bytes, work->size);

    check(answer >= 0);
    return (uint64_t)answer;
}

static void pass_crc32(void *argument)
{
    const Work *work = argument;

    result = work->is_on_host ? sum_on_host(OPERATION_crc32_z, 0, work)
                              : crc32_z(0, work->bytes, work->size);
}

static void pass_adler32(void *argument)
{
    const Work *work = argument;

    result = work->is_on_host ? sum_on_host(OPERATION_adler32_z, 1, work)
                              : adler32_z(1, work->bytes, work->size);
}

static int begin_deflate(Work *work)
{
    return deflateInit(&work->stream, LEVEL);
}

static int begin_inflate(Work *work)
{
    return inflateInit(&work->stream);
}

static int step_deflate(Work *work, int flush)
{
    work->stream.next_out = work->out;
    work->stream.avail_out = ROOM;
    return deflate(&work->stream, flush);
}

static int step_inflate(Work *work)
{
    work->stream.next_out = work->out;
    work->stream.avail_out = ROOM;
    return inflate(&work->stream, Z_NO_FLUSH);
}

static void give_input(Work *work, const unsigned char *bytes, size_t size)
{
    work->stream.next_in = (z_const Bytef *)bytes;
    work->stream.avail_in = (uInt)size;
}

static void pass_compress(void *argument)
{
    Work *work = argument;

    check(begin_deflate(work) == Z_OK);
    give_input(work, work->bytes, work->size);
    check(step_deflate(work, Z_FINISH) == Z_STREAM_END);
    (void)deflateEnd(&work->stream);
}

static void pass_uncompress(void *argument)
{
    Work *work = argument;

    check(begin_inflate(work) == Z_OK);
    give_input(work, work->packed, work->packed_size);
    check(step_inflate(work) == Z_STREAM_END);
    (void)inflateEnd(&work->stream);
}

/* One call in the middle of a stream. */
static void pass_deflate(void *argument)
{
    Work *work = argument;

    if (work->stream.total_in >= STREAM_LENGTH) {
        check(deflateReset(&work->stream) == Z_OK);
    }
    give_input(work, work->bytes + work->stream.total_in, work->size);
    check(step_deflate(work, Z_NO_FLUSH) == Z_OK);
}

static void pass_inflate(void *argument)
{
    Work *work = argument;

    if (work->stream.total_in + work->size >= work->packed_size) {
        check(inflateReset(&work->stream) == Z_OK);
    }
    give_input(work, work->packed + work->stream.total_in, work->size);
    check(step_inflate(work) == Z_OK);
}

static void pack(Work *work, size_t size)
{
    const size_t room = size * 2 + ROOM;
    unsigned char *packed = allocate(room);

    check(begin_deflate(work) == Z_OK);
    give_input(work, work->bytes, size);
    work->stream.next_out = packed;
    work->stream.avail_out = (uInt)room;
    check(deflate(&work->stream, Z_FINISH) == Z_STREAM_END);
    work->packed = packed;
    work->packed_size = work->stream.total_out;
    deflateEnd(&work->stream);
}

static const struct {
    const char *name;
    Pass *pass;
    int (*begin)(Work *work); /* once, before the first pass */
} functions[] = {
    {"crc32", pass_crc32, NULL},
    {"adler32", pass_adler32, NULL},
    {"compress2", pass_compress, NULL},
    {"uncompress", pass_uncompress, NULL},
    {"deflate", pass_deflate, begin_deflate},
    {"inflate", pass_inflate, begin_inflate},
};

int main(int argc, char **argv)
{
    Work work = {0};

    if (argc != 6) {
        give_up("usage: break_even SIDE FUNCTION SIZE INPUT MILLISECONDS");
    }
    work.size = (size_t)to_number(argv[3]);
    work.bytes = read_input(argv[4], STREAM_LENGTH + work.size);
    work.out = allocate(ROOM);
    memset(work.out, 1, ROOM);
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (strcmp(functions[i].name, argv[2]) != 0) {
            continue;
        }
        pack(&work,
             functions[i].pass == pass_inflate ? STREAM_LENGTH : work.size);
        work.rings = strcmp(argv[1], "doorbell") == 0;
        work.is_on_host = work.rings || strcmp(argv[1], "host") == 0;
        work.stream = (z_stream){0};
        check(functions[i].begin == NULL || functions[i].begin(&work) == Z_OK);
        print_time(functions[i].pass, &work, to_number(argv[5]));
        return EXIT_SUCCESS;
    }
    give_up("no such function");
}
