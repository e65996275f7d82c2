/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compresses a text and gets it back by the libz.so.1 that is named, which is
 * linked against glibc; this program is linked against musl. Says which sizes
 * and checksums came out, the same on each run.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_SIZE = 1000000,
    LEVEL = 6,
};

/* As zlib.h has them: musl comes without zlib. */
typedef unsigned long Crc32(unsigned long, const unsigned char *, unsigned);
typedef int Compress2(unsigned char *, unsigned long *, const unsigned char *,
                      unsigned long, int);
typedef unsigned long CompressBound(unsigned long);
typedef int Uncompress(unsigned char *, unsigned long *, const unsigned char *,
                       unsigned long);

static void *library;

static void *find(const char *name)
{
    void *symbol = dlsym(library, name);

    if (symbol == NULL) {
        printf("%s\n", dlerror());
        exit(1);
    }
    return symbol;
}

static void fill(unsigned char *text)
{
    uint32_t state = 1;

    for (size_t i = 0; i < TEXT_SIZE; ++i) {
        state = state * 1103515245 + 12345;
        text[i] = "abcdefgh"[state >> 29];
    }
}

/* Returns whether what is compressed comes back. */
static int round_trip(const unsigned char *text)
{
    CompressBound *compress_bound = (CompressBound *)find("compressBound");
    Compress2 *compress2 = (Compress2 *)find("compress2");
    Uncompress *uncompress = (Uncompress *)find("uncompress");
    Crc32 *crc32 = (Crc32 *)find("crc32");
    unsigned long packed_size = compress_bound(TEXT_SIZE);
    unsigned long back_size = TEXT_SIZE;
    unsigned char *packed = malloc(packed_size);
    unsigned char *back = malloc(back_size);
    int same = packed != NULL && back != NULL &&
               compress2(packed, &packed_size, text, TEXT_SIZE, LEVEL) == 0 &&
               uncompress(back, &back_size, packed, packed_size) == 0 &&
               back_size == TEXT_SIZE && memcmp(back, text, TEXT_SIZE) == 0;

    if (same) {
        printf("%d bytes to %lu, crc32 %08lx\n", TEXT_SIZE, packed_size,
               crc32(0, packed, (unsigned)packed_size));
    }
    free(packed);
    free(back);
    return same;
}

int main(int argc, char **argv)
{
    static unsigned char text[TEXT_SIZE];

    if (argc != 2) {
        printf("usage: %s LIBZ\n", argv[0]);
        return 1;
    }
    library = dlopen(argv[1], RTLD_NOW);
    if (library == NULL) {
        printf("%s\n", dlerror());
        return 1;
    }
    fill(text);
    if (!round_trip(text)) {
        printf("the text does not come back\n");
        return 1;
    }
    return 0;
}
