/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest_files: a plugin for QEMU's user-mode emulators that tells which files a
 * guest opens outside of the folders that it may know.
 *
 *     qemu-ARCH -plugin libguest_files.so[,allow=FOLDER...] -d plugin PROGRAM
 *
 * An emulator's option -L is no root: what is not below it is taken from the
 * machine. System calls have the guest's paths; what is behind them the host
 * knows, by the descriptor that the guest gets. Each file is told as a line
 *
 *     guest_files: not in the guest root: PATH
 *
 * through qemu_plugin_outs().
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>
#include <qemu-plugin.h>

#include "arch/guest_arch.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* What comes from the kernel is the same on all machines. */
static const char *const kernel_files[] = {
    "/dev",
    "/memfd:",
    "/proc",
    "/sys",
};

/* Folders that the guest may know; they are there as long as the process. */
static GPtrArray *allowed;
static const GuestArch *arch;

/* Whether @path is @folder or below it. Both are absolute and without links. */
static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);

    return strncmp(path, folder, length) == 0 &&
           (path[length] == '/' || path[length] == '\0' ||
            folder[length - 1] == ':');
}

static bool is_allowed(const char *path)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kernel_files); ++i) {
        if (is_below(path, kernel_files[i])) {
            return true;
        }
    }
    for (guint i = 0; i < allowed->len; ++i) {
        if (is_below(path, g_ptr_array_index(allowed, i))) {
            return true;
        }
    }
    return false;
}

/* Tell of the file behind the descriptor @fd if the guest may not know it. */
static void check_file(int64_t fd)
{
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%" PRId64, fd);
    g_autofree char *path = g_file_read_link(link, NULL);
    g_autofree char *line = NULL;

    if (path == NULL) {
        /* Another thread has closed it. */
        return;
    }
    /* Sockets and the like have names without a slash in front. */
    if (path[0] == '/' && !is_allowed(path)) {
        line =
            g_strdup_printf("guest_files: not in the guest root: %s\n", path);
        qemu_plugin_outs(line);
    }
}

static void after_syscall(unsigned int vcpu G_GNUC_UNUSED, int64_t number,
                          int64_t result, void *unused G_GNUC_UNUSED)
{
    const GuestArchSyscalls *calls = &arch->syscalls;

    if (result >= 0 && (number == calls->open || number == calls->openat ||
                        number == calls->openat2)) {
        check_file(result);
    }
}

static int refuse(const char *reason, const char *value)
{
    fprintf(stderr, "guest_files: %s: %s\n", reason, value);
    return -1;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                           const qemu_info_t *info, int argc,
                                           char **argv)
{
    allowed = g_ptr_array_new();
    arch = guest_arch_by_name(info->target_name);
    if (arch == NULL) {
        return refuse("unknown target", info->target_name);
    }
    for (int i = 0; i < argc; ++i) {
        if (!g_str_has_prefix(argv[i], "allow=/")) {
            return refuse("not allow=FOLDER with an absolute path", argv[i]);
        }
        g_ptr_array_add(allowed, g_strdup(argv[i] + strlen("allow=")));
    }
    qemu_plugin_register_vcpu_syscall_ret_cb(id, after_syscall, NULL);
    return 0;
}
