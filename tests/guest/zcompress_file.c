/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zcompress_file FILE CASE...: does with the file what each case says, and
 * writes the case, its status, the length and the bytes to standard output.
 *
 * A case is LEVEL:SIZE, to compress into a buffer of that size, or
 * uncompress:SIZE.
 *
 * Built twice: for the guest with the thunk library, and for the host with zlib
 * itself in its place. Both have to write the same bytes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/zcompress.h"

enum { INPUT_LIMIT = 1024 * 1024 };

static unsigned char input[INPUT_LIMIT];
static size_t input_size;

static bool read_input(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        perror(path);
        return false;
    }
    input_size = fread(input, 1, sizeof(input), file);
    fclose(file);
    return true;
}

static bool do_case(const char *text)
{
    const char *colon = strchr(text, ':');
    size_t size = colon == NULL ? 0 : strtoul(colon + 1, NULL, 10);
    unsigned char *output = malloc(size + 1);
    int status = 0;

    if (colon == NULL || output == NULL) {
        fprintf(stderr, "zcompress_file: '%s' cannot be done\n", text);
        free(output);
        return false;
    }
    if (strncmp(text, "uncompress:", strlen("uncompress:")) == 0) {
        status = zcompress_uncompress(input, input_size, output, &size);
    } else {
        status = zcompress_compress(input, input_size, output, &size,
                                    (int)strtol(text, NULL, 10));
    }
    printf("%s: status %d, %zu bytes\n", text, status, size);
    /* What is in the buffer after a failure is nobody's business. */
    if (status == 0) {
        fwrite(output, 1, size, stdout);
        putchar('\n');
    }
    free(output);
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 3 || !read_input(argv[1])) {
        fprintf(stderr, "usage: zcompress_file FILE CASE...\n");
        return EXIT_FAILURE;
    }
    for (int i = 2; i < argc; i++) {
        if (!do_case(argv[i])) {
            return EXIT_FAILURE;
        }
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
