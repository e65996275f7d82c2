/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses streams again that a call has left in the middle of its work: because a
 * signal handler jumped out of it, or because there was no memory. Says what
 * comes of each step; any zlib says the same.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

enum {
    TEXT_SIZE = 20000,
    ROOM = 65536,
    RAW = -15, /* window bits of a stream without header */
};

static unsigned char text[TEXT_SIZE];
static unsigned char packed[ROOM];
static unsigned char output[ROOM];
static unsigned char *forbidden;

static sigjmp_buf back;
static volatile sig_atomic_t signals;

static void leave(int number)
{
    signals = signals + 1;
    siglongjmp(back, number);
}

static void give(z_stream *stream, const unsigned char *input, size_t size)
{
    stream->next_in = (Bytef *)input;
    stream->avail_in = (uInt)size;
    stream->next_out = output;
    stream->avail_out = sizeof(output);
}

/* A call that faults on its input. */
static void leave_call(const char *name, int (*call)(z_stream *, int),
                       z_stream *stream)
{
    if (sigsetjmp(back, 1) == 0) {
        give(stream, forbidden, ROOM);
        call(stream, Z_FINISH);
        printf("%s: not left\n", name);
    } else {
        printf("%s: left, %d signals\n", name, (int)signals);
    }
}

static void deflate_again(void)
{
    z_stream stream = {0};

    deflateInit(&stream, 6);
    for (int i = 0; i < 3; i++) {
        int status = 0;

        leave_call("deflate", deflate, &stream);
        printf("reset: %d\n", deflateReset(&stream));
        give(&stream, text, sizeof(text));
        status = deflate(&stream, Z_FINISH);
        printf("deflate: %d, %lu bytes, sum %lx\n", status, stream.total_out,
               crc32(0, output, (uInt)stream.total_out));
        memcpy(packed, output, stream.total_out);
        deflateReset(&stream);
    }
    printf("end: %d\n", deflateEnd(&stream));
}

static void inflate_again(void)
{
    z_stream stream = {0};

    inflateInit(&stream);
    for (int i = 0; i < 4; i++) {
        int status = 0;

        leave_call("inflate", inflate, &stream);
        status =
            i % 2 == 0 ? inflateReset(&stream) : inflateReset2(&stream, 15);
        printf("reset: %d\n", status);
        give(&stream, packed, sizeof(packed));
        status = inflate(&stream, Z_FINISH);
        printf("inflate: %d, %lu bytes, same: %d\n", status, stream.total_out,
               memcmp(output, text, sizeof(text)) == 0);
        inflateReset(&stream);
    }
    printf("end: %d\n", inflateEnd(&stream));
}

static bool is_memory_full;

static voidpf allocate(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    return is_memory_full ? NULL : calloc(items, size);
}

static void release(voidpf opaque, voidpf memory)
{
    (void)opaque;
    free(memory);
}

/* Two halves with a flush point between them. Returns the size of both. */
static size_t deflate_halves(void)
{
    z_stream stream = {0};
    size_t size = 0;

    deflateInit2(&stream, 6, Z_DEFLATED, RAW, 8, Z_DEFAULT_STRATEGY);
    give(&stream, text, sizeof(text) / 2);
    deflate(&stream, Z_FULL_FLUSH);
    stream.next_in = text + sizeof(text) / 2;
    stream.avail_in = sizeof(text) / 2;
    deflate(&stream, Z_FINISH);
    size = stream.total_out;
    memcpy(packed, output, size);
    deflateEnd(&stream);
    return size;
}

/* The window cannot be had; after the next flush point it can. */
static void inflate_after_lack_of_memory(void)
{
    const size_t size = deflate_halves();
    z_stream stream = {.zalloc = allocate, .zfree = release};
    int status = 0;

    inflateInit2(&stream, RAW);
    give(&stream, packed, size);
    stream.avail_out = 1000;
    is_memory_full = true;
    printf("no memory: %d\n", inflate(&stream, Z_NO_FLUSH));
    printf("still none: %d\n", inflate(&stream, Z_NO_FLUSH));
    is_memory_full = false;
    printf("sync: %d\n", inflateSync(&stream));
    stream.next_out = output;
    stream.avail_out = sizeof(output);
    status = inflate(&stream, Z_FINISH);
    printf("inflate: %d, same: %d\n", status,
           memcmp(output, text + sizeof(text) / 2, sizeof(text) / 2) == 0);
    printf("end: %d\n", inflateEnd(&stream));
}

int main(void)
{
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (unsigned char)(i * i >> 6);
    }
    forbidden = mmap(NULL, ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (forbidden == MAP_FAILED) {
        perror("mmap");
        return EXIT_FAILURE;
    }
    signal(SIGSEGV, leave);
    deflate_again();
    inflate_again();
    inflate_after_lack_of_memory();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
