/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses libbz2 and liblzma as programs should not, and a little as they should:
 * bad memory and arguments, streams that are left, shared with a child, or
 * begun anew. Writes a line for each step: the same with the host's libraries
 * and with the guest's own.
 */
#include <bzlib.h>
#include <dlfcn.h>
#include <lzma.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PAGE = 4096,
    TEXT_SIZE = 64 * PAGE,
    PACKED_SIZE = 2 * TEXT_SIZE,
};

/* The functions, by their names. */
#define BZ2_FUNCTIONS(DO)                                                      \
    DO(BZ2_bzCompressInit)                                                     \
    DO(BZ2_bzCompress)                                                         \
    DO(BZ2_bzCompressEnd)                                                      \
    DO(BZ2_bzDecompressInit)                                                   \
    DO(BZ2_bzDecompress)                                                       \
    DO(BZ2_bzDecompressEnd)                                                    \
    DO(BZ2_bzBuffToBuffCompress)                                               \
    DO(BZ2_bzBuffToBuffDecompress)
#define LZMA_FUNCTIONS(DO)                                                     \
    DO(lzma_easy_encoder)                                                      \
    DO(lzma_stream_decoder)                                                    \
    DO(lzma_auto_decoder)                                                      \
    DO(lzma_alone_decoder)                                                     \
    DO(lzma_code)                                                              \
    DO(lzma_get_check)                                                         \
    DO(lzma_get_progress)                                                      \
    DO(lzma_memusage)                                                          \
    DO(lzma_memlimit_get)                                                      \
    DO(lzma_memlimit_set)                                                      \
    DO(lzma_end)

#define DECLARE_FUNCTION(name) static __typeof__(&(name)) do_##name;
BZ2_FUNCTIONS(DECLARE_FUNCTION)
LZMA_FUNCTIONS(DECLARE_FUNCTION)

static unsigned char text[TEXT_SIZE];
static unsigned char packed[PACKED_SIZE];
static unsigned char output[PACKED_SIZE];
/* Two pages, of which only the first can be accessed. */
static unsigned char *pages;

static sigjmp_buf escape;
static bool mends; /* the page, and returns */
static unsigned char *volatile fault_address;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    fault_address = info->si_addr;
    if (mends) {
        mprotect(pages + PAGE, PAGE, PROT_READ | PROT_WRITE);
    } else {
        siglongjmp(escape, 1);
    }
}

static void reset_pages(bool next_mends)
{
    mprotect(pages + PAGE, PAGE, PROT_NONE);
    mends = next_mends;
    fault_address = NULL;
}

static void *library(const char *soname)
{
    void *handle = dlopen(soname, RTLD_NOW);

    if (handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(EXIT_FAILURE);
    }
    return handle;
}

static void find(void *handle, const char *name, void *function)
{
    void *address = dlsym(handle, name);

    if (address == NULL) {
        fprintf(stderr, "no %s\n", name);
        exit(EXIT_FAILURE);
    }
    memcpy(function, &address, sizeof(address));
}

static void start(void)
{
    const struct sigaction action = {.sa_sigaction = on_fault,
                                     .sa_flags = SA_SIGINFO};
    void *bz2 = library("libbz2.so.1.0");
    void *lzma = library("liblzma.so.5");

#define FIND_IN_BZ2(name)  find(bz2, #name, &do_##name);
#define FIND_IN_LZMA(name) find(lzma, #name, &do_##name);
    BZ2_FUNCTIONS(FIND_IN_BZ2)
    LZMA_FUNCTIONS(FIND_IN_LZMA)
    for (size_t i = 0; i < TEXT_SIZE; i++) {
        text[i] = (unsigned char)("hostlib "[i % 8] + (i * i / 777) % 5);
    }
    pages = mmap(NULL, (size_t)2 * PAGE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || sigaction(SIGSEGV, &action, NULL) != 0) {
        perror("start");
        exit(EXIT_FAILURE);
    }
}

/* Where a fault was, as a line of the output has it. */
static long fault_offset(void)
{
    return fault_address == NULL ? -1 : fault_address - pages;
}

static uint32_t sum_of(const unsigned char *bytes, size_t size)
{
    uint32_t sum = 1;

    for (size_t i = 0; i < size; i++) {
        sum = sum * 31 + bytes[i];
    }
    return sum;
}

static void say_bz2(const char *step, const bz_stream *stream, int result)
{
    printf("bz2 %s: %d, in %u left %u, out %u left %u, state %d\n", step,
           result, stream->total_in_lo32, stream->avail_in,
           stream->total_out_lo32, stream->avail_out, stream->state != NULL);
}

static void begin_bz2(bz_stream *stream)
{
    *stream = (bz_stream){.next_in = (char *)packed,
                          .avail_in = PACKED_SIZE,
                          .next_out = (char *)output,
                          .avail_out = PACKED_SIZE};
    say_bz2("begin", stream, do_BZ2_bzDecompressInit(stream, 0, 0));
}

static void end_bz2(bz_stream *stream)
{
    say_bz2("end", stream, do_BZ2_bzDecompressEnd(stream));
    say_bz2("end again", stream, do_BZ2_bzDecompressEnd(stream));
}

static void bz2_arguments(void)
{
    bz_stream stream = {0};

    say_bz2("level 0", &stream, do_BZ2_bzCompressInit(&stream, 0, 0, 0));
    say_bz2("level 10", &stream, do_BZ2_bzCompressInit(&stream, 10, 0, 0));
    say_bz2("factor", &stream, do_BZ2_bzCompressInit(&stream, 9, 0, 251));
    say_bz2("small", &stream, do_BZ2_bzDecompressInit(&stream, 0, 7));
    say_bz2("none", &stream, do_BZ2_bzCompressInit(NULL, 9, 0, 0));
    say_bz2("none", &stream, do_BZ2_bzCompress(NULL, BZ_RUN));
    say_bz2("none", &stream, do_BZ2_bzDecompressEnd(NULL));
    say_bz2("no state", &stream, do_BZ2_bzDecompress(&stream));
    say_bz2("begin", &stream, do_BZ2_bzCompressInit(&stream, 1, 0, 0));
    say_bz2("action 99", &stream, do_BZ2_bzCompress(&stream, 99));
    say_bz2("nothing", &stream, do_BZ2_bzCompress(&stream, BZ_RUN));
    say_bz2("end", &stream, do_BZ2_bzCompressEnd(&stream));
}

/* Compress the text in pieces; leaves it in packed. */
static void bz2_compress(void)
{
    bz_stream stream = {.next_out = (char *)packed, .avail_out = PACKED_SIZE};

    say_bz2("begin", &stream, do_BZ2_bzCompressInit(&stream, 1, 0, 0));
    for (size_t i = 0; i < TEXT_SIZE; i += TEXT_SIZE / 4) {
        stream.next_in = (char *)text + i;
        stream.avail_in = TEXT_SIZE / 4;
        say_bz2("run", &stream, do_BZ2_bzCompress(&stream, BZ_RUN));
    }
    say_bz2("flush", &stream, do_BZ2_bzCompress(&stream, BZ_FLUSH));
    say_bz2("finish", &stream, do_BZ2_bzCompress(&stream, BZ_FINISH));
    printf("bz2 packed: %u\n", sum_of(packed, stream.total_out_lo32));
    say_bz2("end", &stream, do_BZ2_bzCompressEnd(&stream));
}

/* Decompress with @in and @out, which may fault, and end the stream. */
static void bz2_fault(const char *step, unsigned char *in, unsigned char *out,
                      bool next_mends)
{
    bz_stream stream;

    begin_bz2(&stream);
    stream.next_in = (char *)in;
    stream.next_out = (char *)out;
    if (out != output) {
        stream.avail_out = PAGE;
    }
    reset_pages(next_mends);
    if (sigsetjmp(escape, 1) == 0) {
        say_bz2(step, &stream, do_BZ2_bzDecompress(&stream));
    }
    printf("bz2 %s: fault at %ld, %d\n", step,
           fault_address == NULL || in == NULL || out == NULL ? -1
                                                              : fault_offset(),
           fault_address != NULL);
    /* What a call that was left has counted is nobody's contract. */
    printf("bz2 end: %d, ", do_BZ2_bzDecompressEnd(&stream));
    printf("state %d\n", stream.state != NULL);
}

static void bz2_faults(void)
{
    memcpy(pages, packed, PAGE);
    bz2_fault("no input", NULL, output, false);
    bz2_fault("no output", packed, NULL, false);
    bz2_fault("input", pages, output, false);
    bz2_fault("output", packed, pages + PAGE - 100, false);
    bz2_fault("output mended", packed, pages + PAGE - 100, true);
    printf("bz2 output mended: %u\n", sum_of(pages + PAGE - 100, PAGE));
}

static void bz2_child(void)
{
    bz_stream stream;
    int status = 0;
    pid_t child = 0;

    begin_bz2(&stream);
    stream.avail_out = TEXT_SIZE / 2;
    say_bz2("half", &stream, do_BZ2_bzDecompress(&stream));
    stream.avail_out = TEXT_SIZE;
    fflush(stdout);
    child = fork();
    if (child > 0) {
        waitpid(child, &status, 0);
        printf("bz2 child: %x\n", (unsigned int)status);
    }
    say_bz2("rest", &stream, do_BZ2_bzDecompress(&stream));
    printf("bz2 rest: %d\n", memcmp(output, text, TEXT_SIZE));
    end_bz2(&stream);
    if (child == 0) {
        fflush(stdout);
        _exit(3);
    }
}

static void bz2_one_shot(void)
{
    unsigned int size = PACKED_SIZE;

    printf("bz2 one-shot: %d %u",
           do_BZ2_bzBuffToBuffCompress((char *)packed, &size, (char *)text,
                                       TEXT_SIZE, 9, 0, 30),
           size);
    printf(" %u\n", sum_of(packed, size));
}

static void say_lzma(const char *step, const lzma_stream *stream, int result)
{
    uint64_t in = 0;
    uint64_t out = 0;

    if (stream->internal != NULL) {
        do_lzma_get_progress((lzma_stream *)stream, &in, &out);
    }
    printf("lzma %s: %d, in %lu of %lu left %zu, out %lu of %lu left %zu\n",
           step, result, (unsigned long)in, (unsigned long)stream->total_in,
           stream->avail_in, (unsigned long)out,
           (unsigned long)stream->total_out, stream->avail_out);
}

/* Set an enum to a value that it does not have. */
static void set_unknown(void *enumeration)
{
    const int value = 99;

    memcpy(enumeration, &value, sizeof(value));
}

static void lzma_compress(void)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_check check = LZMA_CHECK_NONE;
    lzma_action action = LZMA_RUN;

    set_unknown(&check);
    set_unknown(&action);
    say_lzma("preset 99", &stream,
             (int)do_lzma_easy_encoder(&stream, 99, LZMA_CHECK_CRC64));
    say_lzma("unknown check", &stream,
             (int)do_lzma_easy_encoder(&stream, 1, check));
    say_lzma("begin", &stream,
             (int)do_lzma_easy_encoder(&stream, 1, LZMA_CHECK_CRC64));
    stream.next_in = text;
    stream.avail_in = TEXT_SIZE / 2;
    stream.next_out = packed;
    stream.avail_out = PACKED_SIZE;
    say_lzma("run", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    say_lzma("unknown action", &stream, (int)do_lzma_code(&stream, action));
    /* As the library has it: begun anew. */
    say_lzma("begin", &stream,
             (int)do_lzma_easy_encoder(&stream, 1, LZMA_CHECK_CRC64));
    stream.next_in = text;
    stream.avail_in = TEXT_SIZE;
    stream.next_out = packed;
    stream.avail_out = PACKED_SIZE;
    say_lzma("flush", &stream, (int)do_lzma_code(&stream, LZMA_SYNC_FLUSH));
    say_lzma("finish", &stream, (int)do_lzma_code(&stream, LZMA_FINISH));
    do_lzma_end(&stream);
    do_lzma_end(&stream);
}

static void lzma_arguments(void)
{
    lzma_stream stream = LZMA_STREAM_INIT;

    say_lzma("none", &stream, (int)do_lzma_stream_decoder(NULL, 1 << 30, 0));
    say_lzma("no state", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    say_lzma("flags", &stream,
             (int)do_lzma_stream_decoder(&stream, UINT64_MAX, 1U << 31));
    say_lzma("begin", &stream, (int)do_lzma_stream_decoder(&stream, 1000, 0));
    stream.avail_in = 3;
    say_lzma("no input", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    stream.next_in = packed;
    stream.avail_in = PACKED_SIZE;
    stream.avail_out = 3;
    say_lzma("no output", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    stream.next_out = output;
    stream.avail_out = PACKED_SIZE;
    say_lzma("memory", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    printf("lzma memory: needs more than %d, limit %lu\n",
           do_lzma_memusage(&stream) > 1000,
           (unsigned long)do_lzma_memlimit_get(&stream));
    say_lzma("limit", &stream, (int)do_lzma_memlimit_set(&stream, 500));
    say_lzma("limit", &stream, (int)do_lzma_memlimit_set(&stream, 1 << 28));
    say_lzma("run", &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    printf("lzma check: %d, same %d\n", (int)do_lzma_get_check(&stream),
           memcmp(output, text, TEXT_SIZE));
    do_lzma_end(&stream);
}

static void lzma_fault(const char *step, unsigned char *out, bool next_mends)
{
    lzma_stream stream = LZMA_STREAM_INIT;

    say_lzma("begin", &stream,
             (int)do_lzma_auto_decoder(&stream, UINT64_MAX, 0));
    stream.next_in = packed;
    stream.avail_in = PACKED_SIZE;
    stream.next_out = out;
    stream.avail_out = PAGE;
    reset_pages(next_mends);
    if (sigsetjmp(escape, 1) == 0) {
        say_lzma(step, &stream, (int)do_lzma_code(&stream, LZMA_RUN));
    }
    /* It copies by blocks of bytes, whose order is not its contract. */
    printf("lzma %s: fault %d\n", step, fault_address != NULL);
    do_lzma_end(&stream);
}

static void lzma_memory(void)
{
    lzma_fault("output", pages + PAGE - 100, false);
    lzma_fault("output mended", pages + PAGE - 100, true);
    printf("lzma output mended: %u\n", sum_of(pages + PAGE - 100, PAGE));
}

static void lzma_broken(void)
{
    lzma_stream stream = LZMA_STREAM_INIT;

    packed[TEXT_SIZE / 100] ^= 1;
    say_lzma("begin", &stream,
             (int)do_lzma_stream_decoder(&stream, UINT64_MAX, 0));
    stream.next_in = packed;
    stream.avail_in = PACKED_SIZE;
    stream.next_out = output;
    stream.avail_out = PACKED_SIZE;
    printf("lzma broken: %d\n", (int)do_lzma_code(&stream, LZMA_RUN));
    say_lzma("alone", &stream, (int)do_lzma_alone_decoder(&stream, 1 << 30));
    stream.next_in = text;
    stream.avail_in = TEXT_SIZE;
    printf("lzma alone: %d\n", (int)do_lzma_code(&stream, LZMA_RUN));
    do_lzma_end(&stream);
}

int main(void)
{
    start();
    bz2_arguments();
    bz2_compress();
    bz2_faults();
    bz2_child();
    bz2_one_shot();
    lzma_compress();
    lzma_arguments();
    lzma_memory();
    lzma_broken();
    return EXIT_SUCCESS;
}
