/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool elf_source_init(ElfSource *source, int fd)
{
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return false;
    }
    *source = (ElfSource){.fd = fd, .size = (uint64_t)status.st_size};
    return true;
}

static bool read_file(int fd, uint64_t offset, void *buffer, size_t size)
{
    char *to = buffer;

    while (size > 0) {
        const ssize_t count = pread(fd, to, size, (off_t)offset);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        to += count;
        offset += (uint64_t)count;
        size -= (size_t)count;
    }
    return true;
}

bool elf_source_read(const ElfSource *source, uint64_t offset, void *buffer,
                     size_t size)
{
    if (offset > source->size || size > source->size - offset) {
        return false;
    }
    if (source->bytes == NULL) {
        return read_file(source->fd, offset, buffer, size);
    }
    memcpy(buffer, source->bytes + offset, size);
    return true;
}
