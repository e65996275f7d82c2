/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/doorbell.h"

#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "plugin/core/call_frame.h"
#include "plugin/core/guest_target.h"

enum {
    /*
     * Blocks of code to look at for what is awaited. The guest comes to it
     * after two more system calls, some hundred blocks with -one-insn-per-tb,
     * and other threads translate code in the meantime.
     */
    PATIENCE = 1024,
    /* Of libraries that have more the oldest are forgotten. */
    KNOWN_MAX = 32, /* as many as the bits of awaited */
};

static qemu_plugin_id_t plugin_id;
static const OperationTable *operations;
/*
 * QEMU drops translations by pages: the guest's or, where those are larger and
 * the guest's CPU has pages of several sizes, the host's.
 */
static uint64_t page_size;

/*
 * The instructions that guests have asked for. What one of them does to have it
 * translated anew may drop the translation of its neighbours; so all of a page
 * are awaited together, and each is attached to whenever it is seen.
 *
 * Written by the system call's filter, in several threads perhaps, whose wishes
 * may get in each other's way: who is not heard asks again.
 */
static _Atomic uint64_t known[KNOWN_MAX];
static atomic_uint known_count;

static atomic_uint awaited; /* by index in known, a bit each */
static atomic_int patience;

static void on_store(unsigned int vcpu_index, qemu_plugin_meminfo_t info,
                     uint64_t address, void *userdata)
{
    (void)vcpu_index;
    (void)info;
    (void)userdata;
    /* A frame that could not be served says so by its state. */
    (void)call_frame_serve(operations, address - offsetof(HostlibFrame, state));
}

/* Returns the bits of what is known in the page of @address. */
static unsigned int known_near(uint64_t address)
{
    unsigned int bits = 0;

    for (unsigned int i = 0; i < KNOWN_MAX; i++) {
        if (atomic_load(&known[i]) / page_size == address / page_size) {
            bits |= 1U << i;
        }
    }
    return bits;
}

/* Returns the bit of @address, 0 if it is not known. */
static unsigned int find(uint64_t address)
{
    for (unsigned int i = 0; i < KNOWN_MAX; i++) {
        if (atomic_load(&known[i]) == address) {
            return 1U << i;
        }
    }
    return 0;
}

/* Attach to all of @block that is known. Returns their bits. */
static unsigned int attach(const struct qemu_plugin_tb *block)
{
    unsigned int bits = 0;

    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *instruction =
            qemu_plugin_tb_get_insn(block, i);
        const unsigned int bit = find(qemu_plugin_insn_vaddr(instruction));

        if (bit != 0) {
            qemu_plugin_register_vcpu_mem_cb(instruction, on_store,
                                             QEMU_PLUGIN_CB_NO_REGS,
                                             QEMU_PLUGIN_MEM_W, NULL);
            bits |= bit;
        }
    }
    return bits;
}

static void on_translation(struct qemu_plugin_tb *block)
{
    const unsigned int found = attach(block);
    const unsigned int left = atomic_fetch_and(&awaited, ~found) & ~found;

    if (left == 0 || atomic_fetch_sub(&patience, 1) <= 1) {
        qemu_api_unregister_translation(plugin_id);
    }
}

void doorbell_install(qemu_plugin_id_t id, const OperationTable *table)
{
    plugin_id = id;
    operations = table;
    page_size = MAX(guest_target()->page_size, (uint64_t)getpagesize());
}

int64_t doorbell_await(uint64_t address)
{
    if (find(address) == 0) {
        const unsigned int place = atomic_fetch_add(&known_count, 1);

        atomic_store(&known[place % KNOWN_MAX], address);
    }
    atomic_store(&awaited, known_near(address));
    atomic_store(&patience, PATIENCE);
    qemu_api_register_translation(plugin_id, on_translation);
    return qemu_api_is_single_threaded() ? 0 : 1;
}
