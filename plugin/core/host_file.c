/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/host_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *host_file_path(const char *guest_root, const GuestOpen *open,
                           const char *path, char *buffer)
{
    int length = 0;

    if (guest_root == NULL || open->is_openat2 || path[0] != '/') {
        return path;
    }
    length = g_snprintf(buffer, PATH_MAX, "%s%s", guest_root, path);
    return length < PATH_MAX && access(buffer, F_OK) == 0 ? buffer : path;
}

int host_file_open(const GuestOpen *open, const char *path, uint64_t flags,
                   uint64_t mode)
{
    struct open_how how = {
        .flags = flags,
        .mode = mode,
        .resolve = open->resolve,
    };
    long fd = 0;

    if (open->is_openat2) {
        fd = syscall(SYS_openat2, open->dirfd, path, &how, sizeof(how));
    } else {
        fd = openat(open->dirfd, path, (int)flags);
    }
    return fd < 0 ? -errno : (int)fd;
}
