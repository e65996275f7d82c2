/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints what a program has from whoever started it: AT_SECURE of its auxiliary
 * vector, its arguments and its environment.
 */
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    printf("AT_SECURE is %lu\n", getauxval(AT_SECURE));
    for (int i = 0; i < argc; i++) {
        printf("argument %s\n", argv[i]);
    }
    for (char **variable = environ; *variable != NULL; variable++) {
        printf("variable %s\n", *variable);
    }
    return 0;
}
