/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Learning the guest base from QEMU.
 *
 * The API does not name it. But it tells guest and host address of an
 * instruction that is being translated, and their difference is the guest base,
 * wherever "-B" has put it. One instruction is enough.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_BASE_H
#define HOSTLIB_PLUGIN_CORE_GUEST_BASE_H

#include "plugin/core/qemu_api.h"

G_BEGIN_DECLS

/*
 * Watch translations until the guest base is known, which is before the guest's
 * first instruction, and so before its second thread. From
 * qemu_plugin_install().
 * @id: what QEMU gave to it.
 */
void guest_base_watch(qemu_plugin_id_t id);

G_END_DECLS

#endif
