/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zcompress-demo: compresses 8 MiB of text on the host, and gets them back.
 * Prints two lines and exits with 0 if both worked.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/zcompress.h"

enum {
    TEXT_SIZE = 8 * 1024 * 1024,
    BEST_LEVEL = 9,
    STATUS_OK = 0,
    STATUS_ERRNO = -1,
};

typedef struct Buffer {
    unsigned char *bytes;
    size_t size;
} Buffer;

/* Say what failed. Returns false, for the caller to return in turn. */
static int fail(const char *what, int status)
{
    if (status == STATUS_ERRNO) {
        fprintf(stderr, "zcompress-demo: %s: %s\n", what, strerror(errno));
    } else {
        fprintf(stderr, "zcompress-demo: %s: zlib status %d\n", what, status);
    }
    return 0;
}

static int allocate(Buffer *buffer, size_t size)
{
    buffer->size = size;
    buffer->bytes = malloc(size);
    if (buffer->bytes == NULL) {
        fprintf(stderr, "zcompress-demo: no memory for %zu bytes\n", size);
        return 0;
    }
    return 1;
}

/* The next number of a linear congruential generator: 31 good bits. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* The same words in the same random order on every machine. */
static void write_text(Buffer *text)
{
    static const char *const words[] = {
        "the ",     "guest ", "asks ",    "and ",  "a ",      "host ",
        "answers ", "while ", "buffers ", "flow ", "through", ".\n",
        "window ",  "of ",    "bytes ",   "that ", "repeat ", "themselves, ",
    };
    const size_t count = sizeof(words) / sizeof(words[0]);
    uint64_t state = 1;
    size_t used = 0;

    while (used < text->size) {
        const char *word = words[next_random(&state) % count];
        size_t length = strlen(word);

        if (length > text->size - used) {
            length = text->size - used;
        }
        memcpy(text->bytes + used, word, length);
        used += length;
    }
}

static int compress_text(const Buffer *text, Buffer *packed)
{
    int status = STATUS_OK;
    size_t bound = zcompress_compress_bound(text->size);

    if (bound == 0) {
        return fail("cannot tell how much room is needed", STATUS_ERRNO);
    }
    if (!allocate(packed, bound)) {
        return 0;
    }
    status = zcompress_compress(text->bytes, text->size, packed->bytes,
                                &packed->size, BEST_LEVEL);
    if (status != STATUS_OK) {
        return fail("compressing", status);
    }
    printf("zlib demo compressed %u bytes to %zu bytes\n", (unsigned)text->size,
           packed->size);
    return 1;
}

static int compare_with_text(const Buffer *text, const Buffer *packed,
                             Buffer *unpacked)
{
    int status = STATUS_OK;

    if (!allocate(unpacked, text->size)) {
        return 0;
    }
    status = zcompress_uncompress(packed->bytes, packed->size, unpacked->bytes,
                                  &unpacked->size);
    if (status != STATUS_OK) {
        return fail("uncompressing", status);
    }
    if (unpacked->size != text->size ||
        memcmp(unpacked->bytes, text->bytes, text->size) != 0) {
        fprintf(stderr, "zcompress-demo: %zu bytes came back, not the text\n",
                unpacked->size);
        return 0;
    }
    puts("zlib demo round-tripped successfully");
    return 1;
}

int main(void)
{
    Buffer text = {NULL, 0};
    Buffer packed = {NULL, 0};
    Buffer unpacked = {NULL, 0};
    int success = 0;

    if (allocate(&text, TEXT_SIZE)) {
        write_text(&text);
        success = compress_text(&text, &packed) &&
                  compare_with_text(&text, &packed, &unpacked);
    }
    free(text.bytes);
    free(packed.bytes);
    free(unpacked.bytes);
    /* A full disk or a closed pipe is a failure, too. */
    if (fflush(stdout) != 0) {
        perror("zcompress-demo: writing");
        success = 0;
    }
    return success ? EXIT_SUCCESS : EXIT_FAILURE;
}
