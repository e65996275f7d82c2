/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the plugin's options: an input is some of them, each with a NUL.
 *
 * Expects a problem to be told whenever there is one.
 */
#include <string.h>

#include "plugin/core/options.h"
#include "plugin/services.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

enum { MOST_OPTIONS = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *problem = NULL;
    char *options[MOST_OPTIONS];
    int count = 0;

    /* g_strndup() fills up with NULs. */
    for (size_t at = 0; at < size && count < MOST_OPTIONS;
         at += strlen(text + at) + 1) {
        options[count++] = text + at;
    }
    fuzz_expect(options_apply(services, count, options, &problem) ==
                    (problem == NULL),
                "a refusal says why, and nothing else does");
    return 0;
}
