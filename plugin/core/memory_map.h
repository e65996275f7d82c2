/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which file is mapped where, as /proc/self/maps tells.
 */
#ifndef HOSTLIB_PLUGIN_CORE_MEMORY_MAP_H
#define HOSTLIB_PLUGIN_CORE_MEMORY_MAP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

G_BEGIN_DECLS

/*
 * Find the basename of the file that is mapped at @address.
 *
 * @maps: a file like /proc/PID/maps, read from where it stands. What is in it
 * need not make sense; lines of any length take no more memory.
 * @name, @size: where the basename goes, and the room there in bytes, 1 at
 * least. It is as the kernel writes it: a newline in it is "\012", and
 * " (deleted)" follows the name of a file that is gone.
 *
 * Returns false when nothing or no file is mapped there, or its basename does
 * not fit.
 */
bool memory_map_find(FILE *maps, uintptr_t address, char *name, size_t size);

G_END_DECLS

#endif
