/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that uses zlib and knows nothing of hostlib.
 *
 *   zlib_calls FUNCTION LEVEL SIZE CHUNK THREADS INPUT MILLISECONDS
 *
 * prints the nanoseconds that FUNCTION takes for the first SIZE bytes of INPUT,
 * in chunks of CHUNK bytes where it is a stream's. With THREADS, that many do
 * it at once, each in memory of its own.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bench/guest/stopwatch.h"

enum {
    MOST_THREADS = 64,
    STREAM_ROOM = 65536, /* what a stream's output goes to, again and again */
};

typedef struct Work Work;

struct Work {
    void (*function)(Work *work);
    int level;
    size_t size; /* of the plain data */
    size_t chunk;
    size_t threads;
    const unsigned char *plain;
    const unsigned char *packed;
    size_t packed_size;
    unsigned char *out;
    size_t room;
};

static volatile uLong sum_of_sums;

static void check(int status, int expected)
{
    if (status != expected) {
        give_up("zlib: an unexpected status");
    }
}

static void call_compress2(Work *work)
{
    uLongf length = work->room;

    check(compress2(work->out, &length, work->plain, work->size, work->level),
          Z_OK);
}

static void call_uncompress(Work *work)
{
    uLongf length = work->room;

    check(uncompress(work->out, &length, work->packed, work->packed_size),
          Z_OK);
}

static void call_crc32(Work *work)
{
    sum_of_sums += crc32_z(0, work->plain, work->size);
}

static void call_adler32(Work *work)
{
    sum_of_sums += adler32_z(1, work->plain, work->size);
}

static void give_chunk(z_stream *stream, const unsigned char *bytes,
                       size_t size, const Work *work)
{
    const size_t left = size - stream->total_in;

    stream->next_in = (z_const Bytef *)bytes + stream->total_in;
    stream->avail_in = (uInt)(left < work->chunk ? left : work->chunk);
}

static void empty_room(z_stream *stream, const Work *work)
{
    stream->next_out = work->out;
    stream->avail_out = STREAM_ROOM;
}

static void stream_deflate(Work *work)
{
    z_stream stream = {0};
    int status = Z_OK;
    int flush = Z_NO_FLUSH;

    check(deflateInit(&stream, work->level), Z_OK);
    while (status == Z_OK) {
        give_chunk(&stream, work->plain, work->size, work);
        flush = stream.total_in + stream.avail_in < work->size ? Z_NO_FLUSH
                                                               : Z_FINISH;
        do {
            empty_room(&stream, work);
            status = deflate(&stream, flush);
            status = status == Z_BUF_ERROR ? Z_OK : status;
        } while (status == Z_OK && stream.avail_out == 0);
    }
    check(status, Z_STREAM_END);
    deflateEnd(&stream);
}

/* Chunks of what is compressed: how programs read a file or a socket. */
static void stream_inflate(Work *work)
{
    z_stream stream = {0};
    int status = Z_OK;

    check(inflateInit(&stream), Z_OK);
    while (status == Z_OK) {
        give_chunk(&stream, work->packed, work->packed_size, work);
        do {
            empty_room(&stream, work);
            status = inflate(&stream, Z_NO_FLUSH);
            status = status == Z_BUF_ERROR ? Z_OK : status;
        } while (status == Z_OK && stream.avail_out == 0);
    }
    check(status, Z_STREAM_END);
    inflateEnd(&stream);
}

static const struct {
    const char *name;
    void (*function)(Work *work);
} functions[] = {
    {"compress2", call_compress2}, {"uncompress", call_uncompress},
    {"crc32", call_crc32},         {"adler32", call_adler32},
    {"deflate", stream_deflate},   {"inflate", stream_inflate},
};

static void find_function(Work *work, const char *name)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (strcmp(functions[i].name, name) == 0) {
            work->function = functions[i].function;
            return;
        }
    }
    give_up("no such function");
}

static void make_packed(Work *work)
{
    uLongf length = compressBound(work->size);
    unsigned char *packed = allocate(length);

    check(compress2(packed, &length, work->plain, work->size, work->level),
          Z_OK);
    work->packed = packed;
    work->packed_size = length;
}

static void allocate_room(Work *work)
{
    const size_t bound = compressBound(work->size);

    work->room = bound > STREAM_ROOM ? bound : STREAM_ROOM;
    work->out = allocate(work->room);
    /* Memory that was never touched would be measured, too. */
    memset(work->out, 1, work->room);
}

static void do_once(void *argument)
{
    Work *work = argument;

    work->function(work);
}

static void *thread_main(void *argument)
{
    do_once(argument);
    return NULL;
}

static void do_in_threads(void *argument)
{
    static Work copies[MOST_THREADS];
    const Work *work = argument;
    pthread_t threads[MOST_THREADS];

    for (size_t i = 0; i < work->threads; i++) {
        if (copies[i].out == NULL) {
            copies[i] = *work;
            allocate_room(&copies[i]);
        }
        if (pthread_create(&threads[i], NULL, thread_main, &copies[i]) != 0) {
            give_up("no thread");
        }
    }
    for (size_t i = 0; i < work->threads; i++) {
        pthread_join(threads[i], NULL);
    }
}

int main(int argc, char **argv)
{
    Work work = {0};

    if (argc != 8) {
        give_up("usage: zlib_calls FUNCTION LEVEL SIZE CHUNK THREADS INPUT "
                "MILLISECONDS");
    }
    find_function(&work, argv[1]);
    work.level = (int)to_number(argv[2]);
    work.size = (size_t)to_number(argv[3]);
    work.chunk = (size_t)to_number(argv[4]);
    work.threads = (size_t)to_number(argv[5]);
    if (work.threads > MOST_THREADS) {
        give_up("too many threads");
    }
    work.plain = read_input(argv[6], work.size);
    if (work.function == call_uncompress || work.function == stream_inflate) {
        make_packed(&work);
    }
    allocate_room(&work);
    print_time(work.threads == 0 ? do_once : do_in_threads, &work,
               to_number(argv[7]));
    return EXIT_SUCCESS;
}
