/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/memory_map.h"

/*
 * A line: "start-end permissions offset device inode", then, if a file is
 * mapped, spaces and its path, which may have spaces in it, too.
 */
enum {
    FIELDS_AFTER_ADDRESSES = 4,
};

/* The line ends at the file's end, if at nothing else. */
static bool is_end_of_line(int character)
{
    return character == '\n' || character == EOF;
}

/*
 * Read a hexadecimal number and the character after it. Returns that; the
 * number is of no use where it has no digits or more than 64 bits.
 */
static int read_number(FILE *maps, uintptr_t *number)
{
    int character = getc(maps);

    *number = 0;
    while (character != EOF && g_ascii_isxdigit((char)character)) {
        *number =
            *number << 4 | (uintptr_t)g_ascii_xdigit_value((char)character);
        character = getc(maps);
    }
    return character;
}

static int skip_line(FILE *maps, int character)
{
    while (!is_end_of_line(character)) {
        character = getc(maps);
    }
    return character;
}

/* Skip the fields before the path. Returns the path's first character. */
static int skip_fields(FILE *maps)
{
    int character = getc(maps);

    for (int i = 0; i < FIELDS_AFTER_ADDRESSES; i++) {
        while (character != ' ' && !is_end_of_line(character)) {
            character = getc(maps);
        }
        while (character == ' ') {
            character = getc(maps);
        }
    }
    return character;
}

/* Read the rest of a path that has begun with a slash. */
static bool read_basename(FILE *maps, char *name, size_t size)
{
    size_t length = 0;
    int character = getc(maps);

    for (; !is_end_of_line(character); character = getc(maps)) {
        if (character == '/') {
            length = 0;
            continue;
        }
        /* At @size it is too long, and stays so up to the next slash. */
        if (length < size) {
            name[length++] = (char)character;
        }
    }
    if (character == EOF || length == size) {
        return false;
    }
    name[length] = '\0';
    return true;
}

bool memory_map_find(FILE *maps, uintptr_t address, char *name, size_t size)
{
    int character = 0;

    while (character != EOF) {
        uintptr_t start = 0;
        uintptr_t end = 0;

        character = read_number(maps, &start);
        if (character == '-') {
            character = read_number(maps, &end);
            if (character == ' ' && start <= address && address < end) {
                return skip_fields(maps) == '/' &&
                       read_basename(maps, name, size);
            }
        }
        character = skip_line(maps, character);
    }
    return false;
}
