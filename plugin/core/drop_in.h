/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drop-ins: a library that the guest's dynamic loader gets in place of another
 * of the same name, wherever that lies. Everybody else gets the other.
 */
#ifndef HOSTLIB_PLUGIN_CORE_DROP_IN_H
#define HOSTLIB_PLUGIN_CORE_DROP_IN_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/core/file_image.h"
#include "plugin/core/guest_open.h"

G_BEGIN_DECLS

typedef struct DropInRule {
    const char *library; /* basename, and soname, of what is replaced */
    const char *file;    /* host's absolute path of what replaces it */
    GPtrArray *versions; /* names of the symbol versions that @file defines */
    /*
     * What is in @file, as it was at the start: the guest gets a copy of it
     * where the path does not lead to the file any more. Without an image the
     * rule does nothing.
     */
    FileImage image;
} DropInRule;

/*
 * Fill in @rule and read @file, once, before the guest runs. The strings are
 * not copied. What is wrong with @file is said by log_problem(). No descriptor
 * stays open.
 */
void drop_in_rule_init(DropInRule *rule, const char *library, const char *file);

/* Free what drop_in_rule_init() made; for tests. */
void drop_in_rule_clear(DropInRule *rule);

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
 * more than the drop-in has. The guest gets the descriptor that its own call
 * would have given. From the syscall filter, in any thread.
 */
bool drop_in_open(const DropInRule *rule, const char *guest_root,
                  const GuestOpen *open, const char *path, int *fd);

G_END_DECLS

#endif
