/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest asks for by open(), openat() and openat2().
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_OPEN_H
#define HOSTLIB_PLUGIN_CORE_GUEST_OPEN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct GuestOpen {
    int dirfd;        /* AT_FDCWD for open() */
    uint64_t flags;   /* the host's O_* */
    uint64_t mode;    /* permission bits, for O_CREAT */
    uint64_t resolve; /* RESOLVE_*, the same everywhere; 0 but for openat2 */
    bool is_openat2;
} GuestOpen;

/* Returns whether @number is one of the three calls of guest_target(). */
bool guest_open_is_open(int64_t number);

/*
 * The guest address of the path. @number is one of the three; @arguments are
 * those of the call.
 */
uint64_t guest_open_path(int64_t number, const uint64_t *arguments);

/*
 * Decode all arguments but the path into @open. Reads guest memory for
 * openat2(), so it needs the guest base. Any thread may call it.
 *
 * Returns 0, or the -errno with which Linux refuses what can be refused without
 * looking at a file; fs/open.c and copy_struct_from_user() have the rules:
 * -EINVAL for an open_how that is smaller than its first version, for flags
 * unknown to openat2() and for mode bits that are none, -E2BIG for one that is
 * larger than a page or has anything but zeros after the part known here,
 * -EFAULT for one that cannot be read.
 */
int guest_open_decode(int64_t number, const uint64_t *arguments,
                      GuestOpen *open);

G_END_DECLS

#endif
