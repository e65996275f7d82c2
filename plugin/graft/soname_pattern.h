/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which sonames stand for one library.
 */
#ifndef HOSTLIB_PLUGIN_GRAFT_SONAME_PATTERN_H
#define HOSTLIB_PLUGIN_GRAFT_SONAME_PATTERN_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Whether @soname is that of the library whose own soname is @own, such as
 * libz.so.1: either @own itself, or the soname of a copy that a package brings
 * along. auditwheel names such copies by the file they come from, with a dash
 * and hexadecimal digits of a hash before the first dot: for libz.so.1.2.13
 * that is libz-1a2b3c4d.so.1.2.13. Any thread may call.
 */
bool soname_is(const char *soname, const char *own);

G_END_DECLS

#endif
