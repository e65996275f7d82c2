/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of zlib's that makes calls that can be counted, and ends:
 *
 *     statistics return     from main()
 *     statistics exit       by exit_group(), with stderr closed
 *     statistics abort      by a signal that makes a core file
 *     statistics terminate  by one that makes none
 *     statistics thread     in another thread
 *     statistics fork       in a child, which makes one sum more, and after it
 *
 * It says how many bytes deflate() has made of the first stream, and of the
 * second.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

enum {
    TEXT_SIZE = 100000,
    SMALL_SIZE = 100, /* below any threshold */
    ROOM = 200000,
    GZIP_BITS = 31,
};

static unsigned char text[TEXT_SIZE];
static unsigned char packed[ROOM];
static unsigned char back[ROOM];

static void check(int is_right, const char *what)
{
    if (!is_right) {
        fprintf(stderr, "%s went wrong\n", what);
        _exit(EXIT_FAILURE);
    }
}

/* One deflateInit2(), one deflate(), one deflateEnd(). Returns the length. */
static unsigned deflate_once(unsigned size, gz_headerp header)
{
    z_stream strm = {0};
    unsigned length = 0;

    check(deflateInit2(&strm, 6, Z_DEFLATED, GZIP_BITS, 8, 0) == Z_OK,
          "deflateInit2()");
    if (header != NULL) {
        check(deflateSetHeader(&strm, header) == Z_OK, "deflateSetHeader()");
    }
    strm.next_in = text;
    strm.avail_in = size;
    strm.next_out = packed;
    strm.avail_out = ROOM;
    check(deflate(&strm, Z_FINISH) == Z_STREAM_END, "deflate()");
    length = (unsigned)strm.total_out;
    check(deflateEnd(&strm) == Z_OK, "deflateEnd()");
    return length;
}

static void inflate_once(unsigned length, unsigned size)
{
    z_stream strm = {0};

    check(inflateInit2(&strm, GZIP_BITS) == Z_OK, "inflateInit2()");
    strm.next_in = packed;
    strm.avail_in = length;
    strm.next_out = back;
    strm.avail_out = ROOM;
    check(inflate(&strm, Z_FINISH) == Z_STREAM_END, "inflate()");
    check(inflateEnd(&strm) == Z_OK, "inflateEnd()");
    check(memcmp(text, back, size) == 0, "the text");
}

static unsigned read_nothing(void *unused, z_const Bytef **buffer)
{
    (void)unused;
    *buffer = NULL;
    return 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): zlib's out_func */
static int write_nothing(void *unused, Bytef *buffer, unsigned length)
{
    (void)unused;
    (void)buffer;
    (void)length;
    return 0;
}

static void inflate_back(void)
{
    z_stream strm = {0};

    check(inflateBackInit(&strm, 15, back) == Z_OK, "inflateBackInit()");
    check(inflateBack(&strm, read_nothing, NULL, write_nothing, NULL) ==
              Z_BUF_ERROR,
          "inflateBack()");
    check(inflateBackEnd(&strm) == Z_OK, "inflateBackEnd()");
}

static void make_calls(void)
{
    gz_header header = {0};
    const unsigned plain = deflate_once(TEXT_SIZE, NULL);
    unsigned with_header = 0;

    inflate_once(plain, TEXT_SIZE);
    with_header = deflate_once(SMALL_SIZE, &header);
    inflate_back();
    for (int i = 0; i < 3; i++) {
        check(crc32(0, text, SMALL_SIZE) != 0, "crc32()");
    }
    check(crc32(0, text, TEXT_SIZE) != 0, "crc32()");
    check(adler32(1, text, SMALL_SIZE) != 0, "adler32()");
    /* The initial value is nobody's work. */
    check(crc32(0, NULL, 0) == 0, "crc32()");
    printf("%u %u\n", plain, with_header);
    check(fflush(stdout) == 0, "output");
}

static void fork_a_caller(void)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        check(crc32(0, text, TEXT_SIZE) != 0, "crc32()");
        _exit(EXIT_SUCCESS);
    }
    check(waitpid(child, &status, 0) == child && status == 0, "the child");
}

static void *end_process(void *unused)
{
    (void)unused;
    exit(EXIT_SUCCESS);
}

static void end_in_a_thread(void)
{
    pthread_t thread;

    check(pthread_create(&thread, NULL, end_process, NULL) == 0, "a thread");
    pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
    const char *end = argc > 1 ? argv[1] : "return";

    for (unsigned i = 0; i < TEXT_SIZE; i++) {
        text[i] = (unsigned char)('a' + i * i % 23);
    }
    make_calls();
    if (strcmp(end, "fork") == 0) {
        fork_a_caller();
    } else if (strcmp(end, "abort") == 0) {
        abort();
    } else if (strcmp(end, "terminate") == 0) {
        (void)raise(SIGTERM);
    } else if (strcmp(end, "thread") == 0) {
        end_in_a_thread();
    } else if (strcmp(end, "exit") == 0) {
        close(STDERR_FILENO);
        _exit(EXIT_SUCCESS);
    }
    return EXIT_SUCCESS;
}
