/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/drop_in_choice.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/elf_library.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/log.h"

/* From DropIn to an absolute path, which is "" for none. */
static GHashTable *choices;

static const char *programs_to_skip = "";

/* Returns NULL, or a text for g_free(): why @file is no @drop_in. */
static char *objection_to(const DropIn *drop_in, const char *file)
{
    /* Not to wait for whoever writes to a FIFO. */
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(g_free);
    const char *objection = NULL;

    if (fd < 0) {
        return g_strdup_printf("cannot be opened: %s", g_strerror(errno));
    }
    objection =
        elf_library_objection(fd, guest_target(), drop_in->library, versions);
    close(fd);
    return g_strdup(objection);
}

char *drop_in_choose(const DropIn *drop_in, const char *value)
{
    g_autofree char *objection = NULL;
    char *file = NULL;

    if (value[0] == '\0') {
        objection = g_strdup("names no file");
    } else if (strcmp(value, "off") != 0) {
        objection = objection_to(drop_in, value);
    }
    if (objection != NULL) {
        return g_strdup_printf("%s; give the path of a guest's %s, or off",
                               objection, drop_in->library);
    }
    file = strcmp(value, "off") == 0 ? g_strdup("")
                                     : g_canonicalize_filename(value, NULL);
    if (choices == NULL) {
        choices = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    }
    g_hash_table_replace(choices, (gpointer)drop_in, file);
    return NULL;
}

/* The path of what is shipped, whether or not it is there, or NULL. */
static char *shipped_file(const DropIn *drop_in)
{
    static const char here = 0;
    g_autofree char *plugin = NULL;
    g_autofree char *folder = NULL;
    Dl_info info;

    if (dladdr(&here, &info) == 0 || info.dli_fname == NULL) {
        return NULL;
    }
    plugin = g_canonicalize_filename(info.dli_fname, NULL);
    folder = g_path_get_dirname(plugin);
    return g_build_filename(folder, "guest", guest_target()->name,
                            drop_in->library, NULL);
}

char *drop_in_file(const DropIn *drop_in)
{
    const char *choice =
        choices == NULL ? NULL : g_hash_table_lookup(choices, drop_in);
    g_autofree char *file = NULL;
    g_autofree char *objection = NULL;

    if (choice != NULL) {
        return choice[0] == '\0' ? NULL : g_strdup(choice);
    }
    file = shipped_file(drop_in);
    if (file == NULL || access(file, F_OK) != 0) {
        return NULL;
    }
    objection = objection_to(drop_in, file);
    if (objection != NULL) {
        log_problem("%s %s; the guest runs without", file, objection);
        return NULL;
    }
    return g_steal_pointer(&file);
}

/* The length of the name at @names, which ends with a colon or the string. */
static size_t name_length(const char *names)
{
    return strcspn(names, ":");
}

/* What follows that name, or NULL after the last. */
static const char *next_name(const char *names)
{
    const char *end = names + name_length(names);

    return *end == '\0' ? NULL : end + 1;
}

char *drop_in_skip(const char *value)
{
    /* QEMU makes "skip=on" of a mere "skip". */
    bool is_usable = strcmp(value, "on") != 0;

    for (const char *name = value; name != NULL; name = next_name(name)) {
        const size_t length = name_length(name);

        if (length == 0 || memchr(name, '/', length) != NULL) {
            is_usable = false;
        }
    }
    if (!is_usable) {
        return g_strdup("names no programs; give their basenames, separated "
                        "by colons");
    }
    programs_to_skip = value;
    return NULL;
}

static bool skips_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *basename = slash == NULL ? path : slash + 1;
    const size_t length = strlen(basename);

    for (const char *name = programs_to_skip; name != NULL;
         name = next_name(name)) {
        if (length > 0 && name_length(name) == length &&
            memcmp(name, basename, length) == 0) {
            return true;
        }
    }
    return false;
}

bool drop_in_skips(const char *path)
{
    char *target = NULL;
    bool is_skipped = skips_name(path);

    if (!is_skipped) {
        target = realpath(path, NULL);
        is_skipped = target != NULL && skips_name(target);
        free(target);
    }
    return is_skipped;
}
