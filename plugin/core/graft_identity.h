/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity of grafts.
 *
 * A loader knows by device and inode whether it has a library already that it
 * opens by another path. Each graft is a file of its own; but while the loader
 * looks at it, fstat() tells of the library from which it was made.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GRAFT_IDENTITY_H
#define HOSTLIB_PLUGIN_CORE_GRAFT_IDENTITY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/*
 * Remember for this thread that the guest's descriptor @fd is a graft of the
 * library that @original tells of. The one before is forgotten.
 */
void graft_identity_remember(int fd, const struct stat *original);

/*
 * Answer a guest's system call if it is an fstat() of the descriptor that this
 * thread remembers, or newfstatat() with an empty path.
 *
 * @number, @arguments: as the guest's registers have them.
 * @result: what the guest gets: 0, or a negative errno if its struct cannot be
 * written.
 *
 * Returns false, with the call still to be made, if it is no such call, or if
 * the descriptor is no graft any more. From the syscall filter.
 */
bool graft_identity_answer(int64_t number, const uint64_t *arguments,
                           int64_t *result);

G_END_DECLS

#endif
