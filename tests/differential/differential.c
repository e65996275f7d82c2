/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * differential SEED CASES: makes calls of zcompress.h on what a generator comes
 * up with, and writes a line for each: what was asked, status, length, and a
 * digest of the memory that the call could write to.
 *
 * Built twice: for the guest with the thunk library, and for the host with zlib
 * itself in its place. The same seed has to give the same lines. The digest
 * covers the whole room, and bytes before it: one zlib leaves the same bytes
 * behind wherever it runs, after a failure too.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/zcompress.h"
#include "tests/differential/generator.h"

enum {
    LARGEST_ROOM = 512 * 1024,
    /* Bytes before the destination that nobody may touch. */
    MARGIN = 64,
    FILLING = 0xa5,
    /* More than a page of any machine. */
    EDGE = 65536,
};

/* Both end where memory ends: one byte too far is an EFAULT, or a crash. */
static uint8_t *source_end;
static uint8_t *room_end;

/* What the last call has written. */
static uint8_t *output;
static size_t output_length;

/* The end of @size bytes or some more. */
static uint8_t *memory_before_edge(size_t size)
{
    const size_t rounded = (size + EDGE - 1) / EDGE * EDGE;
    uint8_t *start = mmap(NULL, rounded + EDGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (start == MAP_FAILED ||
        mprotect(start + rounded, EDGE, PROT_NONE) != 0) {
        perror("differential");
        exit(EXIT_FAILURE);
    }
    return start + rounded;
}

/* FNV-1a, of words: a guest computes it over every byte of every room. */
static uint64_t digest(const uint8_t *bytes, size_t length)
{
    uint64_t sum = 0xcbf29ce484222325;

    for (; length >= sizeof(uint64_t); length -= sizeof(uint64_t)) {
        uint64_t word = 0;

        memcpy(&word, bytes, sizeof(word));
        bytes += sizeof(word);
        sum = (sum ^ word) * 0x100000001b3;
        /* A product only carries upwards. */
        sum ^= sum >> 29;
    }
    for (; length > 0; length--) {
        sum = (sum ^ *bytes++) * 0x100000001b3;
    }
    return sum;
}

static void prepare(size_t room)
{
    output = room_end - room;
    output_length = room;
    memset(output - MARGIN, FILLING, MARGIN + room);
}

static void report(size_t room, int status)
{
    printf(" room %zu: status %d, %zu bytes, %016" PRIx64 "\n", room, status,
           output_length, digest(output - MARGIN, MARGIN + room));
}

static int do_compress(const uint8_t *source, size_t length, size_t room,
                       int level)
{
    int status = 0;

    prepare(room);
    status = zcompress_compress(source, length, output, &output_length, level);
    printf("compress %zu level %d", length, level);
    report(room, status);
    return status;
}

static void do_uncompress(const uint8_t *source, size_t length, size_t room)
{
    int status = 0;

    prepare(room);
    status = zcompress_uncompress(source, length, output, &output_length);
    printf("uncompress %zu", length);
    report(room, status);
}

/* The source, where a call gets it; NULL stands for nothing now and then. */
static const uint8_t *at_edge(Generator *generator, const uint8_t *bytes,
                              size_t length)
{
    if (length == 0 && generator_below(generator, 2) == 0) {
        return NULL;
    }
    return memcpy(source_end - length, bytes, length);
}

/* A room around @wanted bytes: that, less, or more. */
static size_t choose_room(Generator *generator, size_t wanted)
{
    size_t room = wanted;

    switch (generator_below(generator, 8)) {
    case 0:
        break;
    case 1:
        room = wanted == 0 ? 0 : wanted - 1;
        break;
    case 2:
        room = wanted + 1;
        break;
    case 3:
        room = 0;
        break;
    case 4:
        room = generator_below(generator, 16);
        break;
    case 5:
        room = wanted + generator_below(generator, 1024);
        break;
    default:
        room = generator_below(generator, wanted + 1);
        break;
    }
    return room > LARGEST_ROOM ? LARGEST_ROOM : room;
}

static int choose_level(Generator *generator)
{
    static const int others[] = {-2, 10, 11, 255, 256, -2147483647, 2147483647};
    const uint64_t choice = generator_below(generator, 64);

    if (choice < sizeof(others) / sizeof(others[0])) {
        return others[choice];
    }
    return (int)generator_below(generator, 11) - 1;
}

static void do_bound(Generator *generator)
{
    /* What wraps around has its place in the tests of bad arguments. */
    const uint64_t length =
        generator_next(generator) >> (2 + generator_below(generator, 62));

    printf("bound %" PRIu64 ": %zu\n", length,
           zcompress_compress_bound(length));
}

/* Compress, with all the room there could be a need for and with another. */
static void do_compress_case(Generator *generator)
{
    static uint8_t bytes[GENERATOR_LARGEST_INPUT];
    const size_t length = generator_input(generator, bytes);
    const uint8_t *source = at_edge(generator, bytes, length);
    const int level = choose_level(generator);
    size_t wanted = length;

    if (do_compress(source, length, zcompress_compress_bound(length), level) ==
        0) {
        wanted = output_length;
    }
    do_compress(source, length, choose_room(generator, wanted), level);
}

/* A stream that this zlib has made, whole or damaged, or what is none. */
static void do_uncompress_case(Generator *generator)
{
    static uint8_t bytes[GENERATOR_LARGEST_INPUT];
    static uint8_t stream[GENERATOR_LARGEST_STREAM];
    const size_t plain = generator_input(generator, bytes);
    const int level = (int)generator_below(generator, 11) - 1;
    size_t length = 0;

    if (generator_below(generator, 8) == 0) {
        length = generator_no_stream(generator, stream);
    } else {
        do_compress(at_edge(generator, bytes, plain), plain,
                    zcompress_compress_bound(plain), level);
        memcpy(stream, output, output_length);
        length = generator_damage(generator, stream, output_length);
    }
    do_uncompress(at_edge(generator, stream, length), length,
                  choose_room(generator, plain));
}

int main(int argc, char **argv)
{
    const uint64_t seed = argc == 3 ? strtoull(argv[1], NULL, 10) : 0;
    const uint64_t cases = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;

    if (cases == 0) {
        fprintf(stderr, "usage: differential SEED CASES\n");
        return EXIT_FAILURE;
    }
    source_end = memory_before_edge(GENERATOR_LARGEST_STREAM);
    room_end = memory_before_edge(MARGIN + LARGEST_ROOM);
    for (uint64_t i = 0; i < cases; i++) {
        /* Of its own: a case that goes another way leaves the next alone. */
        Generator generator = generator_start(seed, i);

        printf("%" PRIu64 " ", i);
        switch (generator_below(&generator, 16)) {
        case 0:
            do_bound(&generator);
            break;
        case 1:
        case 2:
        case 3:
        case 4:
        case 5:
        case 6:
            do_compress_case(&generator);
            break;
        default:
            do_uncompress_case(&generator);
            break;
        }
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
