/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zcompress-file LEVEL|uncompress SIZE: compresses standard input at a level,
 * or uncompresses it, into a buffer of SIZE bytes, and writes what came of it
 * to standard output. The status goes to standard error.
 *
 * Built twice: for the guest with the thunk library, and for the host with zlib
 * itself in its place. Both have to write the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/zcompress.h"

enum { INPUT_LIMIT = 64 * 1024 * 1024 };

int main(int argc, char **argv)
{
    unsigned char *input = malloc(INPUT_LIMIT);
    unsigned char *output = NULL;
    size_t input_size = 0;
    size_t output_size = 0;
    int status = 0;

    if (argc != 3 || input == NULL) {
        fprintf(stderr, "usage: zcompress-file LEVEL|uncompress SIZE\n");
        free(input);
        return EXIT_FAILURE;
    }
    input_size = fread(input, 1, INPUT_LIMIT, stdin);
    output_size = strtoul(argv[2], NULL, 10);
    output = malloc(output_size + 1);
    if (output == NULL) {
        perror("zcompress-file");
        free(input);
        return EXIT_FAILURE;
    }

    if (strcmp(argv[1], "uncompress") == 0) {
        status = zcompress_uncompress(input, input_size, output, &output_size);
    } else {
        status = zcompress_compress(input, input_size, output, &output_size,
                                    (int)strtol(argv[1], NULL, 10));
    }
    fprintf(stderr, "status %d, %zu bytes\n", status, output_size);
    if (status == 0) {
        fwrite(output, 1, output_size, stdout);
    }
    free(input);
    free(output);
    return EXIT_SUCCESS;
}
