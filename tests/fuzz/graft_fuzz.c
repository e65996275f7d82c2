/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the graft of thunks onto a guest's library.
 *
 * Expects that the library is refused with a reason, or becomes a file that
 * differs from it only where a graft may, and whose program headers are such
 * that a loader takes them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/graft/graft.h"
#include "plugin/graft/testing/test_blob.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

/* A library and its graft. */
typedef struct Pair {
    const uint8_t *before;
    size_t before_size;
    uint8_t *after;
    size_t after_size;
    const GraftLibrary *library;
    const GraftBlob *blob;
    Elf64_Ehdr header;
    Elf64_Phdr segments[ELF_IMAGE_MAX_SEGMENTS + 16]; /* of the graft */
} Pair;

static bool count_function(const char *name, void *argument)
{
    size_t *length = argument;

    *length += strlen(name);
    return true;
}

/* Whether @offset is of a symbol's value or size. */
static bool is_in_symbol(const ElfSymbols *symbols, uint64_t offset)
{
    const uint64_t distance = offset - symbols->offset;

    return offset >= symbols->offset &&
           distance / sizeof(Elf64_Sym) < symbols->count &&
           distance % sizeof(Elf64_Sym) >= offsetof(Elf64_Sym, st_value);
}

static bool is_in(uint64_t offset, uint64_t start, uint64_t size)
{
    return offset >= start && offset - start < size;
}

static bool may_differ(const Pair *pair, uint64_t offset)
{
    return is_in(offset, offsetof(Elf64_Ehdr, e_phoff), sizeof(Elf64_Off)) ||
           is_in(offset, offsetof(Elf64_Ehdr, e_phnum), sizeof(Elf64_Half)) ||
           is_in_symbol(&pair->library->symbols, offset);
}

static void check_bytes(const Pair *pair)
{
    fuzz_expect(pair->after_size >= pair->before_size, "nothing is cut off");
    for (size_t i = 0; i < pair->before_size; i++) {
        fuzz_expect(pair->after[i] == pair->before[i] || may_differ(pair, i),
                    "what a graft has no business with stays as it is");
    }
}

static bool is_in_load(const Pair *pair, uint64_t offset, uint64_t size)
{
    for (unsigned int i = 0; i < pair->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &pair->segments[i];

        if (segment->p_type == PT_LOAD && offset >= segment->p_offset &&
            offset + size <= segment->p_offset + segment->p_filesz) {
            return true;
        }
    }
    return false;
}

/* @end: of the segment before. @size: of the file that @load is in. */
static void check_load(const Elf64_Phdr *load, uint64_t end, uint64_t size)
{
    fuzz_expect(load->p_vaddr >= end, "segments are in order");
    fuzz_expect(load->p_filesz <= load->p_memsz && load->p_offset <= size &&
                    load->p_filesz <= size - load->p_offset,
                "segments are in the file");
    fuzz_expect((load->p_vaddr - load->p_offset) % load->p_align == 0,
                "segments are aligned");
}

static void check_segments(Pair *pair)
{
    uint64_t end = 0;
    size_t size = 0;

    memcpy(&pair->header, pair->after, sizeof(pair->header));
    size = pair->header.e_phnum * sizeof(Elf64_Phdr);
    fuzz_expect(size <= sizeof(pair->segments) &&
                    pair->header.e_phoff % sizeof(uint64_t) == 0 &&
                    pair->header.e_phoff <= pair->after_size &&
                    size <= pair->after_size - pair->header.e_phoff,
                "program headers are in the file");
    memcpy(pair->segments, pair->after + pair->header.e_phoff, size);
    for (unsigned int i = 0; i < pair->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &pair->segments[i];
        const bool is_own = i < pair->library->image.header.e_phnum;

        if (segment->p_type == PT_LOAD) {
            check_load(segment, end,
                       is_own ? pair->before_size : pair->after_size);
            end = segment->p_vaddr + segment->p_memsz;
        }
    }
    fuzz_expect(is_in_load(pair, pair->header.e_phoff, size),
                "program headers are loaded");
}

/* The blob is behind all that is the library's. */
static void check_blob(const Pair *pair, unsigned int functions)
{
    const size_t offset = pair->after_size - pair->blob->size;
    const size_t slots = offsetof(TestBlob, slots);
    unsigned int used = 0;
    TestBlob blob;

    memcpy(&blob, pair->after + offset, sizeof(blob));
    fuzz_expect(memcmp(&blob, &test_blob, slots) == 0, "the blob is there");
    for (unsigned int i = 0; i < TEST_BLOB_FUNCTIONS; i++) {
        used += blob.slots[i] != 0;
    }
    fuzz_expect(used == functions, "functions that are reached have slots");
}

static void check_graft(Pair *pair, int fd, unsigned int functions)
{
    struct stat status;

    fuzz_expect(fstat(fd, &status) == 0, "there is a file");
    pair->after_size = (size_t)status.st_size;
    pair->after = mmap(NULL, pair->after_size, PROT_READ, MAP_PRIVATE, fd, 0);
    fuzz_expect(pair->after != MAP_FAILED, "it can be read");
    fuzz_expect(functions > 0, "there is a reason for a graft");
    check_bytes(pair);
    check_segments(pair);
    check_blob(pair, functions);
    munmap(pair->after, pair->after_size);
}

static void graft(Pair *pair)
{
    unsigned int functions = 0;
    const char *objection = NULL;
    const int fd = graft_make(pair->library, pair->blob, NULL, NULL, &functions,
                              &objection);

    fuzz_expect((fd < 0) == (objection != NULL), "a refusal has a reason");
    if (fd >= 0) {
        check_graft(pair, fd, functions);
        close(fd);
    }
}

static void try_library(int fd, const uint8_t *data, size_t size)
{
    const GuestArch *arch = guest_arch_by_name("x86_64");
    const char *objection = NULL;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(&test_blob, sizeof(test_blob), arch, &objection);
    g_autoptr(GraftLibrary) library = graft_library_open(fd, arch, &objection);
    Pair pair = {
        .before = data,
        .before_size = size,
        .library = library,
        .blob = blob,
    };
    size_t length = 0;

    fuzz_expect((library == NULL) == (objection != NULL),
                "a refusal has a reason");
    if (library != NULL && graft_library_read_symbols(library) == NULL) {
        graft_library_each_function(library, count_function, &length);
        graft(&pair);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("library", MFD_CLOEXEC);

    fuzz_expect(fd >= 0, "there is memory for a file");
    fuzz_expect(write(fd, data, size) == (ssize_t)size, "it can be written");
    try_library(fd, data, size);
    close(fd);
    return 0;
}
