/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_filter_zlib: a plugin for QEMU's user-mode emulators through which
 * the emulated program calls the host's zlib.
 *
 *     qemu-ARCH -plugin libsyscall_filter_zlib.so[,OPTION=VALUE...] PROGRAM
 *
 * Where the guest's loader opens libdemo-zlib.so it gets the thunk library that
 * lies beside it; its functions make system call 4096, which this plugin
 * answers. See docs/protocol.md.
 */
#include "arch/guest_arch.h"
#include "plugin/core/description.h"
#include "plugin/core/filter.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/core/options.h"
#include "plugin/core/qemu_api.h"
#include "plugin/services.h"
#include "protocol/hostlib_protocol.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* Find out what the guest is. Returns false if it cannot be served. */
static bool set_target(const qemu_info_t *info)
{
    const GuestArch *arch = guest_arch_by_name(info->target_name);
    g_autofree char *names = guest_arch_names();

    if (info->system_emulation) {
        log_problem("cannot work in a system emulator (target '%s'); use the "
                    "user-mode emulator, qemu-%s",
                    info->target_name, info->target_name);
        return false;
    }
    if (arch == NULL) {
        log_problem("cannot serve guests for '%s'; leave the plugin out, or "
                    "run a program for one of: %s",
                    info->target_name, names);
        return false;
    }
    guest_target_set(arch);
    return true;
}

static void describe_plugin(const qemu_info_t *info)
{
    g_autofree char *api = g_strdup_printf("%d", QEMU_PLUGIN_VERSION);
    g_autofree char *oldest = g_strdup_printf("%d", info->version.min);
    g_autofree char *newest = g_strdup_printf("%d", info->version.cur);
    g_autofree char *protocol = g_strdup_printf("%d", HOSTLIB_VERSION);

    description_add("plugin", api, oldest, newest, protocol, NULL);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                           const qemu_info_t *info, int argc,
                                           char **argv)
{
    g_autofree char *problem = NULL;

    log_init("syscall_filter_zlib");
    if (!set_target(info)) {
        return -1;
    }
    log_event("plugin API %d; QEMU has %d to %d", QEMU_PLUGIN_VERSION,
              info->version.min, info->version.cur);
    if (!options_apply(services, argc, argv, &problem)) {
        log_problem("%s", problem);
        return -1;
    }
    describe_plugin(info);
    if (!filter_install(id, services)) {
        return -1;
    }
    description_end();
    return 0;
}
