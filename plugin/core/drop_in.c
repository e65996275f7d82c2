/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/drop_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "plugin/core/elf_library.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/host_file.h"
#include "plugin/core/log.h"

/* What an open of a library to be loaded never has; O_RDONLY is 0. */
#define FLAGS_OF_OTHERS                                                        \
    ((uint64_t)(O_ACCMODE | O_APPEND | O_CREAT | O_DIRECTORY | O_EXCL |        \
                O_PATH | O_TMPFILE | O_TRUNC))

G_STATIC_ASSERT(O_RDONLY == 0);

/* Whether the guest could open @path and would have the library. */
static bool is_library(const DropInRule *rule, const GuestOpen *open,
                       const char *path, const char *chosen)
{
    /* A name may be a FIFO's, too: that is for the guest to wait for. */
    const uint64_t flags = open->flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    const int fd = host_file_open(open, chosen, flags, open->mode);
    const char *objection = NULL;

    if (fd < 0) {
        return false;
    }
    objection = elf_library_objection(fd, rule->library);
    /* Now, so that the drop-in gets the number that the library would. */
    close(fd);
    if (objection != NULL) {
        log_event("left %s alone: it %s", path, objection);
        return false;
    }
    return true;
}

bool drop_in_open(const DropInRule *rule, const char *guest_root,
                  const GuestOpen *open, const char *path, int *fd)
{
    char below_root[PATH_MAX];

    if ((open->flags & FLAGS_OF_OTHERS) || !guest_loader_opens(open->flags)) {
        return false;
    }
    if (!is_library(rule, open, path,
                    host_file_path(guest_root, open, path, below_root))) {
        return false;
    }
    *fd =
        openat(AT_FDCWD, rule->file, O_RDONLY | (int)(open->flags & O_CLOEXEC));
    if (*fd < 0) {
        /* After a chroot() of the guest's, say. */
        log_event("left %s alone: cannot open %s: %s", path, rule->file,
                  g_strerror(errno));
        return false;
    }
    log_event("redirected %s -> %s (fd=%d)", path, rule->file, *fd);
    return true;
}
