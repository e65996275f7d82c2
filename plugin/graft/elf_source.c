/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/graft/elf_source.h"

#include <string.h>

#include "elf/elf_file.h"

bool elf_source_read(const ElfSource *source, uint64_t offset, void *buffer,
                     size_t size)
{
    if (offset > source->size || size > source->size - offset) {
        return false;
    }
    if (source->bytes == NULL) {
        return elf_read_at(source->fd, offset, buffer, size);
    }
    memcpy(buffer, source->bytes + offset, size);
    return true;
}
