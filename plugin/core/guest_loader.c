/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_loader.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_image.h"
#include "plugin/core/memory_map.h"
#include "plugin/core/qemu_api.h"

/* What the kernel writes behind a name: an upgrade has replaced the file. */
#define DELETED " (deleted)"

GuestLoaderKind guest_loader_kind(const char *name)
{
    /* A link's name on one distribution is the file's on another. */
    if (g_str_has_prefix(name, "ld-musl-") ||
        g_str_has_prefix(name, "libc.musl-") || strcmp(name, "libc.so") == 0) {
        return GUEST_LOADER_AND_LIBC;
    }
    /* ld-linux-x86-64.so.2, ld-2.31.so, ld.so.1 */
    if (g_str_has_prefix(name, "ld.so") ||
        (g_str_has_prefix(name, "ld-") && strstr(name, ".so") != NULL)) {
        return GUEST_LOADER_ALONE;
    }
    return GUEST_LOADER_NONE;
}

/*
 * The basename of what is mapped at the guest's program counter, or, without
 * /proc, its soname.
 */
static bool find_caller(char *name, size_t size)
{
    uint64_t counter = 0;
    void *host_address = NULL;
    FILE *maps = NULL;
    bool is_found = false;

    if (!qemu_api_read_program_counter(&counter) ||
        guest_address_translate(counter, &host_address) == 0) {
        return false;
    }
    maps = fopen("/proc/self/maps", "re");
    if (maps == NULL) {
        return guest_image_name(counter, name, size);
    }
    is_found = memory_map_find(maps, (uintptr_t)host_address, name, size);
    fclose(maps);
    return is_found;
}

bool guest_loader_opens(uint64_t flags)
{
    char name[NAME_MAX + sizeof(DELETED)];

    if (!find_caller(name, sizeof(name))) {
        return false;
    }
    if (g_str_has_suffix(name, DELETED)) {
        name[strlen(name) - strlen(DELETED)] = '\0';
    }
    switch (guest_loader_kind(name)) {
    case GUEST_LOADER_ALONE:
        return true;
    case GUEST_LOADER_AND_LIBC:
        return (flags & O_CLOEXEC) != 0;
    default:
        return false;
    }
}
