/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "plugin/core/sealed_memfd.h"
#include "plugin/graft/graft_headers.h"
#include "plugin/graft/unwind_table.h"

enum {
    /* memfd_create() takes 249 bytes. */
    MAX_NAME = 200,
};

static const char cannot_write[] = "cannot be copied to memory";

/* What becomes of one of the blob's functions. */
typedef struct Choice {
    GraftTarget target; /* without symbols if the library has no such one */
    bool is_wanted;
} Choice;

typedef struct Graft {
    const GraftLibrary *library;
    const GraftBlob *blob;
    /* The library's, if the blob has one as well. */
    UnwindTable unwind;
    GraftLayout layout;
    Choice *choices; /* one for each of the blob's functions */
    int fd;
} Graft;

static bool write_at(const Graft *graft, uint64_t offset, const void *bytes,
                     size_t size)
{
    const char *from = bytes;

    while (size > 0) {
        const ssize_t count = pwrite(graft->fd, from, size, (off_t)offset);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        from += count;
        offset += (uint64_t)count;
        size -= (size_t)count;
    }
    return true;
}

/* Programs that use such a library would get SIGXFSZ for what is done here. */
static bool may_be_written(uint64_t size)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
           (limit.rlim_cur == RLIM_INFINITY || size <= limit.rlim_cur);
}

static int create_file(const char *soname)
{
    g_autofree char *name = g_strndup(soname, MAX_NAME);

    return sealed_memfd_create(name, MFD_CLOEXEC);
}

/* The whole library, inside of the kernel. */
static bool copy_library(const Graft *graft)
{
    const ElfSource *source = &graft->library->image.source;
    off_t offset = 0;

    while ((uint64_t)offset < source->size) {
        const ssize_t count = sendfile(graft->fd, source->fd, &offset,
                                       source->size - (uint64_t)offset);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
    }
    return true;
}

static bool write_headers(const Graft *graft)
{
    Elf64_Ehdr header = graft->library->image.header;
    GraftHeaders headers;

    graft_headers_make(&headers, &graft->library->image, graft->blob,
                       &graft->layout);
    header.e_phoff = graft->layout.headers_offset;
    header.e_phnum = (Elf64_Half)headers.count;
    return write_at(graft, 0, &header, sizeof(header)) &&
           write_at(graft, graft->layout.headers_offset, headers.headers,
                    headers.count * sizeof(headers.headers[0]));
}

static bool write_unwind_table(const Graft *graft)
{
    const GraftLayout *layout = &graft->layout;
    g_autofree void *table = NULL;

    if (layout->unwind_size == 0) {
        return true;
    }
    table = g_try_malloc(layout->unwind_size);
    return table != NULL &&
           unwind_table_join(&graft->unwind, &graft->blob->unwind,
                             layout->blob_address, layout->unwind_address,
                             table) &&
           write_at(graft, layout->unwind_offset, table, layout->unwind_size);
}

/* Lead the symbols of @target to the thunk. */
static bool write_symbols(const Graft *graft, const GraftTarget *target,
                          const GraftBlobFunction *function)
{
    const ElfSymbols *symbols = &graft->library->symbols;
    const struct {
        Elf64_Addr value;
        Elf64_Xword size;
    } changed = {
        .value = graft->layout.blob_address + function->address,
        .size = function->size,
    };

    G_STATIC_ASSERT(offsetof(Elf64_Sym, st_size) ==
                    offsetof(Elf64_Sym, st_value) + sizeof(changed.value));
    for (unsigned int i = 0; i < target->count; i++) {
        const uint64_t offset =
            symbols->offset + (uint64_t)target->symbols[i] * sizeof(Elf64_Sym) +
            offsetof(Elf64_Sym, st_value);

        if (!write_at(graft, offset, &changed, sizeof(changed))) {
            return false;
        }
    }
    return true;
}

/* @bytes: the blob's, to be written to the graft. */
static void set_slot(const Graft *graft, uint8_t *bytes, uint64_t original,
                     const GraftBlobFunction *function)
{
    const uint64_t distance =
        original - (graft->layout.blob_address + function->slot_address);

    memcpy(bytes + function->slot_offset, &distance, sizeof(distance));
}

/* Returns how many functions shall lead to the blob. */
static unsigned int choose_functions(Graft *graft, GraftWants *wants,
                                     void *argument)
{
    const GraftBlob *blob = graft->blob;
    unsigned int wanted = 0;

    graft->choices = g_new0(Choice, blob->function_count);
    for (size_t i = 0; i < blob->function_count; i++) {
        const char *name = blob->functions[i].name;
        Choice *choice = &graft->choices[i];

        if (graft_library_find(graft->library, name, &choice->target) ==
            GRAFT_EXPORT_FUNCTION) {
            choice->is_wanted = wants == NULL || wants(name, argument);
            wanted += choice->is_wanted;
        }
    }
    return wanted;
}

static bool write_functions(const Graft *graft)
{
    const GraftBlob *blob = graft->blob;
    g_autofree uint8_t *bytes = g_memdup2(blob->image.source.bytes, blob->size);

    for (size_t i = 0; i < blob->function_count; i++) {
        const GraftBlobFunction *function = &blob->functions[i];
        const Choice *choice = &graft->choices[i];

        if (choice->target.count > 0) {
            set_slot(graft, bytes, choice->target.address, function);
        }
        if (choice->is_wanted &&
            !write_symbols(graft, &choice->target, function)) {
            return false;
        }
    }
    return write_at(graft, graft->layout.blob_offset, bytes, blob->size);
}

static const char *write_graft(const Graft *graft)
{
    if (!copy_library(graft) || !write_functions(graft)) {
        return cannot_write;
    }
    if (!write_unwind_table(graft)) {
        return "has a table for unwinding that cannot be moved";
    }
    /* Last: they are right wherever the symbols are said to be. */
    return write_headers(graft) && sealed_memfd_seal(graft->fd) ? NULL
                                                                : cannot_write;
}

static const char *create_graft(Graft *graft)
{
    const char *objection = NULL;

    if (!may_be_written(graft->layout.size)) {
        return "is too large for RLIMIT_FSIZE";
    }
    graft->fd = create_file(graft->library->soname);
    if (graft->fd < 0) {
        return cannot_write;
    }
    objection = write_graft(graft);
    if (objection != NULL) {
        close(graft->fd);
    }
    return objection;
}

/*
 * Find a place for what is added. A library whose table for unwinding is of
 * another form keeps it.
 */
static void plan(Graft *graft)
{
    const ElfImage *image = &graft->library->image;
    uint64_t unwind_size = 0;

    if (graft->blob->has_unwind && unwind_table_read(&graft->unwind, image)) {
        unwind_size =
            unwind_table_joint_size(&graft->unwind, &graft->blob->unwind);
    }
    graft->layout = graft_layout(image, graft->blob, unwind_size);
}

int graft_make(const GraftLibrary *library, const GraftBlob *blob,
               GraftWants *wants, void *argument, unsigned int *functions,
               const char **objection)
{
    Graft graft = {.library = library, .blob = blob, .fd = -1};

    *functions = choose_functions(&graft, wants, argument);
    if (*functions > 0) {
        plan(&graft);
        *objection = create_graft(&graft);
    } else {
        *objection = "has none of the functions";
    }
    unwind_table_clear(&graft.unwind);
    g_free(graft.choices);
    return *objection == NULL ? graft.fd : -1;
}
