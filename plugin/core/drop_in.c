/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/drop_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

enum {
    /* A table of descriptors that reaches further costs each fork(). */
    HIGHEST_DESCRIPTOR = 1024,
    /* Below the highest, for more than one rule and whatever else is there. */
    DESCRIPTORS_TO_TRY = 16,
};

/*
 * Have @fd where a guest does not see it: its own get the lowest numbers that
 * are free. Returns the descriptor, or -1.
 */
static int move_out_of_the_way(int fd)
{
    struct rlimit limit;
    rlim_t highest = HIGHEST_DESCRIPTOR;
    int moved = -1;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        highest = MIN(highest, limit.rlim_cur);
    }
    if (highest > DESCRIPTORS_TO_TRY) {
        moved = fcntl(fd, F_DUPFD_CLOEXEC, (int)(highest - DESCRIPTORS_TO_TRY));
    }
    close(fd);
    return moved;
}

static int open_folder(const char *file)
{
    g_autofree char *folder = g_path_get_dirname(file);
    const int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 ? -1 : move_out_of_the_way(fd);
}

void drop_in_rule_init(DropInRule *rule, const char *library, const char *file)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    *rule = (DropInRule){
        .library = library,
        .file = file,
        .versions = g_ptr_array_new_with_free_func(g_free),
        .folder = -1,
    };
    if (fd < 0) {
        return;
    }
    /* What there is to object has been said when it was chosen. */
    elf_library_objection(fd, library, rule->versions);
    if (fstat(fd, &status) == 0) {
        rule->device = status.st_dev;
        rule->inode = status.st_ino;
        rule->folder = open_folder(file);
    }
    close(fd);
}

static bool is_file_of(const DropInRule *rule, const struct stat *status)
{
    return status->st_dev == rule->device && status->st_ino == rule->inode;
}

/*
 * Open the file in its folder, wherever that is. Returns -1 where it is not to
 * be found: then the path may lead to one that has taken its place.
 */
static int open_in_folder(const DropInRule *rule, int flags)
{
    const char *slash = strrchr(rule->file, '/');
    struct stat status;
    int fd = -1;

    /* Whatever the descriptor may be by now: nothing is opened to find out. */
    if (rule->folder < 0 || slash == NULL ||
        fstatat(rule->folder, slash + 1, &status, 0) != 0 ||
        !is_file_of(rule, &status)) {
        return -1;
    }
    fd = openat(rule->folder, slash + 1, flags);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !is_file_of(rule, &status))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int open_file(const DropInRule *rule, int flags)
{
    const int fd = open_in_folder(rule, flags);

    return fd >= 0 ? fd : open(rule->file, flags);
}

/* The first of the library's @versions that the drop-in lacks, or NULL. */
static const char *missing_version(const DropInRule *rule,
                                   const GPtrArray *versions)
{
    for (guint i = 0; i < versions->len; i++) {
        const char *version = g_ptr_array_index(versions, i);

        if (!g_ptr_array_find_with_equal_func(rule->versions, version,
                                              g_str_equal, NULL)) {
            return version;
        }
    }
    return NULL;
}

/* Returns NULL, or for g_free() why the library @fd is not replaced. */
static char *objection_to(const DropInRule *rule, int fd)
{
    g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(g_free);
    const char *objection = elf_library_objection(fd, rule->library, versions);
    const char *missing = NULL;

    if (objection != NULL) {
        return g_strdup(objection);
    }
    missing = missing_version(rule, versions);
    return missing == NULL
               ? NULL
               : g_strdup_printf("defines %s, which the drop-in lacks",
                                 missing);
}

/* Whether the guest could open @path and would have the library. */
static bool is_library(const DropInRule *rule, const GuestOpen *open,
                       const char *path, const char *chosen)
{
    /* A name may be a FIFO's, too: that is for the guest to wait for. */
    const uint64_t flags = open->flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    const int fd = host_file_open(open, chosen, flags, open->mode);
    g_autofree char *objection = NULL;

    if (fd < 0) {
        return false;
    }
    objection = objection_to(rule, fd);
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
    *fd = open_file(rule, O_RDONLY | (int)(open->flags & O_CLOEXEC));
    if (*fd < 0) {
        log_event("left %s alone: cannot open %s: %s", path, rule->file,
                  g_strerror(errno));
        return false;
    }
    log_event("redirected %s -> %s (fd=%d)", path, rule->file, *fd);
    return true;
}
