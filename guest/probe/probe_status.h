/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the probe's exit status says. QEMU's own are lower.
 */
#ifndef HOSTLIB_GUEST_PROBE_PROBE_STATUS_H
#define HOSTLIB_GUEST_PROBE_PROBE_STATUS_H

enum ProbeStatus {
    PROBE_SERVED = 0,
    PROBE_NO_PLUGIN = 20,
    PROBE_OTHER_VERSION = 21,
};

#endif
