/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/graft_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "plugin/core/graft_identity.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_file.h"
#include "plugin/core/log.h"

/* What an open of a library to be loaded never has; O_RDONLY is 0. */
#define FLAGS_OF_OTHERS                                                        \
    ((uint64_t)(O_ACCMODE | O_APPEND | O_CREAT | O_DIRECTORY | O_EXCL |        \
                O_PATH | O_TMPFILE | O_TRUNC))

/* Returns the memfd with the graft, or -1, having logged why. */
static int make_graft(const GraftEntry *entry, GraftLibrary *library,
                      const char *path)
{
    g_autofree char *objection = NULL;
    unsigned int functions = 0;
    const int fd = graft_entry_make(entry, library, &functions, &objection);

    if (fd < 0) {
        log_event("left %s alone: %s", path, objection);
    } else {
        log_event("grafted %u functions of %s onto %s", functions,
                  entry->host_file, path);
    }
    return fd;
}

/*
 * Make the graft of the library in the file @fd. Returns the memfd, or -1 if it
 * is no library of the table's, or is left alone.
 */
static int graft_file(const GraftTable *table, int fd, uint64_t flags,
                      const char *path)
{
    const char *objection = NULL;
    g_autoptr(GraftLibrary) library =
        graft_library_open(fd, guest_target(), &objection);
    const GraftEntry *entry = NULL;

    if (library != NULL) {
        entry = graft_table_find(table, library->soname);
    }
    if (entry == NULL || !guest_loader_opens(flags)) {
        return -1;
    }
    return make_graft(entry, library, path);
}

bool graft_open(const GraftTable *table, const char *guest_root,
                const GuestOpen *open, const char *path, int *fd)
{
    /* A name may be a FIFO's, too: that is for the guest to wait for. */
    const uint64_t flags = open->flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    char below_root[PATH_MAX];
    struct stat original;
    int file = -1;
    int graft = -1;

    /* To look at a file takes longer than to open it: only at libraries. */
    if (table->count == 0 || (open->flags & FLAGS_OF_OTHERS) ||
        strstr(path, ".so") == NULL) {
        return false;
    }
    file =
        host_file_open(open, host_file_path(guest_root, open, path, below_root),
                       flags, open->mode);
    if (file < 0) {
        return false;
    }
    graft = fstat(file, &original) == 0
                ? graft_file(table, file, open->flags, path)
                : -1;
    if (graft < 0) {
        close(file);
        return false;
    }
    /* The number that the library has is the one that the guest gets. */
    *fd = dup3(graft, file, (int)(open->flags & O_CLOEXEC));
    close(graft);
    if (*fd < 0) {
        close(file);
        return false;
    }
    graft_identity_remember(*fd, &original);
    return true;
}
