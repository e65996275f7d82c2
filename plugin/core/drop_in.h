/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drop-ins: a library that the guest's dynamic loader gets in place of another
 * of the same name, wherever that lies. Everybody else gets the other.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DROP_IN_H
#define HOSTLIB_PLUGIN_CORE_DROP_IN_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "plugin/core/guest_open.h"

G_BEGIN_DECLS

typedef struct DropInRule {
    const char *library; /* basename, and soname, of what is replaced */
    const char *file;    /* host's absolute path of what replaces it */
    GPtrArray *versions; /* names of the symbol versions that @file defines */
    /*
     * How to find the file where its path does not lead to it, as after a
     * chroot() of the guest's: its folder's descriptor, or -1, and what the
     * file is known by, should the guest have closed or used the descriptor.
     */
    int folder;
    dev_t device;
    ino_t inode;
} DropInRule;

/*
 * Fill in @rule, which is for the rest of the process. The strings are not
 * copied. @file is looked at now, while there is one thread.
 */
void drop_in_rule_init(DropInRule *rule, const char *library, const char *file);

/*
 * Open @rule's file for the guest's loader.
 *
 * @guest_root: guest_root_find()'s, or NULL.
 * @open: what the guest asks for, by a @path with the basename that the rule is
 * for.
 * @fd: the descriptor that the guest gets.
 *
 * Returns false, with nothing done and the guest's call still to be made,
 * unless it is the loader that opens for reading a file which it can open,
 * which is the library that its name says and which defines no symbol version
 * that the drop-in lacks: a program that was linked against such a one needs
 * more than the drop-in has. From the syscall filter, in any thread.
 */
bool drop_in_open(const DropInRule *rule, const char *guest_root,
                  const GuestOpen *open, const char *path, int *fd);

G_END_DECLS

#endif
