/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's plugin API 6 (QEMU 11.0), as far as hostlib's plugin uses it: its
 * signatures, to compile against where no such QEMU is installed.
 */
#ifndef HOSTLIB_TESTS_PLUGIN_API_V6_H
#define HOSTLIB_TESTS_PLUGIN_API_V6_H

#include "tests/plugin_api/common.h"

#define QEMU_PLUGIN_VERSION 6

G_BEGIN_DECLS

typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id,
                                               struct qemu_plugin_tb *tb);
typedef bool (*qemu_plugin_vcpu_syscall_filter_cb_t)(
    qemu_plugin_id_t id, unsigned int vcpu_index, int64_t num, uint64_t a1,
    uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6,
    uint64_t a7, uint64_t a8, uint64_t *sysret);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           qemu_plugin_vcpu_tb_trans_cb_t cb);
void qemu_plugin_register_vcpu_syscall_filter_cb(
    qemu_plugin_id_t id, qemu_plugin_vcpu_syscall_filter_cb_t cb);

typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void *userdata);

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    qemu_plugin_udata_cb_t cb, void *userdata);

G_END_DECLS

#endif
