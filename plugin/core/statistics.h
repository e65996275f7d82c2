/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much there has been to do, operation by operation: on the host, and in
 * the guest for what the guest did not call the host for.
 *
 * All functions but statistics_start() may be called from any thread, take no
 * lock and can be called while others count. A child that the guest forks
 * begins with nothing, so that the sums over all processes are right.
 */
#ifndef HOSTLIB_PLUGIN_CORE_STATISTICS_H
#define HOSTLIB_PLUGIN_CORE_STATISTICS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "protocol/hostlib_protocol.h"

G_BEGIN_DECLS

typedef struct StatisticsCount {
    uint64_t calls;
    uint64_t bytes_in;    /* what has been read of the guest's buffers */
    uint64_t bytes_out;   /* what has been written to them */
    uint64_t nanoseconds; /* on the host; 0 for what was served in the guest */
} StatisticsCount;

/*
 * Whether anything is counted. Written before the guest runs and only read
 * after that.
 */
extern bool statistics_is_on;

/*
 * Count from now on. Once, before the guest runs.
 *
 * Returns false, with nothing done, when the host is out of memory.
 */
bool statistics_start(void);

/* Forget all that has been counted. */
void statistics_reset(void);

/* Returns CLOCK_MONOTONIC in nanoseconds; a signal handler may call it. */
uint64_t statistics_now(void);

/* Add @count to what the host has done. @operation: below HOSTLIB_OP_END. */
void statistics_add(uint32_t operation, const StatisticsCount *count);

/*
 * HOSTLIB_OP_WANTS_NOTES and HOSTLIB_OP_NOTE, with their arguments from a2 on,
 * which the guest may have made up. They return what the system call returns.
 */
int64_t statistics_wants_notes(void);
int64_t statistics_note(const uint64_t *arguments);

/*
 * Return what there has been of @operation, below HOSTLIB_OP_END, and @reason,
 * below HOSTLIB_REASON_END. While other threads make such calls, the members
 * may be of different moments.
 */
StatisticsCount statistics_get(uint32_t operation);
StatisticsCount statistics_get_in_guest(uint32_t operation,
                                        enum HostlibReason reason);

G_END_DECLS

#endif
