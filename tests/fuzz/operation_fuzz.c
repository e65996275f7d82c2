/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the operations: any registers, any memory of the guest's.
 *
 * Expects one of the results that docs/protocol.md has, a line of the log for
 * each success, and that nothing but the destination and its length is written.
 */
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "plugin/core/dispatch.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/zlib/zlib_service.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

/*
 * zlib copies from the source to the destination by memcpy(), also where a
 * guest makes them overlap, and its output is then of no use.
 */
const char *__asan_default_suppressions(void)
{
    return "interceptor_via_lib:libz.so\n";
}

/* A call's registers, by their place. */
enum {
    OPERATION,
    SOURCE,
    SOURCE_LENGTH,
    DESTINATION,
    LENGTH_ADDRESS,
    LEVEL,
    ARGUMENTS,
};

static bool started;
static DispatchTable table;

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    log_init("fuzz");
    fuzz_guest_start();
    fuzz_expect(zlib_service.start(), "there is a zlib");
    fuzz_expect(dispatch_table_add(&table, zlib_service.operations,
                                   zlib_service.operation_count),
                "the operations have numbers of their own");
    started = true;
}

static uint64_t take_operation(FuzzInput *input)
{
    const unsigned int choice = fuzz_choose(input, 8);

    return choice == 0 ? fuzz_take(input, 8) : choice;
}

/* Returns the room at the destination, or 0 where that cannot be told. */
static uint64_t take_call(FuzzInput *input, uint64_t *arguments)
{
    uint64_t room = 0;

    arguments[OPERATION] = take_operation(input);
    if (arguments[OPERATION] == HOSTLIB_OP_COMPRESS_BOUND) {
        arguments[1] = fuzz_take(input, 8);
        return 0;
    }
    arguments[SOURCE] = fuzz_take_address(input);
    arguments[SOURCE_LENGTH] = fuzz_take_length(input, arguments[SOURCE]);
    arguments[DESTINATION] = fuzz_take_address(input);
    room = fuzz_take_length(input, arguments[DESTINATION]);
    arguments[LENGTH_ADDRESS] = fuzz_take_address(input);
    /* Half of all levels are some. */
    arguments[LEVEL] = fuzz_choose(input, 2) == 0 ? fuzz_choose(input, 11) - 1u
                                                  : fuzz_take(input, 8);
    fuzz_guest_fill(input);
    if (fuzz_guest_has(arguments[LENGTH_ADDRESS], sizeof(room))) {
        memcpy(fuzz_guest_memory() + arguments[LENGTH_ADDRESS] -
                   FUZZ_GUEST_MEMORY,
               &room, sizeof(room));
        return room;
    }
    return 0;
}

/* Whether @address is one of @length bytes at @start. */
static bool is_among(uint64_t address, uint64_t start, uint64_t length)
{
    return address >= start && address - start < length;
}

static void check_memory(const uint8_t *before, const uint64_t *arguments,
                         uint64_t room)
{
    const uint8_t *after = fuzz_guest_memory();

    if (memcmp(before, after, FUZZ_GUEST_MEMORY_SIZE) == 0) {
        return;
    }
    for (size_t i = 0; i < FUZZ_GUEST_MEMORY_SIZE; i++) {
        const uint64_t address = FUZZ_GUEST_MEMORY + i;

        fuzz_expect(before[i] == after[i] ||
                        is_among(address, arguments[DESTINATION], room) ||
                        is_among(address, arguments[LENGTH_ADDRESS],
                                 sizeof(HostlibLength)),
                    "only the destination and its length are written");
    }
}

static void check_status(const uint64_t *arguments, uint64_t room,
                         int64_t result)
{
    HostlibLength used = 0;

    fuzz_expect((*fake_qemu_log() != '\0') == (result == Z_OK),
                "the log has a line for a success and for nothing else");
    if (result < 0) {
        fuzz_expect(result == -EFAULT, "an errno is EFAULT");
        return;
    }
    switch ((int32_t)result) {
    case Z_OK:
    case Z_STREAM_ERROR:
    case Z_DATA_ERROR:
    case Z_MEM_ERROR:
    case Z_BUF_ERROR:
        break;
    default:
        fuzz_expect(false, "a status is one of zlib's");
    }
    fuzz_expect(result <= UINT32_MAX, "a status has 32 bits");
    fuzz_expect(
        fuzz_guest_has(arguments[LENGTH_ADDRESS], sizeof(HostlibLength)),
        "there is a status only if the length can be written");
    memcpy(&used,
           fuzz_guest_memory() + arguments[LENGTH_ADDRESS] - FUZZ_GUEST_MEMORY,
           sizeof(used));
    fuzz_expect(used <= room, "no more is used than there is room");
    if (arguments[OPERATION] == HOSTLIB_OP_COMPRESS && result == Z_OK) {
        fuzz_expect(arguments[SOURCE_LENGTH] == 0 ||
                        fuzz_guest_can_read(arguments[SOURCE],
                                            arguments[SOURCE_LENGTH]),
                    "what cannot be read is not compressed");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t before[FUZZ_GUEST_MEMORY_SIZE];
    FuzzInput input = {data, size};
    uint64_t arguments[ARGUMENTS] = {0};
    uint64_t room = 0;
    int64_t result = 0;

    if (!started) {
        start();
    }
    room = take_call(&input, arguments);
    fake_qemu_reset();
    memcpy(before, fuzz_guest_memory(), sizeof(before));
    result = dispatch(&table, arguments);
    switch (arguments[OPERATION]) {
    case HOSTLIB_OP_COMPRESS_BOUND:
        fuzz_expect(result == 0 || (uint64_t)result >= arguments[1],
                    "a bound is no less than the length");
        break;
    case HOSTLIB_OP_COMPRESS:
    case HOSTLIB_OP_UNCOMPRESS:
        check_status(arguments, room, result);
        break;
    default:
        fuzz_expect(result == -ENOSYS, "nobody serves other operations");
        break;
    }
    check_memory(before, arguments, room);
    return 0;
}
