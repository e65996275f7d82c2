/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of CPUs that programs may be for, for messages to users.
 */
#ifndef HOSTLIB_ARCH_ELF_MACHINE_H
#define HOSTLIB_ARCH_ELF_MACHINE_H

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Returns a text for g_free(): what people call the CPU of @machine, an EM_* of
 * elf.h, or its number where this is not known.
 */
char *elf_machine_name(uint16_t machine);

G_END_DECLS

#endif
