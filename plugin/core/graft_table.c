/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/graft_table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plugin/core/description.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"
#include "plugin/graft/graft.h"
#include "plugin/graft/graft_family.h"
#include "plugin/graft/soname_pattern.h"

/* Those whose option is off; NULL if none is. */
static GHashTable *switched_off;

char *graft_choose(const ServiceGraft *graft, const char *value)
{
    if (strcmp(value, "off") == 0) {
        if (switched_off == NULL) {
            switched_off = g_hash_table_new(NULL, NULL);
        }
        g_hash_table_add(switched_off, (gpointer)graft);
        return NULL;
    }
    return strcmp(value, "on") == 0 ? NULL
                                    : g_strdup("is neither on nor off; give "
                                               "one of them");
}

/* @state: of the host's library, which @text says more of. */
static void describe_host(const ServiceGraft *graft, const char *state,
                          const char *text)
{
    description_add("library", graft->option, graft->sonames[0], state, text,
                    NULL);
}

/* Returns the thunks of @graft's, or NULL, having logged why. */
static GraftBlob *read_blob(const ServiceGraft *graft)
{
    const char *objection = "there are none for this architecture";
    size_t size = 0;
    const void *bytes = graft->find_blob(guest_target(), &size);
    GraftBlob *blob = NULL;

    if (bytes != NULL) {
        blob = graft_blob_new(bytes, size, guest_target(), &objection);
    }
    if (blob == NULL) {
        log_problem("the thunks for %s: %s; the guest runs without",
                    graft->sonames[0], objection);
        describe_host(graft, "missing", "there are no thunks for the guest");
    }
    return blob;
}

/* Returns the path of the host's library, or NULL, having logged why. */
static char *load_library(const ServiceGraft *graft)
{
    g_autofree char *problem = NULL;
    char *file = graft->load(&problem);

    if (file != NULL) {
        describe_host(graft, "found", file);
    } else {
        log_event("no host %s: %s; guests keep theirs", graft->sonames[0],
                  problem);
        describe_host(graft, "missing", problem);
    }
    return file;
}

bool graft_table_add(GraftTable *table, const ServiceGraft *graft)
{
    GraftEntry entry = {.graft = graft};

    if (switched_off != NULL && g_hash_table_contains(switched_off, graft)) {
        describe_host(graft, "off", "");
        return true;
    }
    if (table->count == GRAFTS_MAX) {
        return false;
    }
    entry.blob = read_blob(graft);
    if (entry.blob == NULL) {
        return true;
    }
    entry.host_file = load_library(graft);
    if (entry.host_file == NULL) {
        graft_blob_free(entry.blob);
        return true;
    }
    table->entries[table->count++] = entry;
    return true;
}

static bool has_soname(const ServiceGraft *graft, const char *soname)
{
    for (const char *const *own = graft->sonames; *own != NULL; own++) {
        if (soname_is(soname, *own)) {
            return true;
        }
    }
    return false;
}

const GraftEntry *graft_table_find(const GraftTable *table, const char *soname)
{
    for (size_t i = 0; i < table->count; i++) {
        if (has_soname(table->entries[i].graft, soname)) {
            return &table->entries[i];
        }
    }
    return NULL;
}

int graft_entry_make(const GraftEntry *entry, GraftLibrary *library,
                     unsigned int *functions, char **objection)
{
    const char *reason = graft_library_read_symbols(library);
    const char *culprit = NULL;
    int fd = -1;

    if (reason == NULL) {
        culprit =
            graft_family_culprit(&entry->graft->family, library, entry->blob);
        if (culprit != NULL) {
            *objection = g_strdup_printf(
                "its function %s is not one that can be served", culprit);
            return -1;
        }
        fd = graft_make(library, entry->blob, NULL, NULL, functions, &reason);
    }
    if (reason != NULL) {
        *objection = g_strdup_printf("it %s", reason);
    }
    return fd;
}

/* The declared library of @soname, whether it is in the table or not. */
static const ServiceGraft *find_declared(const Service *const *services,
                                         const char *soname)
{
    for (; *services != NULL; services++) {
        const ServiceGraft *graft = (*services)->graft;

        if (graft != NULL && has_soname(graft, soname)) {
            return graft;
        }
    }
    return NULL;
}

static void describe_entry(const GraftEntry *entry, GraftLibrary *library,
                           const char *path)
{
    g_autofree char *objection = NULL;
    g_autofree char *count = NULL;
    unsigned int functions = 0;
    const int fd = graft_entry_make(entry, library, &functions, &objection);

    if (fd < 0) {
        description_add("file", path, "left", entry->graft->option, objection,
                        NULL);
        return;
    }
    close(fd);
    count = g_strdup_printf("%u", functions);
    description_add("file", path, "grafted", entry->graft->option, count, NULL);
}

static void describe_library(const GraftTable *table,
                             const Service *const *services,
                             GraftLibrary *library, const char *path)
{
    const GraftEntry *entry = graft_table_find(table, library->soname);
    const ServiceGraft *declared = find_declared(services, library->soname);

    if (entry != NULL) {
        describe_entry(entry, library, path);
    } else if (declared != NULL) {
        description_add("file", path, "unserved", declared->option, "", NULL);
    } else {
        g_autofree char *reason =
            g_strdup_printf("its soname is %s", library->soname);

        description_add("file", path, "other", "", reason, NULL);
    }
}

static void describe_file(const GraftTable *table,
                          const Service *const *services, const char *path)
{
    /* It may be a FIFO: not to wait for a writer. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    g_autofree char *reason = NULL;
    const char *objection = NULL;
    GraftLibrary *library = NULL;

    if (fd < 0) {
        reason = g_strdup_printf("it cannot be read: %s", g_strerror(errno));
        description_add("file", path, "other", "", reason, NULL);
        return;
    }
    library = graft_library_open(fd, guest_target(), &objection);
    if (library != NULL) {
        describe_library(table, services, library, path);
    } else {
        reason = g_strdup_printf("it %s", objection);
        description_add("file", path, "other", "", reason, NULL);
    }
    graft_library_free(library);
    close(fd);
}

void graft_table_describe(const GraftTable *table,
                          const Service *const *services)
{
    const char *path = NULL;

    for (size_t i = 0; (path = description_library(i)) != NULL; i++) {
        describe_file(table, services, path);
    }
}
