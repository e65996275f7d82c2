/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's own libraries: where services have their functions from.
 *
 * There are two implementations of this header, and a plugin has one of them.
 * host_library.c loads libraries into the emulator, which is what a plugin in a
 * file does. host_library_linked.c knows those that were linked into a static
 * emulator, and opens none.
 *
 * The dynamic loader's own search is not used: it goes through LD_LIBRARY_PATH,
 * which the emulator has inherited and which is meant for the guest. A library
 * is loaded by an absolute path only.
 */
#ifndef HOSTLIB_PLUGIN_CORE_HOST_LIBRARY_H
#define HOSTLIB_PLUGIN_CORE_HOST_LIBRARY_H

#include <glib.h>

G_BEGIN_DECLS

#define HOST_LIBRARY_OPTION "libraries"
#define HOST_LIBRARY_HELP   "FOLDER"

/*
 * Have the host's libraries looked for in the folder @value, and nowhere else.
 * A relative path counts from the working directory of now. From
 * qemu_plugin_install().
 *
 * Returns NULL, or why it cannot be used, in words that follow "NAME=VALUE ".
 */
const char *host_library_choose_folder(const char *value);

/*
 * Returns the folders in which the host's libraries are looked for, in that
 * order: the chosen one, or the system's for the emulator's CPU. They are
 * absolute paths, ending with NULL, for g_strfreev(). Neither the environment
 * nor the working directory counts.
 */
char **host_library_folders(void);

/*
 * Load @soname from the first of @folders that has it in a file for this CPU.
 *
 * @soname: a file's name, without a slash.
 * @folders: as host_library_folders() returns them.
 * @problem: on failure, why not, for g_free().
 *
 * Returns a handle for host_library_symbol(), or NULL. Call it while there is
 * one thread. A static emulator has no use for @folders.
 */
void *host_library_find(const char *soname, char *const *folders,
                        char **problem);

/*
 * Load the library @path, which begins with a slash. Its calls of its own
 * functions stay with it, whatever the emulator and its libraries export under
 * these names. Apart from that as host_library_find().
 *
 * What the library needs in turn (DT_NEEDED) is searched by the dynamic loader,
 * unless the emulator has it already, as it has the C library.
 */
void *host_library_open(const char *path, char **problem);

/*
 * Returns the address of what @library, a handle from one of the two functions
 * above, exports as @name, or NULL if there is no such thing.
 */
void *host_library_symbol(void *library, const char *name);

/* Give the handle @library back, of which nothing is used any more. */
void host_library_close(void *library);

/*
 * Returns the real path of the loaded file with @address in it, a function's,
 * for g_free(), or NULL when it cannot be told. For a library that is linked in
 * it is words for the log.
 */
char *host_library_file(const void *address);

G_END_DECLS

#endif
