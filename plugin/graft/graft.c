/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/graft.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

enum {
    /* memfd_create() takes 249 bytes. */
    MAX_NAME = 200,
    MAX_HEADERS = ELF_IMAGE_MAX_SEGMENTS + 8,
};

static const char cannot_write[] = "cannot be copied to memory";

/* Where in the graft things are that are not in the library. */
typedef struct Layout {
    /* The table of program headers. */
    uint64_t table_offset;
    uint64_t table_address;
    /* The blob's first byte, and what its addresses count from. */
    uint64_t blob_offset;
    uint64_t blob_address;
    uint64_t size; /* of the file */
} Layout;

typedef struct Graft {
    const GraftLibrary *library;
    const GraftBlob *blob;
    Layout layout;
    Elf64_Phdr headers[MAX_HEADERS];
    unsigned int header_count;
    int fd;
} Graft;

static uint64_t round_up(uint64_t number, uint64_t alignment)
{
    return (number + alignment - 1) & ~(alignment - 1);
}

/*
 * Nothing wraps: alignments have bounds, addresses and sizes as well. Offsets
 * and addresses are 0 modulo the largest alignment, so that the blob's segments
 * stay aligned whatever their own is.
 */
static Layout lay_out(const GraftLibrary *library, const GraftBlob *blob)
{
    const uint64_t alignment =
        MAX(library->image.alignment, blob->image.alignment);
    const uint64_t table =
        round_up(MAX_HEADERS * sizeof(Elf64_Phdr), alignment);
    Layout layout = {
        .table_offset = round_up(library->image.source.size, alignment),
        .table_address = round_up(library->image.end, alignment),
    };

    layout.blob_offset = layout.table_offset + table;
    layout.blob_address = layout.table_address + table;
    layout.size = layout.blob_offset + blob->size;
    return layout;
}

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
    int fd =
        memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    if (fd < 0 && errno == EINVAL) {
        fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    }
    return fd;
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

static void add_header(Graft *graft, const Elf64_Phdr *header)
{
    graft->headers[graft->header_count++] = *header;
}

static void add_table_header(Graft *graft, unsigned int count)
{
    const Layout *layout = &graft->layout;
    const Elf64_Phdr header = {
        .p_type = PT_LOAD,
        .p_flags = PF_R,
        .p_offset = layout->table_offset,
        .p_vaddr = layout->table_address,
        .p_paddr = layout->table_address,
        .p_filesz = count * sizeof(header),
        .p_memsz = count * sizeof(header),
        .p_align = graft->blob->image.alignment,
    };

    add_header(graft, &header);
}

static void add_blob_headers(Graft *graft)
{
    const ElfImage *image = &graft->blob->image;

    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        Elf64_Phdr header = image->segments[i];

        if (header.p_type == PT_LOAD) {
            header.p_offset += graft->layout.blob_offset;
            header.p_vaddr += graft->layout.blob_address;
            header.p_paddr = header.p_vaddr;
            add_header(graft, &header);
        }
    }
}

/* Loaders want PT_LOADs in ascending order: those of the library come first. */
static void make_headers(Graft *graft)
{
    const ElfImage *image = &graft->library->image;
    const unsigned int count =
        image->header.e_phnum + 1 + graft->blob->load_count;

    for (unsigned int i = 0; i < image->header.e_phnum; i++) {
        Elf64_Phdr header = image->segments[i];

        if (header.p_type == PT_PHDR) {
            header.p_offset = graft->layout.table_offset;
            header.p_vaddr = graft->layout.table_address;
            header.p_paddr = header.p_vaddr;
            header.p_filesz = count * sizeof(header);
            header.p_memsz = header.p_filesz;
        }
        add_header(graft, &header);
    }
    add_table_header(graft, count);
    add_blob_headers(graft);
}

static bool write_headers(const Graft *graft)
{
    Elf64_Ehdr header = graft->library->image.header;

    header.e_phoff = graft->layout.table_offset;
    header.e_phnum = (Elf64_Half)graft->header_count;
    return write_at(graft, 0, &header, sizeof(header)) &&
           write_at(graft, graft->layout.table_offset, graft->headers,
                    graft->header_count * sizeof(graft->headers[0]));
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

static bool write_functions(const Graft *graft, GraftWants *wants,
                            void *argument, unsigned int *functions)
{
    const GraftBlob *blob = graft->blob;
    g_autofree uint8_t *bytes = g_memdup2(blob->image.source.bytes, blob->size);

    for (size_t i = 0; i < blob->function_count; i++) {
        const GraftBlobFunction *function = &blob->functions[i];
        GraftTarget target;

        if (graft_library_find(graft->library, function->name, &target) !=
                GRAFT_EXPORT_FUNCTION ||
            (wants != NULL && !wants(function->name, argument))) {
            continue;
        }
        if (!write_symbols(graft, &target, function)) {
            return false;
        }
        set_slot(graft, bytes, target.address, function);
        (*functions)++;
    }
    return write_at(graft, graft->layout.blob_offset, bytes, blob->size);
}

static bool seal(const Graft *graft)
{
    return lseek(graft->fd, 0, SEEK_SET) == 0 &&
           fcntl(graft->fd, F_ADD_SEALS,
                 F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
}

static const char *write_graft(Graft *graft, GraftWants *wants, void *argument,
                               unsigned int *functions)
{
    if (!copy_library(graft) ||
        !write_functions(graft, wants, argument, functions)) {
        return cannot_write;
    }
    if (*functions == 0) {
        return "has none of the functions";
    }
    make_headers(graft);
    /* Last: wherever the file says that its symbols are, the header is right.
     */
    return write_headers(graft) && seal(graft) ? NULL : cannot_write;
}

int graft_make(const GraftLibrary *library, const GraftBlob *blob,
               GraftWants *wants, void *argument, unsigned int *functions,
               const char **objection)
{
    Graft graft = {
        .library = library,
        .blob = blob,
        .layout = lay_out(library, blob),
    };

    *functions = 0;
    if (!may_be_written(graft.layout.size)) {
        *objection = "is too large for RLIMIT_FSIZE";
        return -1;
    }
    graft.fd = create_file(library->soname);
    if (graft.fd < 0) {
        *objection = cannot_write;
        return -1;
    }
    *objection = write_graft(&graft, wants, argument, functions);
    if (*objection != NULL) {
        close(graft.fd);
        return -1;
    }
    return graft.fd;
}
