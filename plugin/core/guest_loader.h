/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether it is the guest's dynamic loader that makes a system call.
 *
 * The guest's program counter says so: it lies in the loader's code, and a file
 * of the loader's name is mapped there. Where there is no /proc to tell, as in
 * a bare chroot, the soname of what is mapped there has to do. glibc's loader
 * opens libraries by its own code, never by libc.so.6, and a program never
 * opens files by the loader's. musl's loader is its C library, too, so there
 * the flags of the loader's open have to tell as well.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_LOADER_H
#define HOSTLIB_PLUGIN_CORE_GUEST_LOADER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum GuestLoaderKind {
    GUEST_LOADER_NONE,
    GUEST_LOADER_ALONE,    /* glibc's: it does nothing else */
    GUEST_LOADER_AND_LIBC, /* musl's */
} GuestLoaderKind;

/*
 * What a mapped file is. @name: its basename, as memory_map_find() gives it.
 */
GuestLoaderKind guest_loader_kind(const char *name);

/*
 * Whether the loader is the caller. From the syscall filter, in any thread.
 * @flags: the host's O_* of the open.
 *
 * Returns false when it cannot be found out. Takes as long as reading
 * /proc/self/maps does.
 */
bool guest_loader_opens(uint64_t flags);

G_END_DECLS

#endif
