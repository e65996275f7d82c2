/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buffers of zlib's functions.
 */
#ifndef HOSTLIB_PLUGIN_ZLIB_ZLIB_BUFFER_H
#define HOSTLIB_PLUGIN_ZLIB_ZLIB_BUFFER_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/host_call.h"

G_BEGIN_DECLS

/*
 * As host_call_borrow(), but NULL stays NULL, wherever guest memory lies: zlib
 * does not follow it. It says Z_STREAM_ERROR, or nothing where there is nothing
 * to read.
 */
static inline void *zlib_borrow_buffer(HostCall *call, size_t number,
                                       uint64_t address, uint64_t length,
                                       GuestAccess access)
{
    void *buffer = host_call_borrow(call, number, address,
                                    address == 0 ? 0 : length, access);

    return address == 0 ? NULL : buffer;
}

G_END_DECLS

#endif
