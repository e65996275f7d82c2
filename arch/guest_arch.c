/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/guest_arch.h"

#include <string.h>

#include "arch/guest_arch_tables.h"

const GuestArch *const guest_archs[] = {
    &guest_arch_aarch64,
    &guest_arch_riscv64,
    &guest_arch_x86_64,
    NULL,
};

const GuestArch *guest_arch_by_name(const char *name)
{
    for (size_t i = 0; guest_archs[i] != NULL; i++) {
        if (strcmp(guest_archs[i]->name, name) == 0) {
            return guest_archs[i];
        }
    }
    return NULL;
}

const GuestArch *guest_arch_by_machine(uint16_t elf_machine)
{
    for (size_t i = 0; guest_archs[i] != NULL; i++) {
        if (guest_archs[i]->elf_machine == elf_machine) {
            return guest_archs[i];
        }
    }
    return NULL;
}

char *guest_arch_names(void)
{
    GString *names = g_string_new(NULL);

    for (size_t i = 0; guest_archs[i] != NULL; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               guest_archs[i]->name);
    }
    return g_string_free(names, FALSE);
}
