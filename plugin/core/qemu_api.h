/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's plugin API, as the rest of the plugin sees it.
 *
 * The signatures of QEMU's callbacks change between versions of its API, the
 * plain functions seldom do. This module is the only one that has callbacks; it
 * is for version 7 (QEMU 11.1). Other modules call the plain functions
 * directly, through the header that is included here.
 */
#ifndef HOSTLIB_PLUGIN_CORE_QEMU_API_H
#define HOSTLIB_PLUGIN_CORE_QEMU_API_H

#include <stdbool.h>
#include <stdint.h>

#include <qemu-plugin.h>

G_BEGIN_DECLS

enum {
    QEMU_API_SYSCALL_ARGUMENTS = 8,
    /*
     * A result of a filter that makes QEMU run the system call again once
     * pending signals have been delivered: QEMU_ERESTARTSYS, which QEMU keeps
     * the same for all targets, negated.
     */
    QEMU_API_RESTART_SYSCALL = -512,
};

/*
 * Asked about every system call of the guest before QEMU acts on it, in the
 * thread that makes it, with no lock of QEMU held.
 *
 * @number, @arguments: as the guest's registers have them.
 * @result: what the guest gets, a value or -errno, if the call is answered.
 *
 * Returns whether the call is answered; QEMU carries it out if it is not.
 */
typedef bool
QemuApiSyscallFilter(int64_t number,
                     const uint64_t arguments[QEMU_API_SYSCALL_ARGUMENTS],
                     int64_t *result);

/* Told of every block that QEMU translates. @block lives during the call. */
typedef void QemuApiTranslationCallback(struct qemu_plugin_tb *block);

/*
 * Have @filter asked from now on. Once, from qemu_plugin_install().
 * @id: what QEMU gave to qemu_plugin_install().
 */
void qemu_api_register_syscall_filter(qemu_plugin_id_t id,
                                      QemuApiSyscallFilter *filter);

/*
 * Have @callback told from now on. Translating gets slower meanwhile, and so
 * does the translated code: unregister it as soon as it has served its purpose.
 */
void qemu_api_register_translation(qemu_plugin_id_t id,
                                   QemuApiTranslationCallback *callback);

/*
 * End what qemu_api_register_translation() began. QEMU frees what it knows of
 * the callback at once, while it might be about to use it in another thread of
 * the guest's. So this is to be called
 *
 * - while the guest has a single thread, or
 * - by the callback itself, as the last thing it does: QEMU translates under a
 *   lock of its own (mmap_lock), one block at a time, and is done with the
 *   callback by then.
 */
void qemu_api_unregister_translation(qemu_plugin_id_t id);

/*
 * Told, in the thread that ends it, that a process of the guest's ends: by
 * exit() or by one of the signals that make a core file. Of all other signals,
 * and of execve(), QEMU does not tell. Other threads may still run, and may
 * even end the process at the same time.
 */
typedef void QemuApiExitCallback(void);

/* Have @callback told from now on, in forked children too. Once. */
void qemu_api_register_exit(qemu_plugin_id_t id, QemuApiExitCallback *callback);

/*
 * Read the calling vCPU's program counter: during a system call, where the
 * guest goes on after it. From the syscall filter only.
 *
 * Returns false, with @counter as it was, when QEMU does not tell.
 */
bool qemu_api_read_program_counter(uint64_t *counter);

/*
 * The path of the guest's program, as QEMU was given it; a relative one counts
 * from the working directory that QEMU was started in. From the syscall filter
 * only.
 *
 * Returns a text for g_free(), or NULL when QEMU does not tell.
 */
char *qemu_api_program(void);

/* Whether the guest has never had a second thread. From any callback. */
bool qemu_api_is_single_threaded(void);

G_END_DECLS

#endif
