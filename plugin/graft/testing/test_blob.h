/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A blob of bytes, as graft_blob.h describes it, for guests of x86_64. Nothing
 * in it can be run.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_TESTING_TEST_BLOB_H
#define HOSTLIB_PLUGIN_GRAFT_TESTING_TEST_BLOB_H

#include <elf.h>
#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

enum {
    TEST_BLOB_FUNCTIONS = 3, /* alpha, beta and gamma */
    /* Each has a slot; number 0 is no symbol. */
    TEST_BLOB_SYMBOLS = 1 + 2 * TEST_BLOB_FUNCTIONS,
    TEST_BLOB_CODE = 16,     /* bytes of each function */
    TEST_BLOB_DATA = 0x1000, /* how far addresses of data are from offsets */
};

typedef struct TestBlob {
    Elf64_Ehdr header;
    Elf64_Phdr code_segment;
    Elf64_Phdr data_segment;
    Elf64_Phdr dynamic_segment;
    Elf64_Phdr unwind_segment;
    Elf64_Dyn dynamic[6];
    uint32_t hash[2 + 1 + TEST_BLOB_SYMBOLS];
    Elf64_Sym symbols[TEST_BLOB_SYMBOLS];
    char names[TEST_BLOB_SYMBOLS][24];
    /* .eh_frame_hdr; there is no .eh_frame that it could lead to. */
    struct {
        uint8_t encodings[4];
        int32_t descriptions;
        uint32_t count;
        int32_t entries[TEST_BLOB_FUNCTIONS][2];
    } unwind;
    uint8_t code[TEST_BLOB_FUNCTIONS][TEST_BLOB_CODE];
    int64_t slots[TEST_BLOB_FUNCTIONS];
} TestBlob;

/* For a copy, if it is to be changed. */
extern const TestBlob test_blob;

G_END_DECLS

#endif
