/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/open_redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/guest_open.h"
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

/* Open with @open's directory and resolve flags. Returns it, or -errno. */
static int host_open(const GuestOpen *open, const char *path, uint64_t flags,
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

/* For O_CREAT with O_EXCL: -EEXIST if @path is there, the -errno if not. */
static int refuse_existing(const GuestOpen *open, const char *path)
{
    int fd = host_open(open, path, O_PATH | O_CLOEXEC, 0);

    if (fd < 0) {
        return fd;
    }
    close(fd);
    return -EEXIST;
}

static int open_thunk(const GuestOpen *open, const char *path)
{
    if (!(open->flags & O_CREAT)) {
        return host_open(open, path, open->flags, open->mode);
    }
    if (open->flags & O_EXCL) {
        return refuse_existing(open, path);
    }
    /* The file is there or the call is not ours: O_CREAT has no work to do. */
    return host_open(open, path, open->flags & ~(uint64_t)O_CREAT, 0);
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

/*
 * Write the path below the guest's root to @buffer, PATH_MAX bytes. Returns
 * whether there is a file, as QEMU's path() decides it. QEMU does not look
 * there for openat2().
 */
static bool find_below_root(const RedirectTable *table, const GuestOpen *open,
                            const char *path, char *buffer)
{
    int length = 0;

    if (table->guest_root == NULL || open->is_openat2 || path[0] != '/') {
        return false;
    }
    length = g_snprintf(buffer, PATH_MAX, "%s%s", table->guest_root, path);
    return length < PATH_MAX && access(buffer, F_OK) == 0;
}

bool open_redirect(const RedirectTable *table, int64_t number,
                   const uint64_t *arguments, int64_t *result)
{
    char path[PATH_MAX];
    char thunk[PATH_MAX];
    char below_root[PATH_MAX];
    const char *chosen = thunk;
    const RedirectRule *rule = NULL;
    GuestOpen open;
    int outcome = 0;
    const ssize_t length = guest_memory_read_string(
        guest_open_path(number, arguments), path, sizeof(path));

    if (length <= 0) {
        return false;
    }
    rule = find_rule(table, path, (size_t)length);
    if (rule == NULL ||
        !path_sibling(path, rule->thunk, thunk, sizeof(thunk))) {
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

    if (find_below_root(table, &open, thunk, below_root)) {
        chosen = below_root;
    }
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
