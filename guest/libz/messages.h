/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zlib's messages. A z_stream's msg points at a constant, which is good for as
 * long as the program likes; the host can only write to the stream's memory.
 */
#ifndef HOSTLIB_GUEST_LIBZ_MESSAGES_H
#define HOSTLIB_GUEST_LIBZ_MESSAGES_H

/* Returns the constant that reads like @text; NULL if zlib has none. */
const char *constant_message(const char *text);

#endif
