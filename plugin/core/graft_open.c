/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/graft_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "plugin/core/graft_identity.h"
#include "plugin/core/guest_loader.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_file.h"
#include "plugin/core/log.h"
#include "plugin/graft/graft.h"
#include "plugin/graft/graft_family.h"
#include "plugin/graft/soname_pattern.h"

/* What an open of a library to be loaded never has; O_RDONLY is 0. */
#define FLAGS_OF_OTHERS                                                        \
    ((uint64_t)(O_ACCMODE | O_APPEND | O_CREAT | O_DIRECTORY | O_EXCL |        \
                O_PATH | O_TMPFILE | O_TRUNC))

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
    }
    return blob;
}

bool graft_table_add(GraftTable *table, const ServiceGraft *graft)
{
    g_autofree char *problem = NULL;
    char *host_file = NULL;
    GraftBlob *blob = NULL;

    if (switched_off != NULL && g_hash_table_contains(switched_off, graft)) {
        return true;
    }
    if (table->count == GRAFTS_MAX) {
        return false;
    }
    blob = read_blob(graft);
    if (blob == NULL) {
        return true;
    }
    host_file = graft->load(&problem);
    if (host_file == NULL) {
        log_event("no host %s: %s; guests keep theirs", graft->sonames[0],
                  problem);
        graft_blob_free(blob);
        return true;
    }
    table->entries[table->count].graft = graft;
    table->entries[table->count].blob = blob;
    table->entries[table->count].host_file = host_file;
    table->count++;
    return true;
}

/* Returns the index of the graft for a library named @soname, or -1. */
static int find_graft(const GraftTable *table, const char *soname)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *const *own = table->entries[i].graft->sonames;

        for (; *own != NULL; own++) {
            if (soname_is(soname, *own)) {
                return (int)i;
            }
        }
    }
    return -1;
}

static void log_left(const char *path, const char *reason)
{
    log_event("left %s alone: it %s", path, reason);
}

/* Returns the memfd with the graft, or -1, having logged why. */
static int make_graft(const GraftTable *table, int index, GraftLibrary *library,
                      const char *path)
{
    const ServiceGraft *graft = table->entries[index].graft;
    const GraftBlob *blob = table->entries[index].blob;
    const char *host_file = table->entries[index].host_file;
    const char *objection = NULL;
    const char *culprit = NULL;
    unsigned int functions = 0;
    int fd = -1;

    objection = graft_library_read_symbols(library);
    if (objection != NULL) {
        log_left(path, objection);
        return -1;
    }
    culprit = graft_family_culprit(&graft->family, library, blob);
    if (culprit != NULL) {
        log_event("left %s alone: its function %s is not one that can be "
                  "served",
                  path, culprit);
        return -1;
    }
    fd = graft_make(library, blob, NULL, NULL, &functions, &objection);
    if (fd < 0) {
        log_left(path, objection);
        return -1;
    }
    log_event("grafted %u functions of %s onto %s", functions, host_file, path);
    return fd;
}

/*
 * Make the graft of the library in the file @fd. Returns the memfd, or -1 if it
 * is no library of the table's, or is left alone.
 */
static int graft_file(const GraftTable *table, int fd, uint64_t flags,
                      const char *path)
{
    const char *objection = NULL;
    g_autoptr(GraftLibrary) library =
        graft_library_open(fd, guest_target(), &objection);
    int index = -1;

    if (library != NULL) {
        index = find_graft(table, library->soname);
    }
    if (index < 0 || !guest_loader_opens(flags)) {
        return -1;
    }
    return make_graft(table, index, library, path);
}

bool graft_open(const GraftTable *table, const char *guest_root,
                const GuestOpen *open, const char *path, int *fd)
{
    /* A name may be a FIFO's, too: that is for the guest to wait for. */
    const uint64_t flags = open->flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    char below_root[PATH_MAX];
    struct stat original;
    int file = -1;
    int graft = -1;

    /* To look at a file takes longer than to open it: only at libraries. */
    if (table->count == 0 || (open->flags & FLAGS_OF_OTHERS) ||
        strstr(path, ".so") == NULL) {
        return false;
    }
    file =
        host_file_open(open, host_file_path(guest_root, open, path, below_root),
                       flags, open->mode);
    if (file < 0) {
        return false;
    }
    graft = fstat(file, &original) == 0
                ? graft_file(table, file, open->flags, path)
                : -1;
    if (graft < 0) {
        close(file);
        return false;
    }
    /* The number that the library has is the one that the guest gets. */
    *fd = dup3(graft, file, (int)(open->flags & O_CLOEXEC));
    close(graft);
    if (*fd < 0) {
        close(file);
        return false;
    }
    graft_identity_remember(*fd, &original);
    return true;
}
