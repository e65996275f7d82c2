/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/qemu_api.h"

#include <string.h>

#include "plugin/core/guest_target.h"

#if QEMU_PLUGIN_VERSION != 7
#error "This module is written for QEMU's plugin API 7"
#endif

static QemuApiSyscallFilter *syscall_filter;
static QemuApiTranslationCallback *translation_callback;
static QemuApiExitCallback *exit_callback;

static bool on_syscall(unsigned int vcpu_index, int64_t number, uint64_t a1,
                       uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5,
                       uint64_t a6, uint64_t a7, uint64_t a8, int64_t *result,
                       void *userdata)
{
    const uint64_t arguments[QEMU_API_SYSCALL_ARGUMENTS] = {a1, a2, a3, a4,
                                                            a5, a6, a7, a8};

    (void)vcpu_index;
    (void)userdata;
    return syscall_filter(number, arguments, result);
}

static void on_translation(struct qemu_plugin_tb *block, void *userdata)
{
    (void)userdata;
    translation_callback(block);
}

static void on_exit_of_process(void *userdata)
{
    (void)userdata;
    exit_callback();
}

void qemu_api_register_syscall_filter(qemu_plugin_id_t id,
                                      QemuApiSyscallFilter *filter)
{
    syscall_filter = filter;
    qemu_plugin_register_vcpu_syscall_filter_cb(id, on_syscall, NULL);
}

void qemu_api_register_translation(qemu_plugin_id_t id,
                                   QemuApiTranslationCallback *callback)
{
    translation_callback = callback;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation, NULL);
}

void qemu_api_unregister_translation(qemu_plugin_id_t id)
{
    qemu_plugin_register_vcpu_tb_trans_cb(id, NULL, NULL);
}

void qemu_api_register_exit(qemu_plugin_id_t id, QemuApiExitCallback *callback)
{
    exit_callback = callback;
    qemu_plugin_register_atexit_cb(id, on_exit_of_process, NULL);
}

bool qemu_api_is_single_threaded(void)
{
    return qemu_plugin_num_vcpus() <= 1;
}

/* NULL where this QEMU has no such register. */
static struct qemu_plugin_register *find_register(const char *name)
{
    g_autoptr(GArray) registers = qemu_plugin_get_registers();

    for (guint i = 0; registers != NULL && i < registers->len; i++) {
        const qemu_plugin_reg_descriptor *descriptor =
            &g_array_index(registers, qemu_plugin_reg_descriptor, i);

        if (strcmp(descriptor->name, name) == 0) {
            return descriptor->handle;
        }
    }
    return NULL;
}

bool qemu_api_read_program_counter(uint64_t *counter)
{
    struct qemu_plugin_register *handle =
        find_register(guest_target()->pc_register);
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    if (handle == NULL || !qemu_plugin_read_register(handle, bytes) ||
        bytes->len != sizeof(*counter)) {
        return false;
    }
    memcpy(counter, bytes->data, sizeof(*counter));
    return true;
}

char *qemu_api_program(void)
{
    return (char *)qemu_plugin_path_to_binary();
}
