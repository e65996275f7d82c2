/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_counters.h"

#include <stdatomic.h>

#include "protocol/hostlib_protocol.h"

typedef struct Counter {
    /* A cache line each: threads with different operations do not meet. */
    _Alignas(64) atomic_uint_fast64_t calls;
    atomic_uint_fast64_t bytes_in;
    atomic_uint_fast64_t bytes_out;
} Counter;

static Counter counters[HOSTLIB_OP_END];

static void add(atomic_uint_fast64_t *counter, uint64_t number)
{
    atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static uint64_t get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void zlib_counters_add(uint32_t operation, uint64_t bytes_in,
                       uint64_t bytes_out)
{
    Counter *counter = NULL;

    g_return_if_fail(operation < HOSTLIB_OP_END);
    counter = &counters[operation];
    add(&counter->calls, 1);
    if (bytes_in != 0) {
        add(&counter->bytes_in, bytes_in);
    }
    if (bytes_out != 0) {
        add(&counter->bytes_out, bytes_out);
    }
}

ZlibCount zlib_counters_get(uint32_t operation)
{
    ZlibCount count = {0};

    g_return_val_if_fail(operation < HOSTLIB_OP_END, count);
    count.calls = get(&counters[operation].calls);
    count.bytes_in = get(&counters[operation].bytes_in);
    count.bytes_out = get(&counters[operation].bytes_out);
    return count;
}
