/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says which zlib it has been linked with by the loader, and has it work. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

int main(void)
{
    static unsigned char packed[1000];
    static const unsigned char text[500];
    uLongf length = sizeof(packed);
    const int status = compress(packed, &length, text, sizeof(text));

    return printf("%s, %d, %lu bytes\n", zlibVersion(), status, length) > 0 &&
                   fflush(stdout) == 0
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
