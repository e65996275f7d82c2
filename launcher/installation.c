/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/installation.h"

/* The path of @name in the installation's folder, or the @choice of a user. */
static char *place_of(const char *choice, const char *folder, const char *name)
{
    return choice != NULL ? g_strdup(choice)
                          : g_build_filename(folder, name, NULL);
}

bool installation_find(const LaunchOptions *options, const GuestArch *arch,
                       Installation *installation, char **problem)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *launcher = g_file_read_link("/proc/self/exe", &error);
    g_autofree char *bin = NULL;
    g_autofree char *prefix = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *emulator = g_strdup_printf("qemu-%s", arch->name);

    *installation = (Installation){0};
    if (launcher != NULL) {
        bin = g_path_get_dirname(launcher);
        prefix = g_path_get_dirname(bin);
        folder = g_build_filename(prefix, "lib", "hostlib", NULL);
        installation->probe =
            g_build_filename(folder, "guest", arch->name, "probe", NULL);
    } else if (options->qemu == NULL || options->plugin == NULL) {
        *problem = g_strdup_printf("cannot tell where hostlib is (%s); mount "
                                   "/proc, or give --qemu and --plugin",
                                   error->message);
        return false;
    }
    installation->qemu = place_of(options->qemu, folder, emulator);
    installation->plugin =
        place_of(options->plugin, folder, "libsyscall_filter_zlib.so");
    return true;
}

void installation_clear(Installation *installation)
{
    g_clear_pointer(&installation->qemu, g_free);
    g_clear_pointer(&installation->plugin, g_free);
    g_clear_pointer(&installation->probe, g_free);
}
