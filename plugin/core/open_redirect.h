/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The redirect: who opens a certain library gets another, which lies beside it;
 * the guest's loader, and nobody else, gets grafts too.
 *
 * The file is opened here, with what the guest asked for: directory, flags,
 * mode, resolve flags. When there is no such file the guest's call is none of
 * our business.
 */
#ifndef HOSTLIB_PLUGIN_CORE_OPEN_REDIRECT_H
#define HOSTLIB_PLUGIN_CORE_OPEN_REDIRECT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/graft_open.h"

G_BEGIN_DECLS

enum {
    REDIRECT_MAX_RULES = 16,
};

/* A file with the basename @library is replaced by its sibling @thunk. */
typedef struct RedirectRule {
    const char *library;
    const char *thunk;
} RedirectRule;

/*
 * All there is to know for redirecting. Filled in before the guest runs and
 * only read after that, by any thread.
 */
typedef struct RedirectTable {
    RedirectRule rules[REDIRECT_MAX_RULES];
    size_t count;
    GraftTable grafts;
    /* guest_root_find()'s, or NULL. */
    const char *guest_root;
} RedirectTable;

/*
 * Add a rule. The strings are not copied: pass literals.
 *
 * Returns false when the table is full.
 */
bool redirect_table_add(RedirectTable *table, const char *library,
                        const char *thunk);

/*
 * Carry a guest's open(), openat() or openat2() out if a rule applies to it.
 *
 * @number: one for which guest_open_is_open() is true, with its @arguments.
 * @result: what the guest gets: a descriptor, or -errno.
 *
 * Returns false, with the guest's call still to be made, when the path cannot
 * be read or is longer than PATH_MAX, when no rule applies or when there is no
 * thunk library; for grafts see graft_open(). Never creates a file. Any
 * thread may call it; it may block as long as a host's open() may.
 */
bool open_redirect(const RedirectTable *table, int64_t number,
                   const uint64_t *arguments, int64_t *result);

G_END_DECLS

#endif
