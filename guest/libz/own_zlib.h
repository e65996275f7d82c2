/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The zlib that this library brings along: the same functions, with names that
 * begin with z_. It is what there is where no host serves, and it judges all
 * streams that the host does not work on.
 */
#ifndef HOSTLIB_GUEST_LIBZ_OWN_ZLIB_H
#define HOSTLIB_GUEST_LIBZ_OWN_ZLIB_H

#include "guest/libz/public_zlib.h"

#define HIDDEN __attribute__((visibility("hidden")))

/*
 * For short functions that are called often: QEMU looks the target of a jump up
 * each time if it lies in another page.
 */
#define WITHIN_A_PAGE __attribute__((aligned(1024)))

/* Declares zlib's own @function, which is defined with Z_PREFIX. */
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a name, not an expression */
#define OWN(function) extern HIDDEN __typeof__(function) z_##function

#ifdef __cplusplus
extern "C" {
#endif

/* NOLINTBEGIN(readability-identifier-naming): zlib's names */
OWN(adler32);
OWN(adler32_combine);
OWN(adler32_combine64);
OWN(adler32_z);
OWN(crc32);
OWN(crc32_combine);
OWN(crc32_combine64);
OWN(crc32_combine_gen);
OWN(crc32_combine_gen64);
OWN(crc32_combine_op);
OWN(crc32_z);
OWN(get_crc_table);

OWN(deflate);
OWN(deflateBound);
OWN(deflateCopy);
OWN(deflateEnd);
OWN(deflateGetDictionary);
OWN(deflateInit2_);
OWN(deflateParams);
OWN(deflatePending);
OWN(deflatePrime);
OWN(deflateReset);
OWN(deflateResetKeep);
OWN(deflateSetDictionary);
OWN(deflateSetHeader);
OWN(deflateTune);

OWN(inflate);
OWN(inflateCodesUsed);
OWN(inflateCopy);
OWN(inflateEnd);
OWN(inflateGetDictionary);
OWN(inflateGetHeader);
OWN(inflateInit2_);
OWN(inflateMark);
OWN(inflatePrime);
OWN(inflateReset);
OWN(inflateReset2);
OWN(inflateResetKeep);
OWN(inflateSetDictionary);
OWN(inflateSync);
OWN(inflateSyncPoint);
OWN(inflateUndermine);
OWN(inflateValidate);

OWN(inflateBack);
OWN(inflateBackEnd);
OWN(inflateBackInit_);

OWN(zError);
OWN(zlibCompileFlags);
OWN(zlibVersion);

/* The allocator of programs that name none. */
extern HIDDEN voidpf z_zcalloc(voidpf opaque, unsigned items, unsigned size);
extern HIDDEN void z_zcfree(voidpf opaque, voidpf block);
/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif

#undef OWN

#endif
