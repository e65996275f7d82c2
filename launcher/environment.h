/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher's environment is meant for the guest. The emulator is a program
 * of the host with a loader and libraries of its own: variables that these
 * would act upon are taken from its environment and given to the guest alone.
 *
 * These are the variables that glibc ignores in set-user-ID programs
 * (sysdeps/generic/unsecvars.h), the dynamic loader's, GLib's and QEMU's.
 */
#ifndef HOSTLIB_LAUNCHER_ENVIRONMENT_H
#define HOSTLIB_LAUNCHER_ENVIRONMENT_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * Both take the variables as environ has them, and return an array to be
 * released whose elements are those of @variables: what the emulator may have,
 * with NULL at the end; and the others, without.
 */
GPtrArray *environment_for_emulator(char *const *variables);
GPtrArray *environment_for_guest_only(char *const *variables);

G_END_DECLS

#endif
