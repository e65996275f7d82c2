/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option "stats": where statistics go when a process of the guest's ends.
 *
 * They are written by the collector (statistics_collector.h), whatever a
 * process has become meanwhile. Where there is no collector, a process writes
 * them by itself if it still can. No descriptor is kept in the guest's table,
 * and nothing is written to what a guest has put in the place of stderr.
 */
#ifndef HOSTLIB_PLUGIN_CORE_STATISTICS_OUTPUT_H
#define HOSTLIB_PLUGIN_CORE_STATISTICS_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

#include "plugin/core/operation_table.h"
#include "plugin/core/qemu_api.h"

G_BEGIN_DECLS

#define STATISTICS_OUTPUT_OPTION "stats"
#define STATISTICS_OUTPUT_HELP   "on|off|FILE"

/*
 * Have statistics on stderr for "on", appended to a file for its path, or none
 * for "off". A relative path counts from the working directory of now.
 *
 * Returns NULL, or a text for g_free(): why @value cannot be used, in words
 * that follow "NAME=VALUE ".
 */
char *statistics_output_choose(const char *value);

/*
 * Count, if that was chosen, and write what has been counted when QEMU exits.
 * Opens the file that was chosen, and starts the collector with it.
 * Once, from qemu_plugin_install().
 *
 * @table: has the operations' names; it has to outlive the guest.
 *
 * Returns false, having said why by log_problem(), when the chosen file cannot
 * be written.
 */
bool statistics_output_install(qemu_plugin_id_t id,
                               const OperationTable *table);

/*
 * The guest's program is @program, which is copied; NULL where it is not known.
 * Before the guest has a second thread.
 */
void statistics_output_set_program(const char *program);

G_END_DECLS

#endif
