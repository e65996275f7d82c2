/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what is read of a library's file.
 *
 * Expects an answer, and that no file without the soname in it has it.
 */
#include <elf.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/elf_library.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

#define SONAME "libz.so.1"

static bool has_string(const uint8_t *data, size_t size, const char *string)
{
    return memmem(data, size, string, strlen(string) + 1) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("library", MFD_CLOEXEC);
    const char *objection = NULL;

    fuzz_expect(fd >= 0, "there is memory for a file");
    fuzz_expect(write(fd, data, size) == (ssize_t)size, "it can be written");
    objection =
        elf_library_objection(fd, guest_arch_by_machine(EM_X86_64), SONAME);
    fuzz_expect(objection != NULL || has_string(data, size, SONAME),
                "what has the soname has its letters");
    close(fd);
    return 0;
}
