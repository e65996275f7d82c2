/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has been counted, as a user gets to see it; docs/protocol.md has both
 * formats. Any thread may call these, while others count.
 */
#ifndef HOSTLIB_PLUGIN_CORE_STATISTICS_REPORT_H
#define HOSTLIB_PLUGIN_CORE_STATISTICS_REPORT_H

#include <glib.h>
#include <sys/types.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

/*
 * @table: whose operations are told of; it has their names.
 * @program: the guest's, any bytes.
 * @pid: its process.
 *
 * Return whole lines, for g_free(): a table, or JSON in one line.
 */
char *statistics_report_table(const OperationTable *table, const char *program,
                              pid_t pid);
char *statistics_report_json(const OperationTable *table, const char *program,
                             pid_t pid);

G_END_DECLS

#endif
