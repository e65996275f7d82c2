/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/drop_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "elf/elf_library.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_file.h"
#include "plugin/core/log.h"

/* What an open of a library to be loaded never has; O_RDONLY is 0. */
#define FLAGS_OF_OTHERS                                                        \
    ((uint64_t)(O_ACCMODE | O_APPEND | O_CREAT | O_DIRECTORY | O_EXCL |        \
                O_PATH | O_TMPFILE | O_TRUNC))

G_STATIC_ASSERT(O_RDONLY == 0);

void drop_in_rule_init(DropInRule *rule, const char *library, const char *file)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    const char *objection = NULL;
    int error = 0;

    *rule = (DropInRule){
        .library = library,
        .file = file,
        .versions = g_ptr_array_new_with_free_func(g_free),
    };
    if (fd < 0) {
        log_problem("%s: %s; the guest's own library is used", file,
                    g_strerror(errno));
        return;
    }
    objection =
        elf_library_objection(fd, guest_target(), library, rule->versions);
    error = objection == NULL ? file_image_read(fd, &rule->image) : 0;
    close(fd);
    if (objection != NULL || error != 0) {
        log_problem("%s: %s; the guest's own library is used", file,
                    objection != NULL ? objection : g_strerror(-error));
    }
}

void drop_in_rule_clear(DropInRule *rule)
{
    g_ptr_array_unref(rule->versions);
    g_free(rule->image.bytes);
    *rule = (DropInRule){0};
}

/*
 * A descriptor for the guest, or -errno. The file itself where its path still
 * leads to it: the loader knows a library by device and inode, so that one
 * which it opens by two paths is one. In all other cases (after a chroot(),
 * without the right to read the folder, after the file was replaced) a copy.
 */
static int open_file(const DropInRule *rule, int flags)
{
    const int fd = file_image_open_original(&rule->image, rule->file, flags);

    return fd >= 0 ? fd
                   : file_image_open_copy(&rule->image, rule->library, flags);
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
    const char *objection =
        elf_library_objection(fd, guest_target(), rule->library, versions);
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

    if (rule->image.bytes == NULL || (open->flags & FLAGS_OF_OTHERS) ||
        !guest_loader_opens(open->flags)) {
        return false;
    }
    if (!is_library(rule, open, path,
                    host_file_path(guest_root, open, path, below_root))) {
        return false;
    }
    *fd = open_file(rule, (int)(open->flags & O_CLOEXEC));
    if (*fd < 0) {
        log_event("left %s alone: no copy of %s can be made: %s", path,
                  rule->file, g_strerror(-*fd));
        return false;
    }
    log_event("redirected %s -> %s (fd=%d)", path, rule->file, *fd);
    return true;
}
