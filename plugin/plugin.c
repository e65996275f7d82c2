/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_filter_zlib: a QEMU plugin through which a program under qemu-x86_64
 * (linux-user) calls the host's zlib.
 *
 *     qemu-x86_64 -plugin libsyscall_filter_zlib.so[,OPTION=VALUE...] PROGRAM
 *
 * Where the guest's loader opens libdemo-zlib.so it gets the thunk library that
 * lies beside it; its functions make system call 4096, which this plugin
 * answers. See docs/protocol.md.
 */
#include <string.h>

#include "plugin/core/filter.h"
#include "plugin/core/log.h"
#include "plugin/core/options.h"
#include "plugin/core/qemu_api.h"
#include "plugin/services.h"

#define SUPPORTED_TARGET "x86_64"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static bool is_supported(const qemu_info_t *info)
{
    if (info->system_emulation) {
        log_problem("cannot work in a system emulator (target '%s'); "
                    "use linux-user's qemu-" SUPPORTED_TARGET,
                    info->target_name);
        return false;
    }
    /* Numbers and structures of system calls are those of this target. */
    if (strcmp(info->target_name, SUPPORTED_TARGET) != 0) {
        log_problem("cannot work with guests for '%s'; "
                    "use qemu-" SUPPORTED_TARGET,
                    info->target_name);
        return false;
    }
    return true;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                           const qemu_info_t *info, int argc,
                                           char **argv)
{
    g_autofree char *problem = NULL;

    log_init("syscall_filter_zlib");
    if (!is_supported(info)) {
        return -1;
    }
    log_event("plugin API %d; QEMU has %d to %d", QEMU_PLUGIN_VERSION,
              info->version.min, info->version.cur);
    if (!options_apply(services, argc, argv, &problem)) {
        log_problem("%s", problem);
        return -1;
    }
    return filter_install(id, services) ? 0 : -1;
}
