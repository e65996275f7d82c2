/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what is read of a program's file, its first line, ELF header, loader
 * and dynamic section, and of the cache that tells loaders where libraries are.
 *
 * Expects an answer, and no name that is not in the file.
 */
#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/elf_image.h"
#include "elf/elf_program.h"
#include "elf/loader_cache.h"
#include "elf/script.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

static void expect_text(const uint8_t *data, size_t size, const char *text)
{
    fuzz_expect(text == NULL || memmem(data, size, text, strlen(text)) != NULL,
                "a name is in the file");
}

static void read_script(const uint8_t *data, size_t size)
{
    g_autofree char *interpreter = NULL;
    g_autofree char *argument = NULL;
    const ScriptKind kind = script_parse(
        (const char *)data, MIN(size, SCRIPT_SIZE), &interpreter, &argument);

    fuzz_expect((kind == SCRIPT_USABLE) == (interpreter != NULL),
                "a usable script names an interpreter");
    expect_text(data, size, interpreter);
    expect_text(data, size, argument);
}

static void read_program(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("program", MFD_CLOEXEC);
    ElfProgram program = {0};
    g_autofree char *objection = NULL;

    fuzz_expect(fd >= 0, "there is memory for a file");
    fuzz_expect(write(fd, data, size) == (ssize_t)size, "it can be written");
    objection = elf_program_read(fd, &program);
    fuzz_expect(objection != NULL || program.arch != NULL,
                "a program has an architecture");
    fuzz_expect(objection == NULL || program.loader == NULL,
                "there is an objection or a loader");
    expect_text(data, size, program.loader);
    g_free(program.loader);
    close(fd);
}

/* From memory, as of a file that does not change. */
static void read_dynamic(const uint8_t *data, size_t size)
{
    const ElfSource source = {.bytes = data, .fd = -1, .size = size};
    g_auto(ElfImage) image = {0};
    char string[64];

    if (elf_image_read_headers(&image, &source) != NULL ||
        elf_image_read_dynamic(&image) != NULL) {
        return;
    }
    fuzz_expect(image.dynamic_count < size / sizeof(Elf64_Dyn),
                "there is no more of a section than of the file");
    for (size_t i = 0; i < image.dynamic_count; i++) {
        if (elf_image_string(&image, image.dynamic[i].d_un.d_val, string,
                             sizeof(string))) {
            expect_text(data, size, string);
        }
    }
}

static void read_cache(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) paths =
        loader_cache_find((const char *)data, size, "libz.so.1");

    for (guint i = 0; i < paths->len; i++) {
        expect_text(data, size, g_ptr_array_index(paths, i));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        read_script(data, size);
        read_program(data, size);
        read_dynamic(data, size);
        read_cache(data, size);
    }
    return 0;
}
