/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/testing/fake_qemu_api.h"

#include <stdlib.h>

#include <qemu-plugin.h>

/* QEMU's structures are opaque: a plugin cannot tell these from them. */
struct qemu_plugin_insn {
    uint64_t address;
    void *host_address;
};

struct qemu_plugin_tb {
    struct qemu_plugin_insn instruction;
};

static GString *log_text;
static int vcpus = 1;
static bool has_program_counter;
static uint64_t program_counter;
static const char *program;
static qemu_plugin_vcpu_tb_trans_cb_t translation_callback;
static qemu_plugin_vcpu_mem_cb_t store_callback;
static void *store_userdata;
static qemu_plugin_vcpu_syscall_filter_cb_t filter_callback;
static qemu_plugin_udata_cb_t exit_callback;
static void *exit_userdata;
static void *filter_userdata;

void fake_qemu_reset(void)
{
    if (log_text == NULL) {
        log_text = g_string_new(NULL);
    }
    g_string_truncate(log_text, 0);
    vcpus = 1;
    has_program_counter = false;
    program = NULL;
    translation_callback = NULL;
    store_callback = NULL;
    filter_callback = NULL;
    exit_callback = NULL;
}

const char *fake_qemu_log(void)
{
    return log_text == NULL ? "" : log_text->str;
}

void fake_qemu_set_vcpus(int count)
{
    vcpus = count;
}

void fake_qemu_set_program_counter(uint64_t address)
{
    has_program_counter = true;
    program_counter = address;
}

void fake_qemu_set_program(const char *path)
{
    program = path;
}

bool fake_qemu_is_watched(void)
{
    return translation_callback != NULL;
}

void fake_qemu_translate(uint64_t address, void *host_address)
{
    struct qemu_plugin_tb block = {{address, host_address}};

    store_callback = NULL;
    if (translation_callback == NULL) {
        return;
    }
    translation_callback(&block, NULL);
}

bool fake_qemu_store(uint64_t address)
{
    if (store_callback == NULL) {
        return false;
    }
    store_callback(0, 0, address, store_userdata);
    return true;
}

bool fake_qemu_exit(void)
{
    if (exit_callback == NULL) {
        return false;
    }
    exit_callback(exit_userdata);
    return true;
}

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    qemu_plugin_udata_cb_t cb, void *userdata)
{
    (void)id;
    exit_callback = cb;
    exit_userdata = userdata;
}

bool fake_qemu_syscall(int64_t number, const uint64_t *arguments,
                       int64_t *result)
{
    const uint64_t *a = arguments;

    if (filter_callback == NULL) {
        return false;
    }
    return filter_callback(0, number, a[0], a[1], a[2], a[3], a[4], a[5], a[6],
                           a[7], result, filter_userdata);
}

void qemu_plugin_outs(const char *string)
{
    if (log_text == NULL) {
        log_text = g_string_new(NULL);
    }
    g_string_append(log_text, string);
}

/* Registers: rax, which nobody is to read, and rip. */
GArray *qemu_plugin_get_registers(void)
{
    static const qemu_plugin_reg_descriptor registers[] = {
        {.handle = (struct qemu_plugin_register *)1, .name = "rax"},
        {.handle = (struct qemu_plugin_register *)2, .name = "rip"},
    };
    GArray *array = g_array_new(TRUE, TRUE, sizeof(registers[0]));

    return g_array_append_vals(array, registers, has_program_counter ? 2 : 1);
}

bool qemu_plugin_read_register(struct qemu_plugin_register *handle,
                               GByteArray *buf)
{
    if (handle != (struct qemu_plugin_register *)2) {
        abort();
    }
    g_byte_array_append(buf, (const guint8 *)&program_counter,
                        sizeof(program_counter));
    return true;
}

const char *qemu_plugin_path_to_binary(void)
{
    return g_strdup(program);
}

int qemu_plugin_num_vcpus(void)
{
    return vcpus;
}

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb)
{
    (void)tb;
    return 1;
}

struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t idx)
{
    (void)idx;
    return (struct qemu_plugin_insn *)&tb->instruction;
}

uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn)
{
    return insn->address;
}

void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn)
{
    return insn->host_address;
}

void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
                                      qemu_plugin_vcpu_mem_cb_t cb,
                                      enum qemu_plugin_cb_flags flags,
                                      enum qemu_plugin_mem_rw rw,
                                      void *userdata)
{
    (void)insn;
    if (flags != QEMU_PLUGIN_CB_NO_REGS || rw != QEMU_PLUGIN_MEM_W) {
        abort();
    }
    store_callback = cb;
    store_userdata = userdata;
}

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           qemu_plugin_vcpu_tb_trans_cb_t cb,
                                           void *userdata)
{
    (void)id;
    (void)userdata;
    translation_callback = cb;
}

void qemu_plugin_register_vcpu_syscall_filter_cb(
    qemu_plugin_id_t id, qemu_plugin_vcpu_syscall_filter_cb_t cb,
    void *userdata)
{
    (void)id;
    filter_callback = cb;
    filter_userdata = userdata;
}
