/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/statistics.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* A cache line each: threads with different operations do not meet. */
typedef struct Counter {
    _Alignas(64) atomic_uint_fast64_t calls;
    atomic_uint_fast64_t bytes_in;
    atomic_uint_fast64_t bytes_out;
    atomic_uint_fast64_t nanoseconds;
} Counter;

bool statistics_is_on;

static Counter on_host[HOSTLIB_OP_END];
static Counter in_guest[HOSTLIB_OP_END][HOSTLIB_REASON_END];

/* Nothing else depends on these numbers: no order is needed. */
static void add(atomic_uint_fast64_t *number, uint64_t more)
{
    atomic_fetch_add_explicit(number, more, memory_order_relaxed);
}

static void set(atomic_uint_fast64_t *number, uint64_t value)
{
    atomic_store_explicit(number, value, memory_order_relaxed);
}

static uint64_t get(const atomic_uint_fast64_t *number)
{
    return atomic_load_explicit(number, memory_order_relaxed);
}

static void add_count(Counter *counter, const StatisticsCount *count)
{
    add(&counter->calls, count->calls);
    add(&counter->bytes_in, count->bytes_in);
    add(&counter->bytes_out, count->bytes_out);
    add(&counter->nanoseconds, count->nanoseconds);
}

static void reset_counter(Counter *counter)
{
    set(&counter->calls, 0);
    set(&counter->bytes_in, 0);
    set(&counter->bytes_out, 0);
    set(&counter->nanoseconds, 0);
}

static StatisticsCount count_of(const Counter *counter)
{
    return (StatisticsCount){
        .calls = get(&counter->calls),
        .bytes_in = get(&counter->bytes_in),
        .bytes_out = get(&counter->bytes_out),
        .nanoseconds = get(&counter->nanoseconds),
    };
}

void statistics_reset(void)
{
    for (uint32_t i = 0; i < HOSTLIB_OP_END; i++) {
        reset_counter(&on_host[i]);
        for (int reason = 0; reason < HOSTLIB_REASON_END; reason++) {
            reset_counter(&in_guest[i][reason]);
        }
    }
}

bool statistics_start(void)
{
    /* QEMU makes the guest's fork() by the host's. */
    if (pthread_atfork(NULL, NULL, statistics_reset) != 0) {
        return false;
    }
    statistics_is_on = true;
    return true;
}

uint64_t statistics_now(void)
{
    enum { NANOSECONDS_OF_SECOND = 1000000000 };
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS_OF_SECOND + (uint64_t)now.tv_nsec;
}

void statistics_add(uint32_t operation, const StatisticsCount *count)
{
    g_return_if_fail(operation < HOSTLIB_OP_END);
    add_count(&on_host[operation], count);
}

int64_t statistics_wants_notes(void)
{
    return statistics_is_on ? 1 : -ENOSYS;
}

int64_t statistics_note(const uint64_t *arguments)
{
    const uint64_t operation = arguments[0];
    const uint64_t reason = arguments[1];
    const StatisticsCount count = {
        .calls = 1, .bytes_in = arguments[2], .bytes_out = arguments[3]};

    if (!statistics_is_on) {
        return -ENOSYS;
    }
    if (operation >= HOSTLIB_OP_END || reason >= HOSTLIB_REASON_END) {
        return -EINVAL;
    }
    add_count(&in_guest[operation][reason], &count);
    return 0;
}

StatisticsCount statistics_get(uint32_t operation)
{
    g_return_val_if_fail(operation < HOSTLIB_OP_END, (StatisticsCount){0});
    return count_of(&on_host[operation]);
}

StatisticsCount statistics_get_in_guest(uint32_t operation,
                                        enum HostlibReason reason)
{
    g_return_val_if_fail(operation < HOSTLIB_OP_END &&
                             reason < HOSTLIB_REASON_END,
                         (StatisticsCount){0});
    return count_of(&in_guest[operation][reason]);
}
