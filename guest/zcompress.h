/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zlib's one-shot functions, on the zlib of the machine that emulates this one.
 *
 * Link against libdemo-zlib.so. There is no such library: under qemu-x86_64
 * with the plugin syscall_filter_zlib the dynamic loader gets the thunk library
 * beside it; without the plugin the program does not start.
 *
 * Statuses are zlib's (zlib.h), by number: 0 for success, -5 for a destination
 * that is too small, -3 for corrupt data, and so on. One has a meaning of its
 * own: -1, Z_ERRNO, says that the call has not been made, and errno why: ENOSYS
 * when there is no plugin, or it has no zlib; ENOMEM when the host is out of
 * memory. Memory that this program cannot access raises SIGSEGV or SIGBUS, as
 * with zlib itself (EFAULT under a plugin of an older protocol). Any thread may
 * call any function.
 */
#ifndef HOSTLIB_GUEST_ZCOMPRESS_H
#define HOSTLIB_GUEST_ZCOMPRESS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * compressBound(): how many bytes @source_len bytes compress to at most. 0 when
 * that is more than can be told, or when the call cannot be made.
 */
size_t zcompress_compress_bound(size_t source_len);

/*
 * compress2(): compress @source_len bytes at @source to @dest.
 *
 * @dest_len: the room at @dest in bytes; afterwards, what is used of it.
 * @level: 0 (none) to 9 (best), -1 for zlib's default.
 *
 * Returns a status.
 */
int zcompress_compress(const void *source, size_t source_len, void *dest,
                       size_t *dest_len, int level);

/*
 * uncompress(): the reverse, of one whole zlib stream.
 *
 * Returns a status.
 */
int zcompress_uncompress(const void *source, size_t source_len, void *dest,
                         size_t *dest_len);

#ifdef __cplusplus
}
#endif

#endif
