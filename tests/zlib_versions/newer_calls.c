/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What zlib has got since 1.2.11: this program is linked against that. */
#include <dlfcn.h>
#include <string.h>

#include "tests/zlib_versions/every_call.h"

/* Sets @function, a pointer to one. Returns whether this zlib has it. */
static bool find(const char *name, void *function)
{
    void *address = dlsym(RTLD_DEFAULT, name);

    memcpy(function, &address, sizeof(address));
    report(name, address != NULL, 0, NO_SUM);
    return address != NULL;
}

static void combine(void)
{
    uLong (*generate)(z_off_t) = NULL;
    uLong (*apply)(uLong, uLong, uLong) = NULL;

    if (find("crc32_combine_gen", &generate) &&
        find("crc32_combine_op", &apply)) {
        report("  result", 0, apply(1234567, 7654321, generate(100000)),
               NO_SUM);
    }
}

/* What is asked of streams, which may be the host's. */
static void ask_stream(void)
{
    int (*ask_used)(z_streamp, int *) = NULL;
    size_t (*ask_bound)(z_streamp, size_t) = NULL;
    int bits = -1;
    int status = Z_OK;
    z_stream strm = {0};
    Sum sum = NO_SUM;

    deflateInit(&strm, 6);
    if (find("deflateBound_z", &ask_bound)) {
        report("  result", 0, ask_bound(&strm, 5000000000), NO_SUM);
    }
    deflate_bytes(&strm, text, TEXT_SIZE, &whole, &sum);
    if (find("deflateUsed", &ask_used)) {
        status = ask_used(&strm, &bits);
        report("  result", status, (unsigned long)bits, NO_SUM);
    }
    deflateEnd(&strm);
}

static void one_shot(void)
{
    size_t (*bound)(size_t) = NULL;
    int (*pack)(Bytef *, size_t *, const Bytef *, size_t) = NULL;
    int (*unpack)(Bytef *, size_t *, const Bytef *, size_t) = NULL;
    size_t size = ROOM;
    size_t back = ROOM;
    int status = Z_OK;

    if (find("compressBound_z", &bound) && find("compress_z", &pack) &&
        find("uncompress_z", &unpack)) {
        report("  bound", 0, bound(TEXT_SIZE), NO_SUM);
        status = pack(packed, &size, text, TEXT_SIZE);
        report("  packed", status, size, sum_bytes(NO_SUM, packed, size));
        status = unpack(unpacked, &back, packed, size);
        report("  unpacked", status, back, sum_bytes(NO_SUM, unpacked, back));
    }
}

void newer_calls(void)
{
    combine();
    ask_stream();
    one_shot();
}
