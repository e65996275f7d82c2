/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin as a part of an emulator: QEMU installs what is defined here at
 * start, with options from the environment variable.
 */
#include "plugin/core/qemu_api.h"

extern const struct qemu_plugin_builtin qemu_plugin_builtin;

const struct qemu_plugin_builtin qemu_plugin_builtin = {
    .name = "hostlib",
    .variable = "HOSTLIB",
    .version = QEMU_PLUGIN_VERSION,
    .install = qemu_plugin_install,
};
