/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of QEMU's plugin API as unit tests need, and a hand on the other side
 * of it. One thread only.
 */
#ifndef HOSTLIB_PLUGIN_CORE_TESTING_FAKE_QEMU_API_H
#define HOSTLIB_PLUGIN_CORE_TESTING_FAKE_QEMU_API_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Forget all callbacks and all that was logged; one vCPU. */
void fake_qemu_reset(void);

/* What qemu_plugin_outs() got since the last reset. Valid until the next. */
const char *fake_qemu_log(void);

/* What qemu_plugin_num_vcpus() tells. */
void fake_qemu_set_vcpus(int count);

/*
 * What a read of the register rip gives. Reset to none: the register is not
 * there.
 */
void fake_qemu_set_program_counter(uint64_t address);

/* What qemu_plugin_path_to_binary() tells; NULL after a reset. Not copied. */
void fake_qemu_set_program(const char *path);

/*
 * Translate a block of one instruction at guest address @address that QEMU has
 * mapped to @host_address, which may be NULL.
 */
void fake_qemu_translate(uint64_t address, void *host_address);

/* Whether a translation callback is registered. */
bool fake_qemu_is_watched(void);

/*
 * Execute the block that was translated last: its instruction stores to guest
 * address @address. Returns whether the plugin was called back.
 */
bool fake_qemu_store(uint64_t address);

/*
 * End the guest's process. Returns whether a callback was registered for that.
 */
bool fake_qemu_exit(void);

/*
 * Make a system call with the 8 @arguments. Returns what the filter returns,
 * false without one; @result as the filter sets it.
 */
bool fake_qemu_syscall(int64_t number, const uint64_t *arguments,
                       int64_t *result);

G_END_DECLS

#endif
