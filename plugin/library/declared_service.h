/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service made from a declaration: see libraries/declare_host.h.
 */
#ifndef HOSTLIB_PLUGIN_LIBRARY_DECLARED_SERVICE_H
#define HOSTLIB_PLUGIN_LIBRARY_DECLARED_SERVICE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "plugin/core/service.h"
#include "plugin/library/embedded_file.h"

G_BEGIN_DECLS

/* A function of the host's library. */
typedef struct DeclaredSymbol {
    const char *name;
    void **function; /* where its address goes */
} DeclaredSymbol;

/*
 * Look the @count @symbols up in @library, of host_library.h. Returns whether
 * it has all; if not, @problem is the reason, for g_free().
 */
bool declared_service_find(void *library, const DeclaredSymbol *symbols,
                           size_t count, char **problem);

/*
 * Load @soname, a library of the host's, and look the @count @symbols up, one
 * at least. As ServiceGraft's load().
 */
char *declared_service_load(const char *soname, const DeclaredSymbol *symbols,
                            size_t count, char **problem);

/*
 * Defines NAME_service. To be used at the end of libraries/NAME/host.c, which
 * has defined family_prefixes, own_functions and required_functions for
 * GraftFamily. The library's option and sonames come from the list in
 * libraries/libraries.bzl.
 */
/* NOLINTBEGIN(bugprone-macro-parentheses): names and initializers */
#define DECLARED_SERVICE(name_)                                                \
    extern const char *const name_##_sonames[];                                \
                                                                               \
    static char *load(char **problem)                                          \
    {                                                                          \
        char *file =                                                           \
            declared_service_load(name_##_sonames[0], declared_symbols,        \
                                  G_N_ELEMENTS(declared_symbols), problem);    \
                                                                               \
        declared_is_ready = file != NULL;                                      \
        return file;                                                           \
    }                                                                          \
                                                                               \
    DECLARED_SERVICE_WITH_LOAD(name_)

/* The same where host.c has defined load() for ServiceGraft. */
#define DECLARED_SERVICE_WITH_LOAD(name_)                                      \
    extern const EmbeddedFile name_##_blobs[];                                 \
    extern const char name_##_option[];                                        \
    extern const char *const name_##_sonames[];                                \
    extern const Service name_##_service;                                      \
                                                                               \
    static const void *find_blob(const GuestArch *arch, size_t *size)          \
    {                                                                          \
        return embedded_file_find(name_##_blobs, arch->name, size);            \
    }                                                                          \
                                                                               \
    static const ServiceGraft graft = {                                        \
        .option = name_##_option,                                              \
        .sonames = name_##_sonames,                                            \
        .family = {family_prefixes, own_functions, required_functions},        \
        .find_blob = find_blob,                                                \
        .load = load,                                                          \
    };                                                                         \
                                                                               \
    const Service name_##_service = {                                          \
        .name = #name_,                                                        \
        .graft = &graft,                                                       \
        .operations = declared_operations,                                     \
        .operation_count = G_N_ELEMENTS(declared_operations),                  \
    };
/* NOLINTEND(bugprone-macro-parentheses) */

G_END_DECLS

#endif
