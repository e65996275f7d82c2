/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the doorbell in one build, by system calls with registers in the other. */
#ifdef CROSSING_BY_DOORBELL
#include "tests/guest/short_calls.h"
#endif

#include "tests/guest/crossing.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

void die(const char *format, ...)
{
    char line[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s\n", line);
    /* Without atexit(): threads may be anywhere. */
    _exit(EXIT_FAILURE);
}

void *pointer_to(uint64_t number)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): that is its purpose */
    return (void *)(uintptr_t)number;
}

#ifdef CROSSING_BY_DOORBELL

/*
 * End the process if the host does not hear its doorbell although it serves.
 * The first call is not heard, the second one is, unless other threads arm
 * doorbells at the same time: then one of the next.
 */
static void check_doorbell(void)
{
    enum { ATTEMPTS = 1000 };
    static atomic_bool is_checked;
    int64_t result = -EAGAIN;

    if (is_checked) {
        return;
    }
    for (int i = 0; i < ATTEMPTS && result == -EAGAIN; i++) {
        result = host_call_cheap(false, HOSTLIB_OP_COMPRESS_BOUND, 0);
    }
    if (result == -EAGAIN &&
        syscall(HOSTLIB_SYSCALL, HOSTLIB_OP_COMPRESS_BOUND, 0) != -1) {
        die("the doorbell is not heard");
    }
    is_checked = true;
}

/* As syscall(). */
static long make_call(long operation, uint64_t a2, uint64_t a3, uint64_t a4,
                      uint64_t a5, uint64_t a6)
{
    int64_t result = 0;

    check_doorbell();
    result = host_call((uint32_t)operation, a2, a3, a4, a5, a6);
    if (result < 0 && result > -4096) {
        errno = (int)-result;
        return -1;
    }
    return result;
}

#else

static long make_call(long operation, uint64_t a2, uint64_t a3, uint64_t a4,
                      uint64_t a5, uint64_t a6)
{
    return syscall(HOSTLIB_SYSCALL, operation, a2, a3, a4, a5, a6);
}

#endif

int cross(long operation, const void *source, uint64_t source_length,
          void *dest, HostlibLength *dest_length, int level)
{
    const long result =
        make_call(operation, (uintptr_t)source, source_length, (uintptr_t)dest,
                  (uintptr_t)dest_length, (uint64_t)level);

    return result == -1 ? Z_ERRNO : (int)(HostlibStatus)result;
}

void make_text(unsigned char *text, size_t size, uint64_t seed)
{
    static const char letters[] = "eeeetttaaaooinshrdlu  \n";
    uint64_t state = seed * 2 + 1;

    for (size_t i = 0; i < size; i++) {
        /* Knuth's generator; its high bits are the good ones. */
        state = state * 6364136223846793005u + 1442695040888963407u;
        text[i] = (unsigned char)letters[(state >> 33) % (sizeof(letters) - 1)];
        /* A word that was there before. */
        if (i >= 512 && (state >> 60) == 0) {
            const size_t length = size - i < 7 ? size - i : 7;

            memcpy(text + i, text + i - 16 - (state >> 40) % 490, length);
            i += length - 1;
        }
    }
}

static void *allocate(size_t size)
{
    void *memory = malloc(size + 1);

    if (memory == NULL) {
        die("no memory");
    }
    return memory;
}

void make_sample(Sample *sample, size_t size, int level)
{
    sample->level = level;
    sample->text_size = size;
    sample->packed_size = compressBound(size);
    sample->text = allocate(size);
    sample->packed = allocate(sample->packed_size);
    make_text(sample->text, size, size);
    if (compress2(sample->packed, &sample->packed_size, sample->text, size,
                  level) != Z_OK) {
        die("the guest's own zlib failed");
    }
}

Attempt make_attempt(const Sample *sample)
{
    Attempt attempt = {
        .sample = sample,
        .capacity = compressBound(sample->text_size),
    };

    attempt.output = allocate(attempt.capacity);
    attempt_reset(&attempt);
    return attempt;
}

void attempt_reset(Attempt *attempt)
{
    memset(attempt->output, 0, attempt->capacity);
    __atomic_store_n(&attempt->length, attempt->capacity, __ATOMIC_SEQ_CST);
}

int attempt_call(Attempt *attempt)
{
    const Sample *sample = attempt->sample;

    return cross(HOSTLIB_OP_COMPRESS, sample->text, sample->text_size,
                 attempt->output, &attempt->length, sample->level);
}

void attempt_run(Attempt *attempt)
{
    const int status = attempt_call(attempt);

    if (status != Z_OK) {
        die("compress, %zu bytes: status %d", attempt->sample->text_size,
            status);
    }
    attempt_check(attempt);
}

void attempt_check(const Attempt *attempt)
{
    const Sample *sample = attempt->sample;

    if (attempt->length != sample->packed_size ||
        memcmp(attempt->output, sample->packed, sample->packed_size) != 0) {
        die("compress, %zu bytes: not what zlib makes of it",
            sample->text_size);
    }
}

bool attempt_has_begun(const Attempt *attempt)
{
    return __atomic_load_n(attempt->output, __ATOMIC_SEQ_CST) != 0;
}

bool attempt_is_over(const Attempt *attempt)
{
    return __atomic_load_n(&attempt->length, __ATOMIC_SEQ_CST) !=
           attempt->capacity;
}

void round_trip(const Sample *sample)
{
    HostlibLength length = sample->text_size;
    Attempt attempt = make_attempt(sample);
    unsigned char *text = allocate(sample->text_size);
    const long bound =
        make_call(HOSTLIB_OP_COMPRESS_BOUND, sample->text_size, 0, 0, 0, 0);
    int status = 0;

    if (bound != (long)attempt.capacity) {
        die("bound of %zu: %ld", sample->text_size, bound);
    }
    attempt_run(&attempt);
    status = cross(HOSTLIB_OP_UNCOMPRESS, attempt.output, attempt.length, text,
                   &length, 0);
    if (status != Z_OK || length != sample->text_size ||
        memcmp(text, sample->text, length) != 0) {
        die("uncompress, %zu bytes: status %d, or not the text",
            sample->text_size, status);
    }
    free(text);
    free(attempt.output);
}
