/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what is read from QEMU's command line. The guest's own arguments are
 * part of it.
 *
 * Expects one of the command line's arguments, or none.
 */
#include <string.h>

#include "plugin/core/guest_root.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data;
    const char *root = guest_root_from_command_line(line, size);

    if (root != NULL) {
        const size_t offset = (size_t)(root - line);

        fuzz_expect(offset >= 2 && offset < size, "it is behind an option");
        fuzz_expect(root[-1] == '\0', "it is the whole argument");
        fuzz_expect(root[-2] == 'L', "the option is -L");
        fuzz_expect(memchr(root, '\0', size - offset) != NULL, "it ends");
    }
    return 0;
}
