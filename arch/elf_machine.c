/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/elf_machine.h"

#include <elf.h>
#include <stddef.h>

typedef struct ElfMachine {
    uint16_t number;
    const char *name;
} ElfMachine;

/* Those that Linux distributions have been made for. */
static const ElfMachine machines[] = {
    {EM_386, "i386"},
    {EM_68K, "m68k"},
    {EM_AARCH64, "aarch64"},
    {EM_ALPHA, "alpha"},
    {EM_ARM, "arm"},
    {EM_IA_64, "ia64"},
    {EM_LOONGARCH, "loongarch"},
    {EM_MIPS, "mips"},
    {EM_PARISC, "hppa"},
    {EM_PPC, "powerpc"},
    {EM_PPC64, "powerpc64"},
    {EM_RISCV, "riscv"},
    {EM_S390, "s390"},
    {EM_SH, "sh"},
    {EM_SPARC, "sparc"},
    {EM_SPARCV9, "sparc64"},
    {EM_X86_64, "x86_64"},
};

char *elf_machine_name(uint16_t machine)
{
    for (size_t i = 0; i < G_N_ELEMENTS(machines); i++) {
        if (machines[i].number == machine) {
            return g_strdup(machines[i].name);
        }
    }
    return g_strdup_printf("CPU number %d", machine);
}
