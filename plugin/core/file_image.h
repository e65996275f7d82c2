/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file's content, kept in private memory.
 *
 * The plugin keeps no descriptor of a file that it needs later: the guest would
 * see the descriptor in its own table, and could use it. It keeps an image.
 */
#ifndef HOSTLIB_PLUGIN_CORE_FILE_IMAGE_H
#define HOSTLIB_PLUGIN_CORE_FILE_IMAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

G_BEGIN_DECLS

enum {
    /* Bytes; a library that replaces another has some hundred thousand. */
    FILE_IMAGE_MAX_SIZE = 64 << 20,
};

typedef struct FileImage {
    void *bytes; /* g_free() frees it; NULL where there is no image */
    size_t size;
    struct stat status; /* of the file, when it was read */
} FileImage;

/*
 * Read all of the regular file @fd, which stays the caller's.
 *
 * @image: filled in on success; its bytes are the caller's to free.
 *
 * Returns 0, or -errno: -EINVAL for what is no regular file, -EFBIG for one of
 * more than FILE_IMAGE_MAX_SIZE bytes, -EAGAIN for one that changed meanwhile.
 * Any thread may call it.
 */
int file_image_read(int fd, FileImage *image);

/*
 * Open the file at @path for reading if it is the one that @image was made of
 * and has not changed since.
 *
 * @flags: O_CLOEXEC or 0.
 *
 * Returns a descriptor, or -1. What is no regular file is not opened, unless it
 * takes the file's place at this very moment; nothing is waited for. Any thread
 * may call it.
 */
int file_image_open_original(const FileImage *image, const char *path,
                             int flags);

/*
 * Make an anonymous file of @image that nobody can change (a sealed memfd).
 *
 * @name: what /proc shows; nothing is looked for by it.
 * @flags: O_CLOEXEC or 0.
 *
 * Returns a descriptor whose offset is 0, or -errno. Any thread may call it.
 */
int file_image_open_copy(const FileImage *image, const char *name, int flags);

G_END_DECLS

#endif
