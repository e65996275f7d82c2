/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service: what the plugin needs to know about one host library. To offer
 * another library, describe it by a Service in a folder of its own and add a
 * line to plugin/services.c.
 *
 * There is no function that stops a service. When QEMU exits other threads of
 * the guest may be in the middle of a call, so nothing may be taken away.
 */
#ifndef HOSTLIB_PLUGIN_CORE_SERVICE_H
#define HOSTLIB_PLUGIN_CORE_SERVICE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "plugin/core/operation_table.h"

G_BEGIN_DECLS

/* An option of the plugin: "name=value" after -plugin FILE. */
typedef struct ServiceOption {
    const char *name;
    const char *help; /* what the value is, such as "PATH" */
    /*
     * Takes the value, which stays valid. Returns NULL, or why it cannot be
     * used, in words that follow "NAME=VALUE ".
     */
    const char *(*set)(const char *value);
} ServiceOption;

/*
 * A library of the guest's that its dynamic loader gets in place of another of
 * the same name; see docs/protocol.md.
 */
typedef struct DropIn {
    const char *library; /* basename and soname: "libNAME.so.1" */
    const char *option;  /* of the plugin: "OPTION=PATH" or "OPTION=off" */
} DropIn;

typedef struct Service {
    const char *name;
    /* Basenames: the loader asks for the first and gets the second. */
    const char *library;
    const char *thunk;
    const DropIn *drop_ins;
    size_t drop_in_count;
    const Operation *operations;
    size_t operation_count;
    const ServiceOption *options;
    size_t option_count;
    /*
     * Gets ready to serve, after the options have been set and before the guest
     * runs. Returns false when this host cannot offer the service, having said
     * why by log_problem(); QEMU runs on without it.
     */
    bool (*start)(void);
} Service;

G_END_DECLS

#endif
