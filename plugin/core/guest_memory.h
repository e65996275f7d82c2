/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of the guest's memory, for the core: a service works on the memory
 * itself, see host_call_borrow().
 *
 * All functions may be called from any thread, though not from within a call.
 */
#ifndef HOSTLIB_PLUGIN_CORE_GUEST_MEMORY_H
#define HOSTLIB_PLUGIN_CORE_GUEST_MEMORY_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

G_BEGIN_DECLS

/*
 * Copy @length bytes at guest address @address to @buffer.
 *
 * Returns 0; -EFAULT, and @buffer is partly written; -ENOMEM.
 */
int guest_memory_read(uint64_t address, void *buffer, size_t length);

/*
 * Copy @length bytes at @buffer to guest address @address.
 *
 * Returns 0; -EFAULT, and the guest's memory is partly written; -ENOMEM.
 */
int guest_memory_write(uint64_t address, const void *buffer, size_t length);

/*
 * Copy the string at guest address @address to @buffer.
 *
 * @size: of @buffer, in bytes, 1 at least.
 *
 * Returns the string's length without its NUL, 0 to @size - 1; -EFAULT when
 * what is mapped ends before the string does; -ENAMETOOLONG when it has @size
 * bytes or more without its NUL; -ENOMEM. @buffer always holds a string after a
 * success, whatever other threads of the guest do meanwhile.
 */
ssize_t guest_memory_read_string(uint64_t address, char *buffer, size_t size);

G_END_DECLS

#endif
