/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/guest_libraries.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/elf_image.h"
#include "elf/loader_cache.h"

enum {
    /* Large programs have some hundreds. */
    MAX_LIBRARIES = 2000,
    MAX_NAME_SIZE = 4096,
    MAX_CACHE_SIZE = 1 << 24,
    MAX_PATHS_SIZE = 65536,
    /* Of all files together: in one, strings may overlap. */
    MAX_STRINGS_SIZE = 1 << 24,
};

/* A file that the loader maps: the program or a library. */
typedef struct Object {
    char *folder; /* what $ORIGIN stands for */
    char *rpath;  /* or NULL */
    char *runpath;
    GPtrArray *needed;           /* of names */
    const struct Object *loader; /* what needs it; NULL for the program */
} Object;

typedef struct Search {
    const Program *program;
    const char *prefix;
    const char *library_path;
    char *cache;
    gsize cache_size;
    size_t strings_size;  /* of the strings that have been read */
    GPtrArray *objects;   /* that are still to be looked at are at the end */
    GHashTable *names;    /* that are known */
    GPtrArray *libraries; /* the result */
} Search;

static void free_object(gpointer data)
{
    Object *object = data;

    g_free(object->folder);
    g_free(object->rpath);
    g_free(object->runpath);
    g_ptr_array_unref(object->needed);
    g_free(object);
}

static void free_library(gpointer data)
{
    GuestLibrary *library = data;

    g_free(library->name);
    g_free(library->file);
    g_free(library);
}

/* What the emulator opens for the guest's @path, for g_free(). */
static char *guest_file(const Search *search, const char *path)
{
    g_autofree char *below = NULL;

    if (search->prefix != NULL && path[0] == '/') {
        below = g_build_filename(search->prefix, path, NULL);
        if (access(below, F_OK) == 0) {
            return g_steal_pointer(&below);
        }
    }
    return g_strdup(path);
}

/* The string at @place, of less than @size bytes, for g_free(), or NULL. */
static char *read_string(Search *search, const ElfImage *image, uint64_t place,
                         size_t size)
{
    g_autofree char *buffer = NULL;

    if (search->strings_size > MAX_STRINGS_SIZE) {
        return NULL;
    }
    buffer = g_malloc(size);
    if (!elf_image_string(image, place, buffer, size)) {
        return NULL;
    }
    search->strings_size += strlen(buffer) + 1;
    return g_strdup(buffer);
}

static char *read_tag(Search *search, const ElfImage *image, int64_t tag,
                      size_t size)
{
    uint64_t place = 0;

    return elf_image_tag(image, tag, &place)
               ? read_string(search, image, place, size)
               : NULL;
}

static GPtrArray *read_needed(Search *search, const ElfImage *image)
{
    GPtrArray *needed = g_ptr_array_new_with_free_func(g_free);

    for (size_t i = 0; i < image->dynamic_count; i++) {
        const Elf64_Dyn *entry = &image->dynamic[i];
        char *name = NULL;

        if (entry->d_tag == DT_NEEDED) {
            name = read_string(search, image, entry->d_un.d_val, MAX_NAME_SIZE);
        }
        if (name != NULL) {
            g_ptr_array_add(needed, name);
        }
    }
    return needed;
}

/* Read the program or library in @fd. Returns false if it is none for @arch. */
static bool read_image(ElfImage *image, int fd, const GuestArch *arch)
{
    ElfSource source;

    return elf_source_init(&source, fd) &&
           elf_image_read_headers(image, &source) == NULL &&
           image->header.e_machine == arch->elf_machine &&
           elf_image_read_dynamic(image) == NULL;
}

/*
 * Add the object in @file, which the guest calls @path. Returns false if it is
 * none for the program's CPU.
 */
static bool add_object(Search *search, const char *file, const char *path,
                       const Object *loader)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    g_auto(ElfImage) image = {0};
    Object *object = NULL;
    char *soname = NULL;

    if (fd >= 0 && read_image(&image, fd, search->program->arch)) {
        object = g_new0(Object, 1);
        object->folder = g_path_get_dirname(path);
        object->rpath = read_tag(search, &image, DT_RPATH, MAX_PATHS_SIZE);
        object->runpath = read_tag(search, &image, DT_RUNPATH, MAX_PATHS_SIZE);
        object->needed = read_needed(search, &image);
        object->loader = loader;
        g_ptr_array_add(search->objects, object);
        soname = read_tag(search, &image, DT_SONAME, MAX_NAME_SIZE);
    }
    if (soname != NULL) {
        g_hash_table_add(search->names, soname);
    }
    if (fd >= 0) {
        close(fd);
    }
    return object != NULL;
}

/* Returns the file of the library if it is at @path, for g_free(), or NULL. */
static char *try_path(Search *search, const char *path, const Object *loader)
{
    g_autofree char *file = guest_file(search, path);

    return add_object(search, file, path, loader) ? g_steal_pointer(&file)
                                                  : NULL;
}

/* Look in all of @folders, which colons separate; of those of @owner's file. */
static char *try_folders(Search *search, const char *folders,
                         const Object *owner, const char *name,
                         const Object *loader)
{
    g_auto(GStrv) each = g_strsplit_set(folders, ":;", -1);
    char *file = NULL;

    for (char **folder = each; *folder != NULL && file == NULL; folder++) {
        g_autoptr(GString) place = g_string_new(*folder);
        g_autofree char *path = NULL;

        g_string_replace(place, "${ORIGIN}", owner->folder, 0);
        g_string_replace(place, "$ORIGIN", owner->folder, 0);
        path = g_build_filename(place->len > 0 ? place->str : ".", name, NULL);
        file = try_path(search, path, loader);
    }
    return file;
}

/* DT_RPATH counts for what its owner's libraries need as well. */
static char *try_rpaths(Search *search, const char *name, const Object *loader)
{
    char *file = NULL;

    if (loader->runpath != NULL) {
        return NULL;
    }
    for (const Object *owner = loader; owner != NULL && file == NULL;
         owner = owner->loader) {
        if (owner->rpath != NULL && owner->runpath == NULL) {
            file = try_folders(search, owner->rpath, owner, name, loader);
        }
    }
    return file;
}

static char *try_cache(Search *search, const char *name, const Object *loader)
{
    g_autoptr(GPtrArray) paths = NULL;
    char *file = NULL;

    if (search->cache == NULL) {
        return NULL;
    }
    paths = loader_cache_find(search->cache, search->cache_size, name);
    for (guint i = 0; i < paths->len && file == NULL; i++) {
        file = try_path(search, g_ptr_array_index(paths, i), loader);
    }
    return file;
}

/* Debian's folders, those of others, and musl's. */
static char *try_usual_folders(Search *search, const char *name,
                               const Object *loader)
{
    const char *arch = search->program->arch->name;
    g_autofree char *folders =
        g_strdup_printf("/lib/%s-linux-gnu:/usr/lib/%s-linux-gnu:/lib64:"
                        "/usr/lib64:/lib:/usr/lib:/usr/local/lib",
                        arch, arch);

    return try_folders(search, folders, loader, name, loader);
}

static char *find_library(Search *search, const char *name,
                          const Object *loader)
{
    char *file = NULL;

    if (strchr(name, '/') != NULL) {
        return try_path(search, name, loader);
    }
    file = try_rpaths(search, name, loader);
    if (file == NULL && search->library_path != NULL) {
        file = try_folders(search, search->library_path, loader, name, loader);
    }
    if (file == NULL && loader->runpath != NULL) {
        file = try_folders(search, loader->runpath, loader, name, loader);
    }
    if (file == NULL) {
        file = try_cache(search, name, loader);
    }
    return file != NULL ? file : try_usual_folders(search, name, loader);
}

/* Whether the loader itself is meant: musl's is the C library, too. */
static bool is_loader(const Search *search, const char *name)
{
    g_autofree char *loader = g_path_get_basename(search->program->loader);

    return strcmp(name, loader) == 0 || (g_str_has_prefix(loader, "ld-musl-") &&
                                         g_str_has_prefix(name, "libc."));
}

static void look_at(Search *search, const Object *object)
{
    for (guint i = 0; i < object->needed->len; i++) {
        const char *name = g_ptr_array_index(object->needed, i);
        GuestLibrary *library = NULL;

        if (g_hash_table_contains(search->names, name) ||
            is_loader(search, name) ||
            search->libraries->len == MAX_LIBRARIES) {
            continue;
        }
        g_hash_table_add(search->names, g_strdup(name));
        library = g_new0(GuestLibrary, 1);
        library->name = g_strdup(name);
        library->file = find_library(search, name, object);
        g_ptr_array_add(search->libraries, library);
    }
}

static void read_cache(Search *search)
{
    g_autofree char *file = guest_file(search, "/etc/ld.so.cache");
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ElfSource source;

    if (fd < 0) {
        return;
    }
    if (elf_source_init(&source, fd) && source.size <= MAX_CACHE_SIZE) {
        search->cache_size = source.size;
        search->cache = g_malloc(search->cache_size);
        if (!elf_source_read(&source, 0, search->cache, search->cache_size)) {
            g_clear_pointer(&search->cache, g_free);
        }
    }
    close(fd);
}

GPtrArray *guest_libraries_list(const Program *program, const char *prefix,
                                const char *library_path)
{
    Search search = {
        .program = program,
        .prefix = prefix,
        .library_path = library_path,
        .objects = g_ptr_array_new_with_free_func(free_object),
        .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .libraries = g_ptr_array_new_with_free_func(free_library),
    };
    char *real = realpath(program->file, NULL);

    read_cache(&search);
    /* A program's $ORIGIN is that of /proc/self/exe. */
    add_object(&search, program->file, real != NULL ? real : program->file,
               NULL);
    free(real);
    /* In the order of the loader: breadth first. */
    for (guint i = 0; i < search.objects->len; i++) {
        look_at(&search, g_ptr_array_index(search.objects, i));
    }
    g_ptr_array_unref(search.objects);
    g_hash_table_unref(search.names);
    g_free(search.cache);
    return search.libraries;
}
