/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_root.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* linux-user's options, of QEMU 6 to 11.1 */
static const char *const options_with_value[] = {
    "0", "B",       "D",      "E", "L", "R",    "U", "cpu",   "d",       "g",
    "p", "dfilter", "plugin", "r", "s", "seed", "t", "trace", "tb-size",
};
static const char *const options_without_value[] = {
    "h",          "help",   "jitdump", "one-insn-per-tb",  "perfmap",
    "singlestep", "strace", "version", "xtensa-abi-call0",
};

static bool is_one_of(const char *option, const char *const *options,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(option, options[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The argument after @argument, or NULL after the last. */
static const char *next_argument(const char *argument, const char *end)
{
    const char *next = argument + strlen(argument) + 1;

    return next < end ? next : NULL;
}

const char *guest_root_from_command_line(const char *command_line, size_t size)
{
    const char *end = command_line + size;
    const char *argument = command_line;
    const char *root = NULL;

    /* With the last byte a NUL, strlen() stays inside. */
    if (size == 0 || end[-1] != '\0') {
        return NULL;
    }
    argument = next_argument(argument, end);
    while (argument != NULL && argument[0] == '-') {
        /* QEMU takes --option for -option, and a lone - or -- for no more. */
        const char *option = argument + (argument[1] == '-' ? 2 : 1);

        if (is_one_of(option, options_with_value,
                      G_N_ELEMENTS(options_with_value))) {
            argument = next_argument(argument, end);
            if (argument == NULL) {
                break;
            }
            if (strcmp(option, "L") == 0) {
                root = argument;
            }
        } else if (!is_one_of(option, options_without_value,
                              G_N_ELEMENTS(options_without_value))) {
            break;
        }
        argument = next_argument(argument, end);
    }
    return root;
}

/*
 * Whether binfmt_misc has started QEMU. It passes no options: what looks like
 * one is the path of the guest's program.
 */
static bool is_started_by_kernel(void)
{
    errno = 0;
    (void)getauxval(AT_EXECFD);
    return errno == 0;
}

char *guest_root_find(void)
{
    g_autofree char *command_line = NULL;
    gsize size = 0;
    const char *root = NULL;

    /* Without /proc, in a bare chroot say, the environment has to do. */
    if (!is_started_by_kernel() &&
        g_file_get_contents("/proc/self/cmdline", &command_line, &size, NULL)) {
        root = guest_root_from_command_line(command_line, size);
    }
    if (root == NULL) {
        /* NULL under AT_SECURE, where QEMU ignores its environment, too. */
        root = secure_getenv("QEMU_LD_PREFIX");
    }
    if (root == NULL || root[0] == '\0' || strcmp(root, "/") == 0) {
        return NULL;
    }
    return g_canonicalize_filename(root, NULL);
}
