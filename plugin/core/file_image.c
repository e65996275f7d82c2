/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/file_image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin/core/quiet_write.h"
#include "plugin/core/sealed_memfd.h"

/* Whether both are of the same file, with the same content. */
static bool is_unchanged(const struct stat *before, const struct stat *now)
{
    return before->st_dev == now->st_dev && before->st_ino == now->st_ino &&
           before->st_size == now->st_size &&
           before->st_mtim.tv_sec == now->st_mtim.tv_sec &&
           before->st_mtim.tv_nsec == now->st_mtim.tv_nsec;
}

static int read_all(int fd, char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size) {
        const ssize_t count = pread(fd, bytes + done, size - done, (off_t)done);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count < 0 ? -errno : -EAGAIN;
        }
        done += (size_t)count;
    }
    return 0;
}

int file_image_read(int fd, FileImage *image)
{
    struct stat before;
    struct stat after;
    char *bytes = NULL;
    int error = 0;

    if (fstat(fd, &before) != 0) {
        return -errno;
    }
    if (!S_ISREG(before.st_mode)) {
        return -EINVAL;
    }
    if (before.st_size > FILE_IMAGE_MAX_SIZE) {
        return -EFBIG;
    }
    bytes = g_try_malloc((gsize)before.st_size + 1);
    if (bytes == NULL) {
        return -ENOMEM;
    }
    error = read_all(fd, bytes, (size_t)before.st_size);
    if (error == 0 &&
        (fstat(fd, &after) != 0 || !is_unchanged(&before, &after))) {
        error = -EAGAIN;
    }
    if (error != 0) {
        g_free(bytes);
        return error;
    }
    *image = (FileImage){
        .bytes = bytes,
        .size = (size_t)before.st_size,
        .status = before,
    };
    return 0;
}

int file_image_open_original(const FileImage *image, const char *path,
                             int flags)
{
    struct stat status;
    int fd = -1;

    /* Opening a FIFO or a device may have effects: look first. */
    if (stat(path, &status) != 0 || !is_unchanged(&image->status, &status)) {
        return -1;
    }
    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | flags);
    if (fd < 0) {
        return -1;
    }
    /* The guest did not ask for O_NONBLOCK. */
    if (fstat(fd, &status) != 0 || !is_unchanged(&image->status, &status) ||
        fcntl(fd, F_SETFL, O_RDONLY) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int file_image_open_copy(const FileImage *image, const char *name, int flags)
{
    const int fd =
        sealed_memfd_create(name, flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
    int error = 0;

    if (fd < 0) {
        return -errno;
    }
    /* The guest may have set a limit for the size of files (RLIMIT_FSIZE). */
    if (!quiet_write(fd, image->bytes, image->size) || !sealed_memfd_seal(fd)) {
        error = errno;
        close(fd);
        return -error;
    }
    return fd;
}
