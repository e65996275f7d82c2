/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes every call that can be wrong, of operations 1 to 3, of frames, and some
 * that do not exist, and says what came of it: one line "CALL: RESULT" each,
 * where RESULT is a value with its kind, or an errno.
 *
 * Without the plugin every result is ENOSYS.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/guest_arch.h"

enum {
    PAGE = 4096,
    LEVEL = 6,
};

/* All arguments of operations 2 and 3. */
typedef struct Call {
    uint64_t source;
    uint64_t source_len;
    uint64_t dest;
    uint64_t dest_len; /* an address */
    uint64_t level;
} Call;

static unsigned char *text; /* a page with nothing readable behind it */
static unsigned char packed[2 * PAGE];
static uint64_t packed_size; /* what is used of packed */
static unsigned char output[2 * PAGE];
static HostlibLength room;

static uint64_t address_of(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

static void report(const char *operation, const char *what, long result,
                   const char *kind)
{
    if (result != -1 && strcmp(kind, "status") == 0) {
        printf("%s, %s: status %" PRId32 "\n", operation, what,
               (int32_t)(HostlibStatus)result);
    } else if (result != -1) {
        printf("%s, %s: %s %lu\n", operation, what, kind,
               (unsigned long)result);
    } else if (errno == EFAULT) {
        printf("%s, %s: EFAULT\n", operation, what);
    } else if (errno == ENOSYS) {
        printf("%s, %s: ENOSYS\n", operation, what);
    } else {
        printf("%s, %s: %s\n", operation, what, strerror(errno));
    }
}

static long make_call(long operation, const Call *call)
{
    return syscall(HOSTLIB_SYSCALL, operation, call->source, call->source_len,
                   call->dest, call->dest_len, call->level);
}

/* A call with nothing wrong. */
static Call good_call(long operation)
{
    Call call = {
        .source = address_of(text),
        .source_len = PAGE,
        .dest = address_of(output),
        .dest_len = address_of(&room),
        .level = LEVEL,
    };

    if (operation == HOSTLIB_OP_UNCOMPRESS) {
        call.source = address_of(packed);
        call.source_len = packed_size;
    }
    room = sizeof(output);
    return call;
}

/* Memory that is bad in one way or another. */
typedef struct BadAddress {
    const char *name;
    uint64_t address;
    int is_readable; /* so that it does as a source */
} BadAddress;

enum {
    BAD_ADDRESSES = 10,
};

static BadAddress bad_addresses[BAD_ADDRESSES];

static unsigned char *map(size_t pages, int protection, int fd)
{
    void *memory =
        mmap(NULL, pages * PAGE, protection,
             fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);

    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(EXIT_FAILURE);
    }
    return memory;
}

static void make_bad_addresses(void)
{
    unsigned char *unmapped = map(1, PROT_READ, -1);
    unsigned char *edge = map(2, PROT_READ | PROT_WRITE, -1);
    unsigned char *file = NULL;
    const int empty = memfd_create("empty", MFD_CLOEXEC);

    if (empty < 0) {
        perror("memfd_create");
        exit(EXIT_FAILURE);
    }
    file = map(1, PROT_READ | PROT_WRITE, empty);
    close(empty);
    munmap(unmapped, PAGE);
    munmap(edge + PAGE, PAGE);
    bad_addresses[0] = (BadAddress){"NULL", 0, 0};
    bad_addresses[1] = (BadAddress){"first page", 16, 0};
    bad_addresses[2] = (BadAddress){"unmapped", address_of(unmapped), 0};
    bad_addresses[3] =
        (BadAddress){"forbidden", address_of(map(1, PROT_NONE, -1)), 0};
    bad_addresses[4] =
        (BadAddress){"read-only", address_of(map(2, PROT_READ, -1)), 1};
    bad_addresses[5] =
        (BadAddress){"partly mapped", address_of(edge + PAGE - 4), 0};
    bad_addresses[6] = (BadAddress){"past a file's end", address_of(file), 0};
    bad_addresses[7] = (BadAddress){"not canonical", 1ull << 47, 0};
    bad_addresses[8] = (BadAddress){"the kernel's", 0xffff800000000000ull, 0};
    bad_addresses[9] = (BadAddress){"the last byte", UINT64_MAX, 0};
}

static void try_addresses(const char *name, long operation)
{
    for (size_t i = 0; i < BAD_ADDRESSES; i++) {
        const BadAddress *bad = &bad_addresses[i];
        Call call = good_call(operation);
        char what[64];

        if (!bad->is_readable) {
            call.source = bad->address;
            snprintf(what, sizeof(what), "source %s", bad->name);
            report(name, what, make_call(operation, &call), "status");
        }
        call = good_call(operation);
        call.dest = bad->address;
        snprintf(what, sizeof(what), "dest %s", bad->name);
        report(name, what, make_call(operation, &call), "status");
        call = good_call(operation);
        call.dest_len = bad->address;
        snprintf(what, sizeof(what), "dest_len %s", bad->name);
        report(name, what, make_call(operation, &call), "status");
    }
}

static void try_lengths(const char *name, long operation)
{
    static const struct {
        const char *name;
        uint64_t length;
    } lengths[] = {
        {"0", 0},
        {"1", 1},
        {"2^32", 1ull << 32},
        {"2^47", 1ull << 47},
        {"2^63", 1ull << 63},
        {"2^64-1", UINT64_MAX},
    };

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        Call call = good_call(operation);
        char what[64];

        call.source_len = lengths[i].length;
        snprintf(what, sizeof(what), "source_len %s", lengths[i].name);
        report(name, what, make_call(operation, &call), "status");
        call = good_call(operation);
        room = lengths[i].length;
        snprintf(what, sizeof(what), "*dest_len %s", lengths[i].name);
        report(name, what, make_call(operation, &call), "status");
    }
}

static void try_combinations(const char *name, long operation)
{
    unsigned char length[2 * sizeof(HostlibLength)];
    Call call = good_call(operation);

    call.source = 0;
    call.source_len = 0;
    report(name, "source NULL, source_len 0", make_call(operation, &call),
           "status");
    call = good_call(operation);
    call.dest = 0;
    room = 0;
    report(name, "dest NULL, *dest_len 0", make_call(operation, &call),
           "status");
    call = good_call(operation);
    memcpy(length + 1, &room, sizeof(room));
    call.dest_len = address_of(length + 1);
    report(name, "dest_len misaligned", make_call(operation, &call), "status");
    memcpy(output, operation == HOSTLIB_OP_COMPRESS ? text : packed, PAGE);
    call = good_call(operation);
    call.source = address_of(output);
    (void)make_call(operation, &call);
    printf("%s, overlapping buffers: survived\n", name);
}

static void try_levels(void)
{
    static const int64_t levels[] = {-1, 0, 9, -2, 10, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        Call call = good_call(HOSTLIB_OP_COMPRESS);
        char what[64];

        call.level = (uint64_t)levels[i];
        snprintf(what, sizeof(what), "level %" PRId64, levels[i]);
        report("compress", what, make_call(HOSTLIB_OP_COMPRESS, &call),
               "status");
    }
}

static void try_corrupt_data(void)
{
    Call call = good_call(HOSTLIB_OP_UNCOMPRESS);

    call.source = address_of(text);
    report("uncompress", "no zlib data",
           make_call(HOSTLIB_OP_UNCOMPRESS, &call), "status");
    call = good_call(HOSTLIB_OP_UNCOMPRESS);
    call.source_len = packed_size - 1;
    report("uncompress", "cut off data",
           make_call(HOSTLIB_OP_UNCOMPRESS, &call), "status");
}

static void try_bounds(void)
{
    static const uint64_t lengths[] = {
        0, 1, PAGE, 1ull << 40, 1ull << 63, UINT64_MAX - PAGE, UINT64_MAX};

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        char what[64];

        snprintf(what, sizeof(what), "%" PRIu64, lengths[i]);
        report("bound", what,
               syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, lengths[i]),
               "bound");
    }
}

static void try_unknown_operations(void)
{
    static const uint64_t operations[] = {
        0, HOSTLIB_OP_END, 4096, (1ull << 32) + 1, 1ull << 63, UINT64_MAX};

    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        Call call = good_call(HOSTLIB_OP_COMPRESS);
        char what[64];

        snprintf(what, sizeof(what), "%" PRIu64, operations[i]);
        report("operation", what, make_call((long)operations[i], &call),
               "status");
    }
}

static void try_greetings(void)
{
    static const struct {
        const char *name;
        uint64_t version;
        uint64_t machine;
        uint64_t frame_size;
    } greetings[] = {
        {"right", HOSTLIB_VERSION, GUEST_ARCH_MACHINE, sizeof(HostlibFrame)},
        {"version 0", 0, GUEST_ARCH_MACHINE, sizeof(HostlibFrame)},
        {"version 2", 2, GUEST_ARCH_MACHINE, sizeof(HostlibFrame)},
        {"version 2^32+1", (1ull << 32) + 1, GUEST_ARCH_MACHINE,
         sizeof(HostlibFrame)},
        {"another machine", HOSTLIB_VERSION, EM_SPARCV9, sizeof(HostlibFrame)},
        {"a smaller frame", HOSTLIB_VERSION, GUEST_ARCH_MACHINE, 56},
    };

    for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
        report("greeting", greetings[i].name,
               syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_HELLO, greetings[i].version,
                       greetings[i].machine, greetings[i].frame_size),
               "version");
    }
}

static HostlibFrame good_frame(void)
{
    const Call call = good_call(HOSTLIB_OP_COMPRESS);

    return (HostlibFrame){
        .operation = HOSTLIB_OP_COMPRESS,
        .arguments = {call.source, call.source_len, call.dest, call.dest_len,
                      call.level},
    };
}

/* Cross with the frame at @address, and say what came of it. */
static void try_frame(const char *what, long operation, uint64_t address,
                      const HostlibFrame *frame)
{
    long result = syscall(HOSTLIB_SYSCALL, operation, address);

    report("frame", what, result, "result");
    if (result == 0 && frame != NULL) {
        printf("    state %" PRIu32 ", result %" PRId64 "\n", frame->state,
               frame->result);
    }
}

static void try_frame_operations(void)
{
    static const uint32_t operations[] = {0,
                                          HOSTLIB_OP_HELLO,
                                          HOSTLIB_OP_CALL,
                                          HOSTLIB_OP_RESUME,
                                          HOSTLIB_OP_END,
                                          UINT32_MAX};

    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        HostlibFrame frame = good_frame();
        char what[64];

        frame.operation = operations[i];
        snprintf(what, sizeof(what), "of operation %" PRIu32, operations[i]);
        try_frame(what, HOSTLIB_OP_CALL, address_of(&frame), &frame);
    }
}

static void try_frames(void)
{
    unsigned char bytes[sizeof(HostlibFrame) + 1];
    HostlibFrame frame = good_frame();
    HostlibFrame other = good_frame();

    try_frame("right", HOSTLIB_OP_CALL, address_of(&frame), &frame);
    frame = good_frame();
    memcpy(bytes + 1, &frame, sizeof(frame));
    try_frame("misaligned", HOSTLIB_OP_CALL, address_of(bytes + 1), NULL);
    memcpy(&frame, bytes + 1, sizeof(frame));
    printf("    state %" PRIu32 "\n", frame.state);
    for (size_t i = 0; i < BAD_ADDRESSES; i++) {
        try_frame(bad_addresses[i].name, HOSTLIB_OP_CALL,
                  bad_addresses[i].address, NULL);
    }
    try_frame_operations();
    frame = good_frame();
    try_frame("resumed without a call", HOSTLIB_OP_RESUME, address_of(&frame),
              &frame);
    frame.state = HOSTLIB_FRAME_TOUCH_WRITE;
    try_frame("with a forged state", HOSTLIB_OP_RESUME, address_of(&frame),
              &frame);
    frame.arguments[0] = bad_addresses[1].address;
    try_frame("suspended", HOSTLIB_OP_CALL, address_of(&frame), &frame);
    try_frame("resumed, nothing mended", HOSTLIB_OP_RESUME, address_of(&frame),
              &frame);
    try_frame("another resumed", HOSTLIB_OP_RESUME, address_of(&other), &other);
    frame = good_frame();
    try_frame("left and used again", HOSTLIB_OP_CALL, address_of(&frame),
              &frame);
    try_frame("resumed after its end", HOSTLIB_OP_RESUME, address_of(&frame),
              &frame);
}

/* Make text, and compress it to packed for the calls that uncompress. */
static void prepare(void)
{
    Call call = {0};

    text = map(2, PROT_READ | PROT_WRITE, -1);
    if (mprotect(text + PAGE, PAGE, PROT_NONE) != 0) {
        perror("mprotect");
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < PAGE; i++) {
        text[i] = (unsigned char)("some text "[i % 10]);
    }
    call = good_call(HOSTLIB_OP_COMPRESS);
    call.dest = address_of(packed);
    report("compress", "nothing wrong", make_call(HOSTLIB_OP_COMPRESS, &call),
           "status");
    packed_size = room;
}

int main(void)
{
    Call call = {0};

    prepare();
    make_bad_addresses();
    try_addresses("compress", HOSTLIB_OP_COMPRESS);
    try_addresses("uncompress", HOSTLIB_OP_UNCOMPRESS);
    try_lengths("compress", HOSTLIB_OP_COMPRESS);
    try_lengths("uncompress", HOSTLIB_OP_UNCOMPRESS);
    try_combinations("compress", HOSTLIB_OP_COMPRESS);
    try_combinations("uncompress", HOSTLIB_OP_UNCOMPRESS);
    try_levels();
    try_corrupt_data();
    try_bounds();
    try_unknown_operations();
    try_greetings();
    try_frames();
    /* After all this everything still works. */
    call = good_call(HOSTLIB_OP_UNCOMPRESS);
    report("uncompress", "nothing wrong",
           make_call(HOSTLIB_OP_UNCOMPRESS, &call), "status");
    printf("the text came back: %s\n",
           room == PAGE && memcmp(output, text, PAGE) == 0 ? "yes" : "no");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
