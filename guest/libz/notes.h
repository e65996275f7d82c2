/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host's statistics are told of streams that the guest's zlib works
 * on. Any thread may call these.
 */
#ifndef HOSTLIB_GUEST_LIBZ_NOTES_H
#define HOSTLIB_GUEST_LIBZ_NOTES_H

#include "guest/libz/offloaded.h"
#include "guest/libz/own_zlib.h"
#include "protocol/hostlib_protocol.h"

/*
 * Note, if an init function returned @status Z_OK, that the guest has begun a
 * stream of @kind for that @reason. Returns @status.
 */
int note_begun(StreamKind kind, enum HostlibReason reason, int status);

/*
 * z_deflate() and z_inflate(), noted. What is no stream is not: nobody serves
 * it.
 */
int deflate_in_guest(z_streamp strm, int flush);
int inflate_in_guest(z_streamp strm, int flush);

#endif
