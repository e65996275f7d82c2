/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/zlib_versions/every_call.h"

static gzFile open_gz(const char *file, const char *mode)
{
    gzFile opened = gzopen(file, mode);

    if (opened == NULL) {
        perror(file);
        exit(EXIT_FAILURE);
    }
    return opened;
}

static void report_file(const char *name, const char *file)
{
    FILE *opened = fopen(file, "rb");
    size_t size = 0;

    if (opened == NULL) {
        perror(file);
        exit(EXIT_FAILURE);
    }
    size = fread(packed, 1, ROOM, opened);
    fclose(opened);
    report(name, 0, size, sum_bytes(NO_SUM, packed, size));
}

static void write_all(const char *file, const char *mode)
{
    gzFile gz = open_gz(file, mode);

    report(mode, gzbuffer(gz, 4096), 0, NO_SUM);
    report("  gzwrite", gzwrite(gz, text, TEXT_SIZE / 2), 0, NO_SUM);
    report("  gzflush", gzflush(gz, Z_SYNC_FLUSH), 0, NO_SUM);
    report("  gzprintf", gzprintf(gz, "%d %s\n", 12345, "words"), 0, NO_SUM);
    report("  gzputs", gzputs(gz, "a string\n"), 0, NO_SUM);
    report("  gzputc", gzputc(gz, 'x'), 0, NO_SUM);
    report("  gzsetparams", gzsetparams(gz, 1, Z_FILTERED), 0, NO_SUM);
    report("  gzfwrite", (int)gzfwrite(text, 10, 1000, gz), 0, NO_SUM);
    report("  gzseek", (int)gzseek(gz, 5000, SEEK_CUR), 0, NO_SUM);
    report("  gztell", (int)gztell(gz), 0, NO_SUM);
    report("  gzclose", gzclose(gz), 0, NO_SUM);
    report_file("  the file", file);
}

static void read_all(const char *file)
{
    gzFile gz = open_gz(file, "rb");
    int size = 0;
    int length = 0;
    int problem = 0;

    do {
        length = gzread(gz, unpacked + size, 3333);
        size += length > 0 ? length : 0;
    } while (length > 0);
    report("gzread", length, (unsigned long)size,
           sum_bytes(NO_SUM, unpacked, (size_t)size));
    report("  gzeof", gzeof(gz), (unsigned long)gzoffset(gz), NO_SUM);
    report(gzerror(gz, &problem), problem, 0, NO_SUM);
    report("  gzrewind", gzrewind(gz), 0, NO_SUM);
    report("  gzseek", (int)gzseek(gz, TEXT_SIZE / 2, SEEK_SET), 0, NO_SUM);
    report("  gzgets", gzgets(gz, (char *)unpacked, 100) != NULL, 0,
           sum_bytes(NO_SUM, unpacked, strlen((char *)unpacked)));
    report("  gzgetc", gzgetc(gz), 0, NO_SUM);
    report("  gzungetc", gzungetc('y', gz), 0, NO_SUM);
    report("  gzfread", (int)gzfread(unpacked, 7, 100, gz), 0,
           sum_bytes(NO_SUM, unpacked, 700));
    report("  gzdirect", gzdirect(gz), 0, NO_SUM);
    report("  gzclose_r", gzclose_r(gz), 0, NO_SUM);
}

void gz_calls(const char *file)
{
    write_all(file, "wb6");
    read_all(file);
    write_all(file, "wb9f");
    write_all(file, "ab1h");
    read_all(file);
    write_all(file, "wbT");
    read_all(file);
}
