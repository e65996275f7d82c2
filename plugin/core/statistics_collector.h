/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The collector: a small process that writes the statistics of all processes of
 * the guest to one open file.
 *
 * A process of the guest may have lost all means to write when it ends: it may
 * have changed its user or its root directory, closed stderr, or filled its
 * table of descriptors. A descriptor that the plugin kept would be visible to
 * the guest and could be used by it. So another process keeps the descriptor.
 * It is started before the guest is, and gets the reports by shared memory.
 *
 * The memory is a System V segment, because the kernel counts the processes
 * that are attached to one: children that are forked count, those that end in
 * whatever way, or call execve(), do not. When the collector is alone it ends.
 *
 * The guest cannot see the collector by wait(): its exit signal is 0, so only
 * wait4() with __WALL or __WCLONE finds it. It has a session of its own, blocks
 * all signals, and has no descriptors but its output.
 *
 * The shared memory is as open to the guest as all of the emulator's memory.
 * The collector trusts nothing in it: all that a guest can do is to write bytes
 * to the statistics.
 */
#ifndef HOSTLIB_PLUGIN_CORE_STATISTICS_COLLECTOR_H
#define HOSTLIB_PLUGIN_CORE_STATISTICS_COLLECTOR_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

G_BEGIN_DECLS

enum {
    /* Bytes of one report. Two operations a hundred with all reasons fit. */
    STATISTICS_COLLECTOR_ROOM = (128 << 10) - 64,
};

/*
 * Start the collector. Once, while no other thread needs its signals.
 *
 * @output: what it writes to; the descriptor stays the caller's, which may
 * close it at once.
 *
 * Returns the collector's process ID, or 0 where there can be none: without
 * System V shared memory, or without another process.
 */
pid_t statistics_collector_start(int output);

/*
 * Have the collector write @text, and wait until it has. A process can do this
 * once: it leaves the collector by that. One thread at a time may call it.
 *
 * Returns false when there is no collector, or it has ended, or @text has more
 * than STATISTICS_COLLECTOR_ROOM bytes. A file that cannot be written to is no
 * reason.
 */
bool statistics_collector_write(const char *text);

G_END_DECLS

#endif
