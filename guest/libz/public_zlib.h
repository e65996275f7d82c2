/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <zlib.h> as the library that defines it includes it: all that it declares is
 * exported.
 */
#ifndef HOSTLIB_GUEST_LIBZ_PUBLIC_ZLIB_H
#define HOSTLIB_GUEST_LIBZ_PUBLIC_ZLIB_H

#define ZEXTERN extern __attribute__((visibility("default")))

#include <zlib.h>

#endif
