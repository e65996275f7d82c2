/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/open_redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <unistd.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/guest_open.h"
#include "plugin/core/host_file.h"
#include "plugin/core/log.h"
#include "plugin/core/path.h"
#include "plugin/core/qemu_api.h"

bool redirect_table_add(RedirectTable *table, const char *library,
                        const char *thunk)
{
    if (table->count == REDIRECT_MAX_RULES) {
        return false;
    }
    table->rules[table->count++] =
        (RedirectRule){.library = library, .thunk = thunk};
    return true;
}

static const RedirectRule *find_rule(const RedirectTable *table,
                                     const char *path, size_t length)
{
    for (size_t i = 0; i < table->count; i++) {
        if (path_has_basename(path, length, table->rules[i].library)) {
            return &table->rules[i];
        }
    }
    return NULL;
}

/*
 * Whether @open could be a way to open an existing regular file. Where it could
 * not, or where the answer depends on the O_CREAT that is never passed on, the
 * kernel decides on the guest's own call.
 */
static bool may_open_a_thunk(const GuestOpen *open)
{
    if ((open->flags & O_TMPFILE) == O_TMPFILE) {
        return false;
    }
    if (open->flags & O_CREAT) {
        return !(open->flags & (O_PATH | O_DIRECTORY)) &&
               !(open->resolve & RESOLVE_CACHED);
    }
    return true;
}

/* For O_CREAT with O_EXCL: -EEXIST if @path is there, the -errno if not. */
static int refuse_existing(const GuestOpen *open, const char *path)
{
    int fd = host_file_open(open, path, O_PATH | O_CLOEXEC, 0);

    if (fd < 0) {
        return fd;
    }
    close(fd);
    return -EEXIST;
}

static int open_thunk(const GuestOpen *open, const char *path)
{
    if (!(open->flags & O_CREAT)) {
        return host_file_open(open, path, open->flags, open->mode);
    }
    if (open->flags & O_EXCL) {
        return refuse_existing(open, path);
    }
    /* The file is there or the call is not ours: O_CREAT has no work to do. */
    return host_file_open(open, path, open->flags & ~(uint64_t)O_CREAT, 0);
}

/* Whether @result of an attempt says that there is no thunk library. */
static bool is_absent(const GuestOpen *open, int result)
{
    switch (result) {
    case -ENOENT:
    case -ENAMETOOLONG:
        return true;
    case -ENOTDIR:
        /* What O_DIRECTORY gives for a thunk library that is there. */
        return !(open->flags & O_DIRECTORY);
    case -ENOSYS:
        /* A host kernel without openat2(); QEMU will say the same. */
        return true;
    default:
        return false;
    }
}

/* @path has the basename that @rule is for. */
static bool redirect_to_thunk(const RedirectTable *table,
                              const RedirectRule *rule, const char *path,
                              int64_t number, const uint64_t *arguments,
                              int64_t *result)
{
    char thunk[PATH_MAX];
    char below_root[PATH_MAX];
    const char *chosen = NULL;
    GuestOpen open;
    int outcome = 0;

    if (!path_sibling(path, rule->thunk, thunk, sizeof(thunk))) {
        return false;
    }
    outcome = guest_open_decode(number, arguments, &open);
    if (outcome != 0) {
        *result = outcome;
        return true;
    }
    if (!may_open_a_thunk(&open)) {
        return false;
    }

    chosen = host_file_path(table->guest_root, &open, thunk, below_root);
    outcome = open_thunk(&open, chosen);
    if (is_absent(&open, outcome)) {
        return false;
    }
    if (outcome >= 0) {
        log_event("redirected %s -> %s (fd=%d)", path, chosen, outcome);
    }
    /* Restarted by QEMU after the guest's signal handler, as its own open(). */
    *result = outcome == -EINTR ? QEMU_API_RESTART_SYSCALL : outcome;
    return true;
}

/* Give the guest's loader a library with thunks appended. */
static bool redirect_to_graft(const RedirectTable *table, const char *path,
                              int64_t number, const uint64_t *arguments,
                              int64_t *result)
{
    GuestOpen open;
    int fd = 0;

    if (guest_open_decode(number, arguments, &open) != 0 ||
        !graft_open(&table->grafts, table->guest_root, &open, path, &fd)) {
        return false;
    }
    *result = fd;
    return true;
}

bool open_redirect(const RedirectTable *table, int64_t number,
                   const uint64_t *arguments, int64_t *result)
{
    char path[PATH_MAX];
    const RedirectRule *rule = NULL;
    const ssize_t length = guest_memory_read_string(
        guest_open_path(number, arguments), path, sizeof(path));

    if (length <= 0) {
        return false;
    }
    rule = find_rule(table, path, (size_t)length);
    if (rule != NULL) {
        return redirect_to_thunk(table, rule, path, number, arguments, result);
    }
    return table->grafts.count > 0 &&
           redirect_to_graft(table, path, number, arguments, result);
}
