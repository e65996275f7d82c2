/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/environment.h"

#include <stdbool.h>
#include <string.h>

static const char *const prefixes[] = {
    "G_", /* GLib */
    "LD_",
    "QEMU_",
};

static const char *const names[] = {
    "CHARSETALIASDIR", /* GLib */
    "GCONV_PATH",
    "GETCONF_DIR",
    "GLIBC_TUNABLES",
    "HOSTALIASES",
    "LIBCHARSET_ALIAS_DIR", /* GLib */
    "LOCALDOMAIN",
    "LOCPATH",
    "MALLOC_ARENA_MAX", /* other allocators have a MALLOC_CONF */
    "MALLOC_ARENA_TEST",
    "MALLOC_CHECK_",
    "MALLOC_MMAP_MAX_",
    "MALLOC_MMAP_THRESHOLD_",
    "MALLOC_PERTURB_",
    "MALLOC_TOP_PAD_",
    "MALLOC_TRACE",
    "MALLOC_TRIM_THRESHOLD_",
    "NIS_PATH",
    "NLSPATH",
    "RESOLV_HOST_CONF",
    "RES_OPTIONS",
    "TMPDIR",
    "TZDIR",
};

static bool is_for_guest_only(const char *variable)
{
    const size_t length = strcspn(variable, "=");

    if (variable[length] == '\0') {
        /* Not a variable: nobody finds it, and QEMU does not pass it on. */
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        if (g_str_has_prefix(variable, prefixes[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) == length &&
            memcmp(names[i], variable, length) == 0) {
            return true;
        }
    }
    return false;
}

static GPtrArray *select_variables(char *const *variables, bool for_guest_only)
{
    GPtrArray *selected = g_ptr_array_new();

    for (; variables != NULL && *variables != NULL; variables++) {
        if (is_for_guest_only(*variables) == for_guest_only) {
            g_ptr_array_add(selected, *variables);
        }
    }
    return selected;
}

GPtrArray *environment_for_emulator(char *const *variables)
{
    GPtrArray *selected = select_variables(variables, false);

    g_ptr_array_add(selected, NULL);
    return selected;
}

GPtrArray *environment_for_guest_only(char *const *variables)
{
    return select_variables(variables, true);
}
