/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's plugin API 7 (QEMU 11.1), as far as hostlib's plugin uses it: its
 * signatures, to compile against where no such QEMU is installed.
 */
#ifndef HOSTLIB_TESTS_PLUGIN_API_V7_H
#define HOSTLIB_TESTS_PLUGIN_API_V7_H

#include "tests/plugin_api/common.h"

#define QEMU_PLUGIN_VERSION 7

G_BEGIN_DECLS

typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(struct qemu_plugin_tb *tb,
                                               void *userdata);
typedef bool (*qemu_plugin_vcpu_syscall_filter_cb_t)(
    unsigned int vcpu_index, int64_t num, uint64_t a1, uint64_t a2, uint64_t a3,
    uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8,
    int64_t *sysret, void *userdata);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           qemu_plugin_vcpu_tb_trans_cb_t cb,
                                           void *userdata);
void qemu_plugin_register_vcpu_syscall_filter_cb(
    qemu_plugin_id_t id, qemu_plugin_vcpu_syscall_filter_cb_t cb,
    void *userdata);

typedef void (*qemu_plugin_udata_cb_t)(void *userdata);

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    qemu_plugin_udata_cb_t cb, void *userdata);

G_END_DECLS

#endif
