/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/thread_calls.h"

#include <errno.h>

enum {
    /* Signal handlers within signal handlers, each making a call. */
    MAX_PARKED = 16,
};

__thread ThreadCalls thread_calls __attribute__((tls_model("initial-exec")));

static void free_call(HostCall *call)
{
    if (call != NULL) {
        host_call_end(call);
        host_call_free(call);
    }
}

static void end_thread(void *unused)
{
    ThreadCalls *calls = &thread_calls;

    (void)unused;
    while (calls->parked_count > 0) {
        free_call(calls->parked[--calls->parked_count].call);
    }
    g_free(calls->parked);
    free_call(calls->current);
    free_call(calls->spare);
    *calls = (ThreadCalls){0};
}

static GPrivate end_of_thread = G_PRIVATE_INIT(end_thread);

HostCall *thread_calls_acquire_another(void)
{
    ThreadCalls *calls = &thread_calls;

    calls->current = calls->spare;
    calls->spare = NULL;
    if (calls->current == NULL) {
        /* Any pointer makes GLib call end_thread(). */
        g_private_set(&end_of_thread, calls);
        calls->current = host_call_new();
    }
    return calls->current;
}

void thread_calls_release_another(HostCall *call)
{
    ThreadCalls *calls = &thread_calls;

    if (calls->spare == NULL) {
        calls->spare = call;
    } else {
        host_call_free(call);
    }
}

/* Take the parked call with index @index out of the line. */
static HostCall *remove_parked(ThreadCalls *calls, size_t index)
{
    HostCall *call = calls->parked[index].call;

    calls->parked_count--;
    for (size_t i = index; i < calls->parked_count; i++) {
        calls->parked[i] = calls->parked[i + 1];
    }
    return call;
}

bool thread_calls_park(HostCall *call, uint64_t key)
{
    ThreadCalls *calls = &thread_calls;

    if (calls->parked == NULL) {
        calls->parked = g_try_new0(ParkedCall, MAX_PARKED);
        if (calls->parked == NULL) {
            return false;
        }
    }
    if (calls->parked_count == MAX_PARKED) {
        thread_calls_release(remove_parked(calls, 0));
    }
    calls->parked[calls->parked_count++] = (ParkedCall){call, key};
    if (calls->current == call) {
        calls->current = NULL;
    }
    return true;
}

HostCall *thread_calls_find_parked(uint64_t key)
{
    ThreadCalls *calls = &thread_calls;

    for (size_t i = calls->parked_count; i-- > 0;) {
        if (calls->parked[i].key == key) {
            return remove_parked(calls, i);
        }
    }
    return NULL;
}

bool thread_calls_end_keeper(const void *resource)
{
    ThreadCalls *calls = &thread_calls;

    for (size_t i = 0; i < calls->parked_count; i++) {
        if (host_call_keeps(calls->parked[i].call, resource)) {
            thread_calls_release(remove_parked(calls, i));
            return true;
        }
    }
    return false;
}

int thread_calls_run(HostCallFunction *function, void *argument)
{
    HostCall *call = thread_calls_acquire();
    bool has_returned = false;

    if (call == NULL) {
        return -ENOMEM;
    }
    has_returned = host_call_run(call, function, argument);
    thread_calls_release(call);
    return has_returned ? 0 : -EFAULT;
}
