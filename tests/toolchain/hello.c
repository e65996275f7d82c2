/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the toolchain compile. */
#include <stdio.h>

int main(void)
{
    /* Dates and places must not get into what is built. */
    puts("hello " __DATE__ " " __TIME__ " " __FILE__);
    return 0;
}
