/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_base.h"

#include "plugin/core/guest_address.h"

static qemu_plugin_id_t plugin_id;

static void learn(struct qemu_plugin_tb *block)
{
    const struct qemu_plugin_insn *instruction;
    const void *host_address;

    if (guest_address_has_base() || qemu_plugin_tb_n_insns(block) == 0) {
        return;
    }
    instruction = qemu_plugin_tb_get_insn(block, 0);
    host_address = qemu_plugin_insn_haddr(instruction);
    if (host_address != NULL) {
        guest_address_set_base((uintptr_t)host_address -
                               qemu_plugin_insn_vaddr(instruction));
        /* A guest is translated more slowly while it is watched. */
        qemu_api_unregister_translation(plugin_id);
    }
}

void guest_base_watch(qemu_plugin_id_t id)
{
    plugin_id = id;
    qemu_api_register_translation(id, learn);
}
