/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service: what the plugin needs to know about one host library. A plugin
 * serves those of the list that hostlib_plugin() gets (plugin/defs.bzl).
 *
 * There is no function that stops a service. When QEMU exits other threads of
 * the guest may be in the middle of a call, so nothing may be taken away.
 */
#ifndef HOSTLIB_PLUGIN_CORE_SERVICE_H
#define HOSTLIB_PLUGIN_CORE_SERVICE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "arch/guest_arch.h"
#include "plugin/core/operation_table.h"
#include "plugin/graft/graft_family.h"

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
 * A library that guests keep, with thunks appended for the functions that the
 * host serves: see plugin/graft/graft.h.
 */
typedef struct ServiceGraft {
    const char *option;         /* of the plugin: "OPTION=on" or "OPTION=off" */
    const char *const *sonames; /* the library's, ending with NULL */
    /* Functions that work on objects of the host's; see graft_family.h. */
    GraftFamily family;
    /*
     * Loads the host's library. Returns the path of its file, or NULL; then
     * @problem is the reason. The caller frees both by g_free(). Called before
     * the guest runs: the guest may change its root, and a library from there
     * is not the host's.
     */
    char *(*load)(char **problem);
    /* Returns the blob (plugin/graft/graft_blob.h) for guests of @arch, or
     * NULL. */
    const void *(*find_blob)(const GuestArch *arch, size_t *size);
} ServiceGraft;

typedef struct Service {
    const char *name;
    /* Basenames: the loader asks for the first and gets the second; or NULL. */
    const char *library;
    const char *thunk;
    const ServiceGraft *graft; /* or NULL */
    const Operation *operations;
    size_t operation_count;
    const ServiceOption *options;
    size_t option_count;
    /*
     * Gets ready to serve, after the options have been set and before the guest
     * runs. Returns false when this host cannot offer the service, having said
     * why by log_problem(); QEMU runs on without it. NULL if there is nothing
     * to do.
     */
    bool (*start)(void);
} Service;

G_END_DECLS

#endif
