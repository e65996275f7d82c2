/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/testing/test_blob.h"

#include <stddef.h>

#define NAME(number)                                                           \
    (offsetof(TestBlob, names[number]) - offsetof(TestBlob, names))

/* From the table for unwinding to function @number; the second is of no use. */
#define UNWIND_ENTRY(number)                                                   \
    {(int32_t)(offsetof(TestBlob, code[number]) - offsetof(TestBlob, unwind)), \
     (number)}

/* The symbols of function @number. */
#define FUNCTION(number)                                                       \
    [1 + 2 * (number)] =                                                       \
        {                                                                      \
            .st_name = NAME(1 + 2 * (number)),                                 \
            .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),                    \
            .st_shndx = 1,                                                     \
            .st_value = offsetof(TestBlob, code[number]),                      \
            .st_size = TEST_BLOB_CODE,                                         \
    },                                                                         \
             [2 + 2 * (number)] = {                                            \
                 .st_name = NAME(2 + 2 * (number)),                            \
                 .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),             \
                 .st_other = STV_PROTECTED,                                    \
                 .st_shndx = 2,                                                \
                 .st_value =                                                   \
                     offsetof(TestBlob, slots[number]) + TEST_BLOB_DATA,       \
                 .st_size = sizeof(int64_t),                                   \
    }

const TestBlob test_blob = {
    .header =
        {
            .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
                        ELFDATA2LSB, EV_CURRENT},
            .e_type = ET_DYN,
            .e_machine = EM_X86_64,
            .e_version = EV_CURRENT,
            .e_phoff = offsetof(TestBlob, code_segment),
            .e_ehsize = sizeof(Elf64_Ehdr),
            .e_phentsize = sizeof(Elf64_Phdr),
            .e_phnum = 4,
        },
    .code_segment =
        {
            .p_type = PT_LOAD,
            .p_flags = PF_R | PF_X,
            .p_filesz = offsetof(TestBlob, slots),
            .p_memsz = offsetof(TestBlob, slots),
            .p_align = 0x1000,
        },
    .data_segment =
        {
            .p_type = PT_LOAD,
            .p_flags = PF_R | PF_W,
            .p_offset = offsetof(TestBlob, slots),
            .p_vaddr = offsetof(TestBlob, slots) + TEST_BLOB_DATA,
            .p_filesz = sizeof(test_blob.slots),
            .p_memsz = sizeof(test_blob.slots) + 0x100,
            .p_align = 0x1000,
        },
    .dynamic_segment =
        {
            .p_type = PT_DYNAMIC,
            .p_flags = PF_R,
            .p_offset = offsetof(TestBlob, dynamic),
            .p_vaddr = offsetof(TestBlob, dynamic),
            .p_filesz = sizeof(test_blob.dynamic),
            .p_memsz = sizeof(test_blob.dynamic),
            .p_align = sizeof(uint64_t),
        },
    .unwind_segment =
        {
            .p_type = PT_GNU_EH_FRAME,
            .p_flags = PF_R,
            .p_offset = offsetof(TestBlob, unwind),
            .p_vaddr = offsetof(TestBlob, unwind),
            .p_filesz = sizeof(test_blob.unwind),
            .p_memsz = sizeof(test_blob.unwind),
            .p_align = sizeof(uint32_t),
        },
    .dynamic =
        {
            {DT_HASH, {offsetof(TestBlob, hash)}},
            {DT_SYMTAB, {offsetof(TestBlob, symbols)}},
            {DT_SYMENT, {sizeof(Elf64_Sym)}},
            {DT_STRTAB, {offsetof(TestBlob, names)}},
            {DT_STRSZ, {sizeof(test_blob.names)}},
            {DT_NULL, {0}},
        },
    /* One bucket with all symbols, each of which leads to the next. */
    .hash = {1, TEST_BLOB_SYMBOLS, 1, 0, 2, 3, 4, 5, 6, 0},
    .symbols = {FUNCTION(0), FUNCTION(1), FUNCTION(2)},
    .names = {"", "alpha", "hostlib_original_alpha", "beta",
              "hostlib_original_beta", "gamma", "hostlib_original_gamma"},
    .unwind =
        {
            .encodings = {1, 0x1b, 0x03, 0x3b},
            .count = TEST_BLOB_FUNCTIONS,
            .entries = {UNWIND_ENTRY(0), UNWIND_ENTRY(1), UNWIND_ENTRY(2)},
        },
};
