/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest for the fuzzer: memory with all the kinds of it that there are,
 * registers that point to it or nowhere, and calls to the host.
 *
 * The guest could reach everything from the guest base to 2^47, and the fuzzer
 * itself is there. So an address that would be translated is always one of the
 * first GiB, of which nothing but the pages named here is mapped.
 */
#ifndef HOSTLIB_TESTS_FUZZ_FUZZ_GUEST_H
#define HOSTLIB_TESTS_FUZZ_FUZZ_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/operation_table.h"
#include "tests/fuzz/fuzz_input.h"

enum {
    /* Readable and writable; touching what follows it is a SIGBUS. */
    FUZZ_GUEST_MEMORY = 0x10000,
    FUZZ_GUEST_MEMORY_SIZE = 0x4000,
    /* Read-only; touching what follows it is a SIGSEGV. */
    FUZZ_GUEST_CONSTANTS = 0x20000,
    FUZZ_GUEST_CONSTANTS_SIZE = 0x1000,
};

/* Make the memory, and guard against faults. Once. */
void fuzz_guest_start(void);

/* The host's view of FUZZ_GUEST_MEMORY. */
uint8_t *fuzz_guest_memory(void);

/* The host's view of the guest's @address, which lies in the memory. */
uint8_t *fuzz_guest_at(uint64_t address);

/* Write what is left of @input to the memory, and zeros behind it. */
void fuzz_guest_fill(const FuzzInput *input);

/* Whether @length bytes at the guest's @address lie in the memory. */
bool fuzz_guest_has(uint64_t address, uint64_t length);

/* Whether @length bytes at the guest's @address can be read. */
bool fuzz_guest_can_read(uint64_t address, uint64_t length);

/* Take an address: of memory, at an edge of it, of none, NULL, any. */
uint64_t fuzz_take_address(FuzzInput *input);

/* Take a length: a short one, as far as to the end of the memory, any. */
uint64_t fuzz_take_length(FuzzInput *input, uint64_t address);

/*
 * Make the system call for @operation, of which @argument is the only argument.
 * Returns its result. @table: what the host serves.
 */
int64_t fuzz_guest_cross(const OperationTable *table, uint64_t operation,
                         uint64_t argument);

/*
 * Make a call by @frame, which is put at the guest's @address in the memory.
 * @frame gets what the host has written there.
 */
void fuzz_guest_serve(const OperationTable *table, uint64_t address,
                      HostlibFrame *frame);

/*
 * Resume the call of the last fuzz_guest_serve() some times, as long as it is
 * suspended. Expects that the guest cannot access what it is suspended for.
 */
void fuzz_guest_resume(const OperationTable *table, uint64_t address,
                       HostlibFrame *frame);

#endif
