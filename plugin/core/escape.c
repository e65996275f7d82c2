/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/escape.h"

#include <stdbool.h>

size_t escape_append(char *line, size_t size, size_t used, const char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool is_control = g_ascii_iscntrl(*text);

        if (size - used < (is_control ? 6U : 3U)) {
            break;
        }
        if (!is_control) {
            line[used++] = *text;
            continue;
        }
        line[used++] = '\\';
        line[used++] = 'x';
        line[used++] = digits[c >> 4];
        line[used++] = digits[c & 0xf];
    }
    return used;
}
