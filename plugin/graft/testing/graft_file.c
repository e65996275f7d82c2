/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graft_file ARCHITECTURE LIBRARY BLOB OUTPUT: writes the graft of two files to
 * a third one, as the guest's loader would get it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "plugin/graft/graft.h"

static int complain(const char *file, const char *objection)
{
    fprintf(stderr, "%s %s\n", file, objection);
    return -1;
}

/* Returns the descriptor of the graft, or -1. */
static int make_graft(const GuestArch *arch, const char *library_name,
                      const char *blob_name)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;
    unsigned int functions = 0;
    const char *objection = NULL;
    const int fd = open(library_name, O_RDONLY | O_CLOEXEC);
    g_autoptr(GraftLibrary) library = graft_library_open(fd, arch, &objection);
    g_autoptr(GraftBlob) blob = NULL;
    int graft = -1;

    if (library != NULL) {
        objection = graft_library_read_symbols(library);
    }
    if (objection != NULL) {
        return complain(library_name, objection);
    }
    if (!g_file_get_contents(blob_name, &bytes, &size, NULL)) {
        return complain(blob_name, "cannot be read");
    }
    blob = graft_blob_new(bytes, size, arch, &objection);
    if (blob == NULL) {
        return complain(blob_name, objection);
    }
    graft = graft_make(library, blob, NULL, NULL, &functions, &objection);
    return graft < 0 ? complain(library_name, objection) : graft;
}

int main(int argc, char **argv)
{
    const GuestArch *arch = argc == 5 ? guest_arch_by_name(argv[1]) : NULL;
    int graft = -1;
    int output = -1;

    if (arch == NULL) {
        return complain(argv[0], "takes ARCHITECTURE LIBRARY BLOB OUTPUT") != 0;
    }
    graft = make_graft(arch, argv[2], argv[3]);
    if (graft < 0) {
        return 1;
    }
    output = open(argv[4], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    while (output >= 0) {
        const ssize_t count = sendfile(output, graft, NULL, 1 << 30);

        if (count <= 0) {
            return count < 0;
        }
    }
    return 1;
}
