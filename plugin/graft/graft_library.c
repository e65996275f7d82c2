/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft_library.h"

#include <string.h>

/* More than any library that is served has: a bound on what is copied. */
#define MAX_FILE_SIZE ((uint64_t)1 << 30)

/* A symbol's version, of DT_VERSYM: it is an old one. */
#define VERSION_IS_HIDDEN 0x8000

/* What the dynamic section of a library with a graft must not have. */
static const struct {
    Elf64_Sxword tag;
    const char *objection;
} unwanted[] = {
    /* Values of symbols have been used already. */
    {DT_GNU_PRELINKED, "is prelinked"},
    {DT_TEXTREL, "has text relocations"},
    /* Their symbols are another library's. */
    {DT_FILTER, "is a filter of another library"},
    {DT_AUXILIARY, "is a filter of another library"},
};

static const char *check_dynamic(const ElfImage *image)
{
    uint64_t flags = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(unwanted); i++) {
        if (elf_image_tag(image, unwanted[i].tag, NULL)) {
            return unwanted[i].objection;
        }
    }
    if (elf_image_tag(image, DT_FLAGS, &flags) && (flags & DF_TEXTREL)) {
        return "has text relocations";
    }
    return NULL;
}

static const char *read_soname(GraftLibrary *library)
{
    uint64_t place = 0;

    if (!elf_image_tag(&library->image, DT_SONAME, &place)) {
        return "has no soname";
    }
    return elf_image_string(&library->image, place, library->soname,
                            sizeof(library->soname))
               ? NULL
               : "has a soname that cannot be read";
}

static const char *read_library(GraftLibrary *library, int fd,
                                const GuestArch *arch)
{
    ElfSource source;
    const char *objection = NULL;

    if (!elf_source_init(&source, fd)) {
        return "is no regular file";
    }
    if (source.size > MAX_FILE_SIZE) {
        return "is too large";
    }
    objection = elf_image_read_library(&library->image, &source, arch);
    return objection == NULL ? read_soname(library) : objection;
}

GraftLibrary *graft_library_open(int fd, const GuestArch *arch,
                                 const char **objection)
{
    GraftLibrary *library = g_new0(GraftLibrary, 1);

    *objection = read_library(library, fd, arch);
    if (*objection != NULL) {
        graft_library_free(library);
        return NULL;
    }
    return library;
}

const char *graft_library_read_symbols(GraftLibrary *library)
{
    const char *objection = check_dynamic(&library->image);

    return objection == NULL
               ? elf_symbols_read(&library->symbols, &library->image)
               : objection;
}

void graft_library_free(GraftLibrary *library)
{
    if (library != NULL) {
        elf_symbols_clear(&library->symbols);
        elf_image_clear(&library->image);
        g_free(library);
    }
}

/* Whether other objects can bind to @symbol. */
static bool is_exported(const Elf64_Sym *symbol)
{
    return symbol->st_shndx != SHN_UNDEF &&
           ELF64_ST_BIND(symbol->st_info) != STB_LOCAL;
}

static uint16_t version_of(const GraftLibrary *library, uint32_t index)
{
    const uint16_t *versions = library->symbols.versions;

    return versions == NULL ? VER_NDX_GLOBAL : versions[index];
}

static bool is_function(const GraftLibrary *library, uint32_t index)
{
    const Elf64_Sym *symbol = &library->symbols.symbols[index];
    const unsigned char binding = ELF64_ST_BIND(symbol->st_info);

    /* st_other: visibility, and what only some architectures have. */
    return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC &&
           (binding == STB_GLOBAL || binding == STB_WEAK) &&
           (symbol->st_other == STV_DEFAULT ||
            symbol->st_other == STV_PROTECTED) &&
           symbol->st_shndx < SHN_LORESERVE &&
           version_of(library, index) != VER_NDX_LOCAL &&
           elf_image_executes(&library->image, symbol->st_value);
}

/* Whether @index can be one more of @target's symbols. */
static bool fits(const GraftLibrary *library, uint32_t index,
                 const GraftTarget *target)
{
    const Elf64_Sym *symbol = &library->symbols.symbols[index];

    return is_function(library, index) &&
           target->count < G_N_ELEMENTS(target->symbols) &&
           (target->count == 0 || symbol->st_value == target->address);
}

GraftExport graft_library_find(const GraftLibrary *library, const char *name,
                               GraftTarget *target)
{
    GraftTarget found = {0};
    bool has_current = false;
    uint32_t index = 0;
    ElfMatches matches;

    elf_matches_init(&matches, &library->symbols, name);
    while ((index = elf_matches_next(&matches)) != 0) {
        if (!is_exported(&library->symbols.symbols[index])) {
            continue;
        }
        if (!fits(library, index, &found)) {
            return GRAFT_EXPORT_OTHER;
        }
        found.address = library->symbols.symbols[index].st_value;
        found.symbols[found.count++] = index;
        has_current |= !(version_of(library, index) & VERSION_IS_HIDDEN);
    }
    if (elf_matches_cut(&matches)) {
        return GRAFT_EXPORT_OTHER;
    }
    if (found.count == 0) {
        return GRAFT_EXPORT_NONE;
    }
    if (!has_current) {
        return GRAFT_EXPORT_OTHER;
    }
    if (target != NULL) {
        *target = found;
    }
    return GRAFT_EXPORT_FUNCTION;
}

static bool may_be_called(const Elf64_Sym *symbol)
{
    const unsigned char type = ELF64_ST_TYPE(symbol->st_info);

    return is_exported(symbol) &&
           (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

void graft_library_each_function(const GraftLibrary *library,
                                 GraftLibraryVisit *visit, void *argument)
{
    const ElfSymbols *symbols = &library->symbols;

    for (uint32_t i = symbols->first; i < symbols->count; i++) {
        if (may_be_called(&symbols->symbols[i]) &&
            !visit(elf_symbols_name(symbols, i), argument)) {
            return;
        }
    }
}
