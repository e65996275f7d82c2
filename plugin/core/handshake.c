/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/handshake.h"

#include <errno.h>
#include <inttypes.h>

#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "protocol/hostlib_protocol.h"

int64_t handshake(const uint64_t *arguments)
{
    const uint64_t version = arguments[0];
    const uint64_t machine = arguments[1];
    const uint64_t frame_size = arguments[2];
    const uint16_t own_machine = guest_target()->elf_machine;

    if (version == HOSTLIB_VERSION && machine == own_machine &&
        frame_size == sizeof(HostlibFrame)) {
        return HOSTLIB_VERSION;
    }
    log_event("a thunk library has version %" PRIu64 ", machine %" PRIu64
              ", frames of %" PRIu64 " bytes, this plugin %d, %d, %zu; "
              "frames are not used",
              version, machine, frame_size, HOSTLIB_VERSION, own_machine,
              sizeof(HostlibFrame));
    return -EPROTONOSUPPORT;
}
