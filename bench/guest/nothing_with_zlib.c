/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that only starts, and needs libz.so.1 for that. */
#include <stddef.h>
#include <zlib.h>

int main(void)
{
    return zlibVersion() == NULL;
}
