/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/help.h"

#include <stdio.h>
#include <stdlib.h>

#include "launcher/libraries.h"
#include "protocol/hostlib_protocol.h"

#define VERSION "0.1"

/* A full disk should not go unnoticed. */
static int finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        perror("hostlib: cannot write");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int help_print(void)
{
    fputs("Usage: hostlib run [OPTIONS] [--] PROGRAM [ARGUMENTS]\n"
          "       hostlib doctor [OPTIONS] [--] [PROGRAM [ARGUMENTS]]\n"
          "       hostlib --help | --version\n"
          "\n"
          "Runs programs of other machines in QEMU, with libraries of this "
          "one.\n"
          "\n"
          "  run        run PROGRAM\n"
          "  doctor     tell whether that would work, and what to do\n"
          "\n"
          "'hostlib run --help' shows the options.\n",
          stdout);
    return finish();
}

static void print_options(void)
{
    fputs("\n"
          "  --qemu PATH         another QEMU than the one beside hostlib\n"
          "  --plugin PATH       another plugin\n"
          "  --backend PATH      another zlib than this machine's libz.so.1\n",
          stdout);
    for (const Library *library = libraries; library->option != NULL;
         library++) {
        printf("  --no-%-14s leave PROGRAM with its own %s\n", library->option,
               library->soname);
    }
    fputs(
        "  --skip NAMES        leave programs of these names, which colons\n"
        "                      separate, with their own libraries\n"
        "  --stats[=FILE]      count what the host does; print it at the end\n"
        "  --log[=FILE]        tell what the plugin does\n"
        "  -L PREFIX           where PROGRAM's loader and libraries are\n"
        "  -E VAR=VALUE        set a variable in PROGRAM's environment\n"
        "  --help              print this\n",
        stdout);
}

int help_print_run(void)
{
    fputs("Usage: hostlib run [OPTIONS] [--] PROGRAM [ARGUMENTS]\n"
          "\n"
          "Runs PROGRAM, which is looked for on the PATH if its name has no\n"
          "slash, in QEMU. Its exit status is hostlib's; 125: hostlib could\n"
          "not begin, 126: PROGRAM cannot be run, 127: it is not found.\n",
          stdout);
    print_options();
    return finish();
}

int help_print_doctor(void)
{
    fputs("Usage: hostlib doctor [OPTIONS] [--] [PROGRAM [ARGUMENTS]]\n"
          "\n"
          "Tells whether 'hostlib run' would have this machine do PROGRAM's\n"
          "work. A line a check: ok, no, or -- where it could not be told.\n"
          "Exits with 0 if all are ok, otherwise with 1. PROGRAM is not run.\n",
          stdout);
    print_options();
    return finish();
}

int help_print_version(void)
{
    printf("hostlib %s (protocol %d)\n", VERSION, HOSTLIB_VERSION);
    return finish();
}
