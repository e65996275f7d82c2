/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's memory, as host code sees it.
 *
 * linux-user maps the guest's address space into QEMU's own: a guest address
 * plus the guest base is a host address. This is the only module that adds the
 * two. The guest is a 64-bit x86, little-endian as every host that hostlib
 * builds for.
 *
 * A translated address is no promise that anything is mapped there: touch it
 * under fault_guard_run() only, or with the functions that do so below. Any
 * thread may call everything but guest_memory_set_base().
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_MEMORY_H
#define HOSTLIB_PLUGIN_CORE_GUEST_MEMORY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/fault_guard.h"

G_BEGIN_DECLS

/*
 * Say what the guest base is, in bytes. Until then nothing can be translated.
 * Call it while there is one thread.
 */
void guest_memory_set_base(uintptr_t base);

/* Whether the guest base is known. */
bool guest_memory_has_base(void);

/*
 * Translate @length bytes at guest address @address.
 *
 * @range: filled in on success, with host addresses.
 *
 * Returns 0, or -EFAULT when the bytes do not all lie where an x86_64 process
 * can have memory (below 2^47), when they would not be addressable on this
 * host, or when the guest base is not known. Host address 0 counts as such: to
 * C it is no memory. An empty range at any address that passes is fine.
 */
int guest_memory_translate(uint64_t address, uint64_t length,
                           FaultRange *range);

/*
 * Copy @length bytes at guest address @address to @buffer.
 *
 * Returns 0, or -EFAULT; @buffer is then partly written.
 */
int guest_memory_read(uint64_t address, void *buffer, size_t length);

/*
 * Copy @length bytes at @buffer to guest address @address.
 *
 * Returns 0, or -EFAULT; the guest's memory is then partly written.
 */
int guest_memory_write(uint64_t address, const void *buffer, size_t length);

/*
 * Copy the string at guest address @address to @buffer.
 *
 * @size: of @buffer, in bytes, 1 at least.
 *
 * Returns the string's length without its NUL, 0 to @size - 1; -EFAULT when
 * what is mapped ends before the string does; -ENAMETOOLONG when it has @size
 * bytes or more without its NUL, or all that there can be up to 2^47. @buffer
 * always holds a string after a success, whatever other threads of the guest do
 * meanwhile.
 */
ssize_t guest_memory_read_string(uint64_t address, char *buffer, size_t size);

G_END_DECLS

#endif
