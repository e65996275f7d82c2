/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the guest's files are looked for first.
 *
 * linux-user looks an absolute path up below a directory of the user's choice
 * ("-L", or QEMU_LD_PREFIX) and, when nothing is there, as it stands. The
 * plugin API does not tell that directory, so it is read from where QEMU itself
 * has it: the environment and the command line of this process. The default
 * that was compiled into QEMU stays unknown.
 *
 * Like QEMU with the patches of //qemu/patches this ignores the environment
 * under AT_SECURE, and the command line of an emulator that binfmt_misc starts.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_ROOT_H
#define HOSTLIB_PLUGIN_CORE_GUEST_ROOT_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/*
 * The value of the last "-L" of a linux-user command line.
 *
 * @command_line, @size: as in /proc/self/cmdline, each argument followed by a
 * NUL. Arguments of the guest's program are not looked at; neither is what
 * follows an option that no QEMU up to 11.1 has, for it may take a value.
 *
 * Returns a pointer into @command_line, or NULL when there is none.
 */
const char *guest_root_from_command_line(const char *command_line, size_t size);

/*
 * Find the directory. From qemu_plugin_install(): a relative one counts from
 * the working directory that QEMU was started in.
 *
 * Returns an absolute path, to be freed with g_free(), or NULL when the guest's
 * files are the host's.
 */
char *guest_root_find(void);

G_END_DECLS

#endif
