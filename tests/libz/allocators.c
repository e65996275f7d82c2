/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives streams an allocator, when they are opened or later. Prints how often
 * it was called, and what the stream returns once it fails. The output is the
 * same with every zlib.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    TEXT_SIZE = 50000,
    ROOM = 65536,
    PIECE = 1000,
};

static unsigned char text[TEXT_SIZE];
static unsigned char packed[ROOM];
static unsigned char output[ROOM];
static uLongf packed_size = ROOM;

static int asked;
static int held;
static int limit; /* of what is held */

static voidpf allocate(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    asked++;
    if (held >= limit) {
        return NULL;
    }
    held++;
    return calloc(items, size);
}

static void release(voidpf opaque, voidpf block)
{
    (void)opaque;
    held--;
    free(block);
}

static void give_allocator(z_stream *strm)
{
    strm->zalloc = allocate;
    strm->zfree = release;
}

static void report(const char *name, int status)
{
    printf("%s: %d, asked %d\n", name, status, asked);
    asked = 0;
}

/* Inflate in pieces, so that a window is needed. */
static int inflate_all(z_stream *strm)
{
    int status = Z_OK;

    strm->next_in = packed;
    strm->avail_in = (uInt)packed_size;
    while (status == Z_OK) {
        strm->next_out = output;
        strm->avail_out = PIECE;
        status = inflate(strm, Z_NO_FLUSH);
    }
    return status;
}

static void try_inflate(const char *name, bool is_late)
{
    z_stream strm = {0};
    z_stream copy;

    printf("%s\n", name);
    if (!is_late) {
        give_allocator(&strm);
    }
    report("inflateInit", inflateInit(&strm));
    give_allocator(&strm);
    report("inflate", inflate_all(&strm));
    report("inflateCopy", inflateCopy(&copy, &strm));
    report("inflateReset", inflateReset(&strm));
    report("inflate again", inflate_all(&strm));
    if (!is_late) {
        report("inflateEnd", inflateEnd(&strm));
        report("of the copy", inflateEnd(&copy));
    }
}

static void try_deflate(const char *name, bool is_late)
{
    z_stream strm = {0};
    z_stream copy;

    printf("%s\n", name);
    if (!is_late) {
        give_allocator(&strm);
    }
    report("deflateInit", deflateInit(&strm, 6));
    give_allocator(&strm);
    report("deflateCopy", deflateCopy(&copy, &strm));
    report("deflateReset", deflateReset(&strm));
    if (!is_late) {
        report("deflateEnd", deflateEnd(&strm));
        report("of the copy", deflateEnd(&copy));
    }
}

static void try_without_memory(void)
{
    z_stream strm = {0};

    puts("no memory");
    give_allocator(&strm);
    limit = 0;
    report("deflateInit", deflateInit(&strm, 6));
    report("inflateInit", inflateInit(&strm));
    limit = 1;
    report("inflateInit, with some", inflateInit(&strm));
    report("inflate", inflate_all(&strm));
    report("inflateEnd", inflateEnd(&strm));
    printf("held: %d\n", held);
}

int main(void)
{
    for (int i = 0; i < TEXT_SIZE; i++) {
        text[i] = (unsigned char)(i * i / 977);
    }
    if (compress(packed, &packed_size, text, TEXT_SIZE) != Z_OK) {
        return EXIT_FAILURE;
    }
    limit = 100;
    try_inflate("an allocator", false);
    try_deflate("an allocator", false);
    printf("held: %d\n", held);
    try_without_memory();
    limit = 100;
    /* What was allocated before is not the allocator's to free. */
    try_inflate("a late allocator", true);
    try_deflate("a late allocator", true);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
