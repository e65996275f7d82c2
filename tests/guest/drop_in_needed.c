/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says which zlib it has been linked with by the loader. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

int main(void)
{
    return printf("%s\n", zlibVersion()) > 0 && fflush(stdout) == 0
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
