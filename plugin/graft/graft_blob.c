/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft_blob.h"

#include <string.h>

#define SLOT_PREFIX "hostlib_original_"

enum {
    SLOT_SIZE = 8,
};

/* Nobody would act on them: the blob is loaded as a part of another object. */
static const Elf64_Sxword unwanted[] = {
    DT_NEEDED, DT_INIT, DT_FINI, DT_INIT_ARRAY, DT_FINI_ARRAY,
    DT_RELA,   DT_REL,  DT_RELR, DT_JMPREL,     DT_TEXTREL,
};

static const char *check_segments(GraftBlob *blob)
{
    const ElfImage *image = &blob->image;

    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        const Elf64_Phdr *segment = &image->segments[i];

        if (segment->p_type == PT_TLS) {
            return "has thread-local variables";
        }
        if (segment->p_type == PT_LOAD) {
            blob->load_count++;
            blob->size = MAX(blob->size, segment->p_offset + segment->p_filesz);
        }
    }
    return blob->load_count > GRAFT_BLOB_MAX_LOADS ? "has too many segments"
                                                   : NULL;
}

static const char *check_dynamic(const ElfImage *image)
{
    for (size_t i = 0; i < G_N_ELEMENTS(unwanted); i++) {
        if (elf_image_tag(image, unwanted[i], NULL)) {
            return "has relocations, constructors or needed libraries";
        }
    }
    return NULL;
}

/* The symbol with @name, or NULL. */
static const Elf64_Sym *find_symbol(const ElfSymbols *symbols, const char *name)
{
    ElfMatches matches;
    uint32_t index = 0;

    elf_matches_init(&matches, symbols, name);
    index = elf_matches_next(&matches);
    return index == 0 ? NULL : &symbols->symbols[index];
}

static bool is_thunk(const Elf64_Sym *symbol)
{
    return symbol->st_shndx != SHN_UNDEF &&
           ELF64_ST_TYPE(symbol->st_info) == STT_FUNC;
}

static const char *add_function(GraftBlob *blob, uint32_t index)
{
    const Elf64_Sym *symbol = &blob->symbols.symbols[index];
    const char *name = elf_symbols_name(&blob->symbols, index);
    g_autofree char *slot_name = g_strconcat(SLOT_PREFIX, name, NULL);
    const Elf64_Sym *slot = find_symbol(&blob->symbols, slot_name);
    GraftBlobFunction *function = &blob->functions[blob->function_count];

    *function = (GraftBlobFunction){
        .name = name,
        .address = symbol->st_value,
        .size = symbol->st_size,
    };
    if (!elf_image_executes(&blob->image, symbol->st_value)) {
        return "has a thunk outside of its code";
    }
    if (slot == NULL || slot->st_size != SLOT_SIZE ||
        ELF64_ST_TYPE(slot->st_info) != STT_OBJECT ||
        !elf_image_offset(&blob->image, slot->st_value, SLOT_SIZE,
                          &function->slot_offset)) {
        return "has a thunk without a slot in its file";
    }
    function->slot_address = slot->st_value;
    blob->function_count++;
    return NULL;
}

static const char *add_functions(GraftBlob *blob)
{
    const ElfSymbols *symbols = &blob->symbols;

    blob->functions = g_new0(GraftBlobFunction, symbols->count);
    for (uint32_t i = symbols->first; i < symbols->count; i++) {
        const char *objection = NULL;

        if (is_thunk(&symbols->symbols[i])) {
            objection = add_function(blob, i);
        }
        if (objection != NULL) {
            return objection;
        }
    }
    return blob->function_count == 0 ? "has no thunks" : NULL;
}

static const char *read_blob(GraftBlob *blob, const ElfSource *source,
                             const GuestArch *arch)
{
    const char *objection = elf_image_read_library(&blob->image, source, arch);

    if (objection == NULL) {
        objection = check_segments(blob);
    }
    if (objection == NULL) {
        objection = check_dynamic(&blob->image);
    }
    if (objection == NULL) {
        objection = elf_symbols_read(&blob->symbols, &blob->image);
    }
    if (objection == NULL) {
        blob->has_unwind = unwind_table_read(&blob->unwind, &blob->image);
    }
    return objection == NULL ? add_functions(blob) : objection;
}

GraftBlob *graft_blob_new(const void *bytes, size_t size, const GuestArch *arch,
                          const char **objection)
{
    const ElfSource source = {.bytes = bytes, .fd = -1, .size = size};
    GraftBlob *blob = g_new0(GraftBlob, 1);

    *objection = read_blob(blob, &source, arch);
    if (*objection != NULL) {
        graft_blob_free(blob);
        return NULL;
    }
    return blob;
}

bool graft_blob_has(const GraftBlob *blob, const char *name)
{
    const Elf64_Sym *symbol = find_symbol(&blob->symbols, name);

    return symbol != NULL && is_thunk(symbol);
}

void graft_blob_free(GraftBlob *blob)
{
    if (blob != NULL) {
        g_free(blob->functions);
        unwind_table_clear(&blob->unwind);
        elf_symbols_clear(&blob->symbols);
        elf_image_clear(&blob->image);
        g_free(blob);
    }
}
