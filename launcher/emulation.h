/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs of commands of which the doctor wants to know all that they say.
 */
#ifndef HOSTLIB_LAUNCHER_EMULATION_H
#define HOSTLIB_LAUNCHER_EMULATION_H

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct Emulation {
    int status; /* as a shell has it: 128 and more is a signal's */
    char *output;
    char *errors; /* stderr, and so the plugin's log where it has one */
} Emulation;

/*
 * Run @command, which ends with NULL, with nothing to read and the environment
 * that an emulator may have, and wait for it.
 *
 * @emulation: filled in on success; clear it.
 * @problem: on failure, why it could not be run, for g_free().
 */
bool emulation_run(char *const *command, Emulation *emulation, char **problem);

/*
 * Returns the last line of the errors that is not empty, or "nothing"; for
 * g_free().
 */
char *emulation_last_error(const Emulation *emulation);

void emulation_clear(Emulation *emulation);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Emulation, emulation_clear)

G_END_DECLS

#endif
