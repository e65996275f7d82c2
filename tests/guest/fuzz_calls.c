/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fires random calls, good and bad, while another thread takes the memory of
 * some of them away.
 *
 *     fuzz_calls SEED COUNT FOLDER
 *
 * Half of them are made as system calls, and fail with EFAULT where memory is
 * bad; half by call frames, and raise a signal there. A call whose memory is
 * all good is compared with the guest's own zlib: status, length and bytes. Of
 * the others the result has to be one that there is. The same seed makes the
 * same calls; when the other thread strikes is chance.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

#include "guest/host_call.h"
#include "tests/guest/crossing.h"

/*
 * Where the areas lie: far from where the kernel puts memory that nobody gave
 * an address for. The emulator's own memory lies in the same space as the
 * guest's and could otherwise move into a hole that this program makes and then
 * has written to. Around each area nothing is mapped, so that a write beyond an
 * area's end is a fault and harms nobody.
 */
#define AREA_SIZE   (64ull * 1024)
#define AREA_STEP   (1ull << 30)
#define SOURCE      (64 * AREA_STEP) /* read by calls */
#define DEST        (65 * AREA_STEP) /* written by them */
#define RACING      (66 * AREA_STEP) /* comes and goes */
#define READ_ONLY   (67 * AREA_STEP)
#define FORBIDDEN   (68 * AREA_STEP)
#define PAST_A_FILE (69 * AREA_STEP)
#define NOTHING     (70 * AREA_STEP)

#define PAGE (4ull * 1024)

#define LIBRARY HOSTLIB_DEMO_ZLIB_LIBRARY
#define THUNK   HOSTLIB_DEMO_ZLIB_THUNK

enum {
    STREAMS = 10,
    SMALLEST_TEXT = 32, /* the next has twice as many bytes, and so on */
};

/* Whole streams in SOURCE, behind the text. */
static struct {
    uint64_t address;
    uint64_t length;
} streams[STREAMS];

static unsigned char reference[AREA_SIZE]; /* what zlib makes of a call */
static atomic_bool stop;
static int racing_file;

static struct {
    unsigned long compared;
    unsigned long successes;
    unsigned long failures;
    unsigned long faults;
} counts;

/* xorshift64*. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dull;
}

/* The main thread's generator. */
static uint64_t state;

/* 0 to @limit - 1. */
static uint64_t below(uint64_t limit)
{
    return (next_random(&state) >> 11) % limit;
}

static bool chance(uint64_t one_in)
{
    return below(one_in) == 0;
}

/* Up to @limit, small ones as often as large ones. */
static uint64_t random_size(uint64_t limit)
{
    const uint64_t size = below((2ull << below(16)));

    return size < limit ? size : limit;
}

static void map_at(uint64_t address, size_t length, int protection, int flags,
                   int fd)
{
    void *wanted = pointer_to(address);

    if (mmap(wanted, length, protection, flags | MAP_FIXED, fd, 0) != wanted) {
        die("mmap %#llx: %s", (unsigned long long)address, strerror(errno));
    }
}

static void set_size(int fd, uint64_t size)
{
    if (ftruncate(fd, (off_t)size) != 0) {
        die("ftruncate: %s", strerror(errno));
    }
}

static int make_file(uint64_t size)
{
    const int fd = memfd_create("area", MFD_CLOEXEC);

    if (fd < 0) {
        die("memfd_create: %s", strerror(errno));
    }
    set_size(fd, size);
    return fd;
}

/* Fill the second half of SOURCE with the first, packed. */
static void make_streams(void)
{
    uint64_t next = SOURCE + AREA_SIZE / 2;

    for (size_t i = 0; i < STREAMS; i++) {
        uLongf length = SOURCE + AREA_SIZE - next;

        if (compress2(pointer_to(next), &length, pointer_to(SOURCE),
                      (uLong)SMALLEST_TEXT << i, (int)i) != Z_OK) {
            die("the guest's own zlib failed");
        }
        streams[i].address = next;
        streams[i].length = length;
        next += length;
    }
}

static void make_areas(uint64_t seed)
{
    const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    const int one_page = make_file(PAGE);

    racing_file = make_file(AREA_SIZE);
    map_at(SOURCE, AREA_SIZE, PROT_READ | PROT_WRITE, anonymous, -1);
    map_at(DEST, AREA_SIZE, PROT_READ | PROT_WRITE, anonymous, -1);
    map_at(READ_ONLY, AREA_SIZE, PROT_READ, anonymous, -1);
    map_at(FORBIDDEN, AREA_SIZE, PROT_NONE, anonymous, -1);
    map_at(PAST_A_FILE, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
           one_page);
    map_at(RACING, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, racing_file);
    close(one_page);
    make_text(pointer_to(SOURCE), AREA_SIZE / 2, seed);
    make_streams();
    memcpy(pointer_to(RACING), pointer_to(streams[STREAMS - 1].address),
           streams[STREAMS - 1].length);
    if (mprotect(pointer_to(SOURCE), AREA_SIZE, PROT_READ) != 0) {
        die("mprotect: %s", strerror(errno));
    }
}

static void change_racing_memory(uint64_t random)
{
    const uint64_t page = RACING + (random >> 8) % (AREA_SIZE / PAGE) * PAGE;
    void *address = pointer_to(page);
    const size_t length = (size_t)(RACING + AREA_SIZE - page);

    switch (random >> 60) {
    case 0:
        munmap(address, length);
        break;
    case 1:
        munmap(address, PAGE);
        break;
    case 2:
        mprotect(address, length, PROT_NONE);
        break;
    case 3:
        mprotect(address, PAGE, PROT_READ);
        break;
    case 4:
        set_size(racing_file, page - RACING);
        break;
    case 5:
        map_at(page, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
               -1);
        break;
    default:
        set_size(racing_file, AREA_SIZE);
        map_at(RACING, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
               racing_file);
        break;
    }
}

static void *race(void *seed)
{
    uint64_t own_state = *(const uint64_t *)seed;

    while (!atomic_load(&stop)) {
        change_racing_memory(next_random(&own_state));
    }
    return NULL;
}

/* An address that is bad in some way. */
static uint64_t bad_address(void)
{
    static const uint64_t areas[] = {
        0,           0,        READ_ONLY,  FORBIDDEN,
        PAST_A_FILE, NOTHING,  1ull << 47, 0xffff800000000000ull,
        SOURCE,      DEST - 40};

    if (chance(8)) {
        return UINT64_MAX - below(16);
    }
    if (chance(8)) {
        return 1 + below(PAGE);
    }
    return areas[below(sizeof(areas) / sizeof(areas[0]))] +
           (chance(2) ? 0 : below(2 * PAGE));
}

static uint64_t bad_length(void)
{
    return (1ull << below(64)) - below(2);
}

typedef struct Call {
    long operation;
    uint64_t source;
    uint64_t source_length;
    uint64_t dest;
    uint64_t dest_length; /* an address */
    HostlibLength room;
    int level;
    bool is_good; /* all its memory is there and stays */
} Call;

/* A call whose memory is all there, with a status of any kind. */
static Call good_call(void)
{
    const size_t stream = below(STREAMS);
    Call call = {
        .operation = chance(2) ? HOSTLIB_OP_COMPRESS : HOSTLIB_OP_UNCOMPRESS,
        .source = SOURCE + below(AREA_SIZE),
        .dest = DEST + below(AREA_SIZE),
        .level = (int)below(11) - 1,
        .is_good = true,
    };
    const uint64_t space = DEST + AREA_SIZE - call.dest;

    call.source_length = random_size(SOURCE + AREA_SIZE - call.source);
    call.room = chance(2) ? space : random_size(space);
    if (call.operation == HOSTLIB_OP_UNCOMPRESS && !chance(4)) {
        call.source = streams[stream].address;
        call.source_length = streams[stream].length - (chance(4) ? 1 : 0);
    }
    return call;
}

/* Make something about @call wrong, or likely to become it. */
static void spoil(Call *call)
{
    call->is_good = false;
    switch (below(10)) {
    case 0:
        call->source = bad_address();
        break;
    case 1:
        call->dest = bad_address();
        break;
    case 2:
        call->dest_length = bad_address();
        break;
    case 3:
        call->source_length = bad_length();
        break;
    case 4:
        call->room = bad_length();
        break;
    case 5:
        call->source = RACING + (chance(2) ? 0 : below(AREA_SIZE));
        break;
    case 6:
        call->dest = RACING + below(AREA_SIZE);
        break;
    case 7:
        call->dest_length = RACING + below(AREA_SIZE);
        break;
    case 8: /* overlapping */
        call->source = call->dest - below(64);
        break;
    default: /* where the output goes, and misaligned */
        call->dest_length = call->dest + below(64);
        break;
    }
}

/* Of those that zlib and the kernel have, the ones that a call may give. */
static void expect_possible(const Call *call, int status, int error)
{
    switch (status) {
    case Z_OK:
        counts.successes++;
        return;
    case Z_STREAM_ERROR:
    case Z_DATA_ERROR:
    case Z_BUF_ERROR:
        counts.failures++;
        return;
    case Z_ERRNO:
        if (error == EFAULT && !call->is_good) {
            counts.faults++;
            return;
        }
        break;
    default:
        break;
    }
    die("operation %ld: status %d, %s", call->operation, status,
        strerror(error));
}

/* What is in @call's memory as the guest's own zlib would have made it. */
static void compare(const Call *call, int status, HostlibLength length)
{
    uLongf expected_length = call->room;
    int expected = Z_OK;

    if (call->operation == HOSTLIB_OP_COMPRESS) {
        expected =
            compress2(reference, &expected_length, pointer_to(call->source),
                      call->source_length, call->level);
    } else {
        expected = uncompress(reference, &expected_length,
                              pointer_to(call->source), call->source_length);
    }
    if (status != expected || length != expected_length ||
        (status == Z_OK &&
         memcmp(reference, pointer_to(call->dest), length) != 0)) {
        die("operation %ld, %llu bytes, level %d: status %d, %llu bytes; "
            "zlib: status %d, %lu bytes",
            call->operation, (unsigned long long)call->source_length,
            call->level, status, (unsigned long long)length, expected,
            expected_length);
    }
    counts.compared++;
}

static sigjmp_buf escape;
static volatile bool is_patient;

/*
 * A call has faulted. Memory that the other thread has taken away comes back:
 * to wait for it is to return, so that the call goes on.
 */
static void on_fault(int number, siginfo_t *info, void *context)
{
    const uint64_t address = (uintptr_t)info->si_addr;

    (void)number;
    (void)context;
    if (!is_patient || address < RACING || address >= RACING + AREA_SIZE) {
        siglongjmp(escape, 1);
    }
}

static void handle_faults(void)
{
    struct sigaction action = {
        .sa_sigaction = on_fault,
        .sa_flags = SA_SIGINFO,
    };

    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

/* As cross(), by a call frame. */
static int cross_with_frame(const Call *call, HostlibLength *length)
{
    int64_t result = 0;

    is_patient = chance(2);
    if (sigsetjmp(escape, 1) != 0) {
        errno = EFAULT;
        return Z_ERRNO;
    }
    result =
        host_call((uint32_t)call->operation, call->source, call->source_length,
                  call->dest, (uintptr_t)length, (uint64_t)call->level);
    if (result < 0) {
        /* Not EFAULT, which stands for a signal. */
        errno = result == -EFAULT ? EPROTO : (int)-result;
        return Z_ERRNO;
    }
    return (int)(HostlibStatus)result;
}

static int make_call(const Call *call, HostlibLength *length)
{
    if (call->dest_length != 0) {
        length = pointer_to(call->dest_length);
    }
    if (chance(2)) {
        return cross_with_frame(call, length);
    }
    return cross(call->operation, pointer_to(call->source), call->source_length,
                 pointer_to(call->dest), length, call->level);
}

static void fire_call(void)
{
    HostlibLength length = 0;
    Call call = good_call();
    int status = 0;

    if (chance(16)) {
        call.level = (int)next_random(&state);
    }
    for (uint64_t faults = below(3); faults > 0; faults--) {
        spoil(&call);
    }
    length = call.room;
    status = make_call(&call, &length);
    expect_possible(&call, status, errno);
    if (call.is_good) {
        compare(&call, status, length);
    }
}

static void fire_bound(void)
{
    const uint64_t length = chance(2) ? below(AREA_SIZE) : bad_length();
    const uint64_t expected = compressBound(length);
    const uint64_t result =
        (uint64_t)syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, length);

    if (result != (expected < length || expected > -4096ull ? 0 : expected)) {
        die("bound of %llu: %llu", (unsigned long long)length,
            (unsigned long long)result);
    }
    counts.compared++;
}

static void fire_unknown(void)
{
    const uint64_t operation =
        HOSTLIB_OP_END + (chance(2) ? below(16) : next_random(&state) >> 1);

    if (syscall(HOSTLIB_SYSCALL, operation, bad_address(), bad_length(),
                bad_address(), bad_address(), bad_length()) != -1 ||
        errno != ENOSYS) {
        die("operation %llu is served", (unsigned long long)operation);
    }
}

/* Frames that are none. */
static void fire_frame(void)
{
    const long operation = chance(2) ? HOSTLIB_OP_CALL : HOSTLIB_OP_RESUME;

    if (syscall(HOSTLIB_SYSCALL, operation, bad_address()) != 0 &&
        errno != EFAULT && errno != ENOENT) {
        die("a bad frame: %s", strerror(errno));
    }
}

/* A path that is not the library's: what QEMU itself makes of it. */
static const char *other_path(void)
{
    /*
     * No memory that raises SIGBUS and none that comes and goes: QEMU reads the
     * path without a guard and dies of them, with a plugin and without.
     */
    static const uint64_t addresses[] = {0,         16,      READ_ONLY,
                                         FORBIDDEN, NOTHING, 1ull << 47};

    return pointer_to(addresses[below(6)]);
}

static void fire_open(void)
{
    /* Nothing is to be made, and nothing that QEMU would have to wait for. */
    const uint64_t flags =
        (chance(2) ? 0 : next_random(&state)) & ~(uint64_t)(O_CREAT | O_TRUNC);
    const uint64_t how[3] = {flags, chance(2) ? 0 : below(01000),
                             chance(2) ? 0 : next_random(&state)};
    long fd = -1;

    switch (below(4)) {
    case 0:
        fd = syscall(SYS_openat, AT_FDCWD, other_path(), flags);
        break;
    case 1:
        fd = syscall(SYS_openat, AT_FDCWD, LIBRARY, flags);
        break;
    case 2:
        fd = syscall(SYS_openat2, AT_FDCWD, LIBRARY, how,
                     chance(2) ? sizeof(how) : bad_length());
        break;
    default:
        fd = syscall(SYS_openat2, AT_FDCWD, LIBRARY, pointer_to(bad_address()),
                     sizeof(how));
        break;
    }
    if (fd >= 0) {
        close((int)fd);
    }
}

static void fire(void)
{
    switch (below(16)) {
    case 0:
        fire_bound();
        break;
    case 1:
        fire_unknown();
        break;
    case 2:
        fire_frame();
        break;
    case 3:
    case 4:
        fire_open();
        break;
    default:
        fire_call();
        break;
    }
}

static void make_thunk(const char *folder)
{
    int fd = -1;

    if (chdir(folder) != 0) {
        die("%s: %s", folder, strerror(errno));
    }
    fd = open(THUNK, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || close(fd) != 0) {
        die("%s: %s", folder, strerror(errno));
    }
}

int main(int argc, char **argv)
{
    const uint64_t seed = argc == 4 ? strtoull(argv[1], NULL, 10) : 0;
    const unsigned long count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    pthread_t racer;
    Sample sample;

    if (seed == 0 || count == 0) {
        die("usage: fuzz_calls SEED COUNT FOLDER");
    }
    state = seed * 0x9e3779b97f4a7c15ull;
    make_thunk(argv[3]);
    make_areas(seed);
    make_sample(&sample, 1000, 6);
    handle_faults();
    if (pthread_create(&racer, NULL, race, (void *)&seed) != 0) {
        die("no thread");
    }
    for (unsigned long i = 0; i < count; i++) {
        fire();
    }
    atomic_store(&stop, true);
    pthread_join(racer, NULL);
    /* After all this everything still works: two more successes. */
    round_trip(&sample);
    counts.successes += 2;
    printf("%lu compared, %lu successes, %lu failures, %lu faults\n",
           counts.compared, counts.successes, counts.failures, counts.faults);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
