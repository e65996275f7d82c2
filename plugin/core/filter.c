/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/filter.h"

#include "plugin/core/dispatch.h"
#include "plugin/core/doorbell.h"
#include "plugin/core/graft_identity.h"
#include "plugin/core/graft_table.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/guest_base.h"
#include "plugin/core/guest_open.h"
#include "plugin/core/guest_root.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/core/open_redirect.h"
#include "plugin/core/program_skip.h"
#include "plugin/core/statistics_output.h"

/* Written up to the first system call, read-only for the rest of the time. */
static OperationTable operations;
static RedirectTable redirects;

static bool guest_has_started;
static bool is_ready;

static void apply_program_rules(void)
{
    g_autofree char *program = qemu_api_program();

    statistics_output_set_program(program);
    if (program != NULL && redirects.grafts.count > 0 &&
        program_is_skipped(program)) {
        redirects.grafts.count = 0;
        log_event("no grafts for %s", program);
    }
}

/*
 * What has to wait for the guest's first system call. A program makes that long
 * before it has a second thread, and a child that it forks has made it already;
 * so a plain bool is enough.
 */
static void on_first_syscall(void)
{
    guest_has_started = true;
    apply_program_rules();
    if (!guest_address_has_base()) {
        log_problem("QEMU does not tell where guest memory lies; "
                    "the guest runs without hostlib");
        return;
    }
    /* By now QEMU's own signal handlers are in place. */
    is_ready = host_call_install();
    if (!is_ready) {
        log_problem("no memory left; the guest runs without hostlib");
    }
}

static bool filter(int64_t number, const uint64_t *arguments, int64_t *result)
{
    if (G_UNLIKELY(!guest_has_started)) {
        on_first_syscall();
    }
    if (G_UNLIKELY(!is_ready)) {
        return false;
    }
    if (number == HOSTLIB_SYSCALL) {
        *result = dispatch(&operations, arguments);
        return true;
    }
    if (guest_open_is_open(number)) {
        return open_redirect(&redirects, number, arguments, result);
    }
    return graft_identity_answer(number, arguments, result);
}

static bool add_service(const Service *service)
{
    if (service->start != NULL && !service->start()) {
        return true;
    }
    if (!operation_table_add(&operations, service->operations,
                             service->operation_count) ||
        (service->library != NULL &&
         !redirect_table_add(&redirects, service->library, service->thunk)) ||
        (service->graft != NULL &&
         !graft_table_add(&redirects.grafts, service->graft))) {
        log_problem("service '%s' clashes with another", service->name);
        return false;
    }
    return true;
}

bool filter_install(qemu_plugin_id_t id, const Service *const *services)
{
    for (size_t i = 0; services[i] != NULL; i++) {
        if (!add_service(services[i])) {
            return false;
        }
    }
    graft_table_describe(&redirects.grafts, services);
    /* Never freed: threads of the guest may still open files at exit. */
    redirects.guest_root = guest_root_find();
    if (!statistics_output_install(id, &operations)) {
        return false;
    }
    guest_base_watch(id);
    doorbell_install(id, &operations);
    qemu_api_register_syscall_filter(id, filter);
    return true;
}
