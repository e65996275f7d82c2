/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a text as zlib, libbz2 and liblzma compress it, one after the other,
 * having seen that it can be restored.
 */
#include <bzlib.h>
#include <dlfcn.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    TEXT_SIZE = 1000000,
    ROOM = 2 * TEXT_SIZE,
    BLOCKS = 9, /* of bzip2's, in 100 kB */
    PRESET = 1, /* of xz's */
};

static unsigned char text[TEXT_SIZE];
static unsigned char packed[ROOM];
static unsigned char restored[TEXT_SIZE];

static void check(int is_right, const char *what)
{
    if (!is_right) {
        fprintf(stderr, "compress: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

static void find(const char *soname, const char *name, void *function)
{
    void *library = dlopen(soname, RTLD_NOW);
    void *address = NULL;

    check(library != NULL, soname);
    address = dlsym(library, name);
    check(address != NULL, name);
    memcpy(function, &address, sizeof(address));
}

static void put(size_t size)
{
    check(memcmp(text, restored, TEXT_SIZE) == 0, "another text came back");
    check(fwrite(packed, 1, size, stdout) == size, "fwrite()");
    memset(restored, 0, sizeof(restored));
}

static void use_zlib(void)
{
    uLongf size = ROOM;
    uLongf restored_size = TEXT_SIZE;

    check(compress2(packed, &size, text, TEXT_SIZE, Z_BEST_SPEED) == Z_OK,
          "compress2()");
    check(uncompress(restored, &restored_size, packed, size) == Z_OK,
          "uncompress()");
    put(size);
}

static void use_bz2(void)
{
    __typeof__(&BZ2_bzBuffToBuffCompress) compress = NULL;
    __typeof__(&BZ2_bzBuffToBuffDecompress) decompress = NULL;
    unsigned size = ROOM;
    unsigned restored_size = TEXT_SIZE;

    find("libbz2.so.1.0", "BZ2_bzBuffToBuffCompress", &compress);
    find("libbz2.so.1.0", "BZ2_bzBuffToBuffDecompress", &decompress);
    check(compress((char *)packed, &size, (char *)text, TEXT_SIZE, BLOCKS, 0,
                   0) == BZ_OK,
          "BZ2_bzBuffToBuffCompress()");
    check(decompress((char *)restored, &restored_size, (char *)packed, size, 0,
                     0) == BZ_OK,
          "BZ2_bzBuffToBuffDecompress()");
    put(size);
}

static void use_lzma(void)
{
    __typeof__(&lzma_easy_encoder) encoder = NULL;
    __typeof__(&lzma_stream_decoder) decoder = NULL;
    __typeof__(&lzma_code) code = NULL;
    __typeof__(&lzma_end) end = NULL;
    lzma_stream strm = LZMA_STREAM_INIT;
    size_t size = 0;

    find("liblzma.so.5", "lzma_easy_encoder", &encoder);
    find("liblzma.so.5", "lzma_stream_decoder", &decoder);
    find("liblzma.so.5", "lzma_code", &code);
    find("liblzma.so.5", "lzma_end", &end);
    strm.next_in = text;
    strm.avail_in = TEXT_SIZE;
    strm.next_out = packed;
    strm.avail_out = ROOM;
    check(encoder(&strm, PRESET, LZMA_CHECK_CRC32) == LZMA_OK &&
              code(&strm, LZMA_FINISH) == LZMA_STREAM_END,
          "lzma_easy_encoder()");
    size = (size_t)strm.total_out;
    strm.next_in = packed;
    strm.avail_in = size;
    strm.next_out = restored;
    strm.avail_out = TEXT_SIZE;
    check(decoder(&strm, UINT64_MAX, 0) == LZMA_OK &&
              code(&strm, LZMA_FINISH) == LZMA_STREAM_END,
          "lzma_stream_decoder()");
    end(&strm);
    put(size);
}

int main(void)
{
    for (size_t i = 0; i < TEXT_SIZE; i++) {
        text[i] = (unsigned char)("hostlib "[i % 8] + (i * i / 777) % 5);
    }
    use_zlib();
    use_bz2();
    use_lzma();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
