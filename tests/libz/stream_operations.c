/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random operations on zlib streams.
 *
 *     stream_operations SEED COUNT
 *
 * writes a line for each: the function, its status, and all that the program
 * can see of the stream and of what was written. The same seed makes the same
 * operations, whichever zlib serves them, so two runs can be compared. Nothing
 * is done that zlib.h leaves undefined.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

enum {
    SLOTS = 8,
    TEXT_SIZE = 200000,
    PACKED = 24, /* streams to inflate */
    PACKED_SIZE = 20000,
    PLAIN_SIZE = 12000,
    OUTPUT_SIZE = 70000,
    DICTIONARY_SIZE = 700,
};

typedef enum Kind {
    NONE,
    DEFLATE,
    INFLATE,
} Kind;

/* A gzip header in memory of its own: what zlib needs no more is unmapped. */
typedef struct Header {
    gz_header zlib;
    Bytef extra[700];
    Bytef name[600];
    Bytef comment[600];
} Header;

typedef struct Slot {
    z_stream stream;
    Kind kind;
    bool is_fresh;  /* nothing was fed since the beginning */
    bool is_shared; /* the header, by a copy of the stream */
    bool is_gone;   /* unmapped, though zlib was told of it */
    /* Of an inflate stream: what it is fed, and how far it is. */
    const Bytef *source;
    size_t source_size;
    size_t source_used;
    Header *header;
} Slot;

static Slot slots[SLOTS];
static Bytef text[TEXT_SIZE];
static Bytef output[OUTPUT_SIZE];
static struct {
    Bytef bytes[PACKED_SIZE];
    size_t size;
    int window_bits;
    bool has_dictionary;
} packed[PACKED];
static uint64_t state;
static int serial; /* of the operation */

static uint32_t next_random(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 0x2545f4914f6cdd1dull) >> 32);
}

/* 0 to @limit - 1. */
static uint32_t below(uint32_t limit)
{
    return next_random() % limit;
}

static bool chance(uint32_t one_in)
{
    return below(one_in) == 0;
}

/* Small ones as often as large ones. */
static uInt random_size(uint32_t limit)
{
    return below(2 + below(1u << below(17))) % (limit + 1);
}

static void make_text(void)
{
    static const char letters[] = "eeeetttaaaooinshrdlu  \n";

    for (size_t i = 0; i < TEXT_SIZE; i++) {
        if (i >= 5000 && chance(12)) {
            const size_t length = 3 + below(60);
            const size_t distance = 1 + below(4900);

            for (size_t j = 0; j < length && i < TEXT_SIZE; j++, i++) {
                text[i] = text[i - distance];
            }
            i--;
        } else {
            text[i] = i % 50000 > 45000
                          ? (Bytef)next_random()
                          : (Bytef)letters[below(sizeof(letters) - 1)];
        }
    }
}

static const Bytef *random_text(uInt size)
{
    return text + below(TEXT_SIZE - size);
}

static void report(const Slot *slot, const char *what, int status,
                   const Bytef *written, size_t size)
{
    const z_stream *s = &slot->stream;

    printf("%d slot %d %s: %d", serial, (int)(slot - slots), what, status);
    if (slot->kind != NONE) {
        printf(" in %u/%lu out %u/%lu adler %lx type %d msg %s", s->avail_in,
               s->total_in, s->avail_out, s->total_out, s->adler, s->data_type,
               s->msg == NULL ? "-" : s->msg);
    }
    if (written != NULL) {
        printf(" wrote %zu %08lx", size, crc32(0, written, (uInt)size));
    }
    printf("\n");
}

static void report_value(const char *what, long long value)
{
    printf("  %s %lld\n", what, value);
}

static int random_window_bits(void)
{
    static const int bits[] = {15, 15, 15, 31, -15, 9, 12, 25, -9, -13, 14};

    return bits[below(sizeof(bits) / sizeof(bits[0]))];
}

static Header *make_header(void)
{
    Header *header = mmap(NULL, sizeof(*header), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (header == MAP_FAILED) {
        abort();
    }
    return header;
}

/* What @slot's stream needs no more. */
static void unmap_header(Slot *slot)
{
    if (slot->header != NULL && !slot->is_gone && !slot->is_shared) {
        munmap(slot->header, sizeof(*slot->header));
        slot->is_gone = true;
    }
}

static void forget_header(Slot *slot)
{
    unmap_header(slot);
    slot->header = NULL;
    slot->is_shared = false;
    slot->is_gone = false;
}

/* A string as zlib takes it, or none. */
static Bytef *random_string(Bytef *buffer, uInt size)
{
    const uInt length = random_size(size - 1);

    for (uInt i = 0; i < length; i++) {
        buffer[i] = (Bytef)(1 + below(255));
    }
    buffer[length] = '\0';
    return chance(3) ? NULL : buffer;
}

/* A header to be written. */
static void fill_header(Header *header)
{
    header->zlib.text = (int)below(2);
    header->zlib.time = next_random();
    header->zlib.xflags = (int)below(256);
    header->zlib.os = (int)below(256);
    header->zlib.hcrc = (int)below(2);
    if (chance(2)) {
        header->zlib.extra = header->extra;
        header->zlib.extra_len = random_size(sizeof(header->extra));
        memcpy(header->extra, random_text(header->zlib.extra_len),
               header->zlib.extra_len);
    }
    header->zlib.name = random_string(header->name, sizeof(header->name));
    header->zlib.comment =
        random_string(header->comment, sizeof(header->comment));
}

/* A header to be read, with room for more or less of it. */
static void empty_header(Header *header)
{
    memset(header, 0x5a, sizeof(*header));
    header->zlib.extra = chance(4) ? NULL : header->extra;
    header->zlib.extra_max = random_size(sizeof(header->extra));
    header->zlib.name = chance(4) ? NULL : header->name;
    header->zlib.name_max = random_size(sizeof(header->name));
    header->zlib.comment = chance(4) ? NULL : header->comment;
    header->zlib.comm_max = random_size(sizeof(header->comment));
}

static void report_header(const Slot *slot)
{
    const Header *header = slot->header;
    const gz_header *zlib = NULL;

    if (header == NULL || slot->is_gone) {
        return;
    }
    zlib = &header->zlib;
    printf("  header text %d time %lx xflags %d os %d hcrc %d done %d\n",
           zlib->text, zlib->time, zlib->xflags, zlib->os, zlib->hcrc,
           zlib->done);
    printf("  extra %d %u %08lx name %d %08lx comment %d %08lx\n",
           zlib->extra != NULL, zlib->extra_len,
           crc32(0, header->extra, sizeof(header->extra)), zlib->name != NULL,
           crc32(0, header->name, sizeof(header->name)), zlib->comment != NULL,
           crc32(0, header->comment, sizeof(header->comment)));
}

static void begin_deflate(Slot *slot)
{
    const int level = (int)below(11) - 1;
    const int bits = random_window_bits();
    const int memory = chance(3) ? (int)below(9) + 1 : 8;
    const int strategy = chance(3) ? (int)below(5) : Z_DEFAULT_STRATEGY;
    int status = 0;

    memset(&slot->stream, 0, sizeof(slot->stream));
    status = chance(3) ? deflateInit(&slot->stream, level)
                       : deflateInit2(&slot->stream, level, Z_DEFLATED, bits,
                                      memory, strategy);
    slot->kind = status == Z_OK ? DEFLATE : NONE;
    slot->is_fresh = true;
    report(slot, "deflateInit2", status, NULL, 0);
}

static void begin_inflate(Slot *slot)
{
    const size_t i = below(PACKED);
    int bits = packed[i].window_bits;
    int status = 0;

    memset(&slot->stream, 0, sizeof(slot->stream));
    if (chance(10)) {
        bits = random_window_bits();
    } else if (bits > 0 && chance(4)) {
        bits = 15 + 32;
    }
    status = inflateInit2(&slot->stream, bits);
    slot->kind = status == Z_OK ? INFLATE : NONE;
    slot->is_fresh = true;
    slot->source = packed[i].bytes;
    slot->source_size = packed[i].size;
    slot->source_used = 0;
    report(slot, "inflateInit2", status, NULL, 0);
}

static void begin_badly(Slot *slot)
{
    static const int bad[][4] = {
        {10, 15, 8, 0}, {-2, 15, 8, 0}, {6, 16, 8, 0}, {6, 7, 8, 0},
        {6, 15, 10, 0}, {6, 15, 0, 0},  {6, 15, 8, 5}, {6, 33, 8, 0},
        {6, -16, 8, 0}, {6, -8, 8, 0},
    };
    const int *parameters = bad[below(sizeof(bad) / sizeof(bad[0]))];
    int status = 0;

    memset(&slot->stream, 0, sizeof(slot->stream));
    if (chance(2)) {
        status = deflateInit2(&slot->stream, parameters[0], Z_DEFLATED,
                              parameters[1], parameters[2], parameters[3]);
        report(slot, "bad deflateInit2", status, NULL, 0);
        if (status == Z_OK) {
            deflateEnd(&slot->stream);
        }
    } else {
        status = inflateInit2(&slot->stream, 48 + (int)below(20));
        report(slot, "bad inflateInit2", status, NULL, 0);
        if (status == Z_OK) {
            inflateEnd(&slot->stream);
        }
    }
    report(slot, "deflate without a stream", deflate(&slot->stream, Z_NO_FLUSH),
           NULL, 0);
    report(slot, "inflateReset without a stream", inflateReset(&slot->stream),
           NULL, 0);
    report_value("inflateMark", inflateMark(&slot->stream));
}

static void end(Slot *slot)
{
    const int status = slot->kind == DEFLATE ? deflateEnd(&slot->stream)
                                             : inflateEnd(&slot->stream);

    report(slot, slot->kind == DEFLATE ? "deflateEnd" : "inflateEnd", status,
           NULL, 0);
    slot->kind = NONE;
    forget_header(slot);
}

static void run_deflate(Slot *slot)
{
    static const int flushes[] = {Z_NO_FLUSH,      Z_NO_FLUSH,   Z_NO_FLUSH,
                                  Z_NO_FLUSH,      Z_SYNC_FLUSH, Z_FULL_FLUSH,
                                  Z_PARTIAL_FLUSH, Z_BLOCK,      Z_FINISH};
    const int flush =
        chance(50) ? 6 : flushes[below(sizeof(flushes) / sizeof(flushes[0]))];
    z_stream *s = &slot->stream;
    int status = 0;

    s->avail_in = random_size(20000);
    s->next_in = (Bytef *)random_text(s->avail_in);
    s->avail_out = chance(20) ? 0 : random_size(OUTPUT_SIZE);
    s->next_out = output;
    status = deflate(s, flush);
    slot->is_fresh = false;
    report(slot, "deflate", status, output, (size_t)(s->next_out - output));
    /* zlib reads no input before the header's end. */
    if (s->total_in > 0 && chance(4)) {
        unmap_header(slot);
    }
}

static void run_inflate(Slot *slot)
{
    static const int flushes[] = {Z_NO_FLUSH, Z_NO_FLUSH, Z_SYNC_FLUSH,
                                  Z_FINISH,   Z_BLOCK,    Z_TREES};
    z_stream *s = &slot->stream;
    const size_t left = slot->source_size - slot->source_used;
    int status = 0;

    s->avail_in = random_size((uint32_t)left);
    if (chance(3)) {
        s->avail_in = (uInt)left;
    }
    s->next_in = (Bytef *)slot->source + slot->source_used;
    s->avail_out = chance(20) ? 0 : random_size(OUTPUT_SIZE);
    s->next_out = output;
    status = inflate(s, flushes[below(sizeof(flushes) / sizeof(flushes[0]))]);
    slot->is_fresh = false;
    slot->source_used = (size_t)(s->next_in - slot->source);
    report(slot, "inflate", status, output, (size_t)(s->next_out - output));
    report_header(slot);
    if (slot->header != NULL && !slot->is_gone &&
        slot->header->zlib.done != 0 && chance(2)) {
        unmap_header(slot);
    }
}

static int reset_inflate(z_stream *stream)
{
    switch (below(3)) {
    case 0:
        return inflateReset(stream);
    case 1:
        return inflateResetKeep(stream);
    default:
        return inflateReset2(stream, random_window_bits());
    }
}

static void restart(Slot *slot)
{
    int status = 0;

    slot->is_fresh = true;
    if (slot->kind == DEFLATE && chance(4)) {
        status = deflateResetKeep(&slot->stream);
        /* But what is in the window stays. */
        slot->is_fresh = false;
    } else if (slot->kind == DEFLATE) {
        status = deflateReset(&slot->stream);
    } else {
        status = reset_inflate(&slot->stream);
        slot->source_used = 0;
    }
    report(slot, "reset", status, NULL, 0);
    if (status != Z_OK) {
        return;
    }
    if (slot->kind == INFLATE) {
        /* zlib has forgotten it. */
        forget_header(slot);
    } else if (slot->is_gone) {
        report(slot, "no header", deflateSetHeader(&slot->stream, NULL), NULL,
               0);
        forget_header(slot);
    }
}

static void copy(Slot *slot)
{
    Slot *other = &slots[below(SLOTS)];
    int status = 0;

    if (other == slot) {
        return;
    }
    if (other->kind != NONE) {
        end(other);
    }
    slot->is_shared = slot->header != NULL;
    *other = *slot;
    /* A stream that was moved is none. */
    report(other, "moved",
           slot->kind == DEFLATE ? deflate(&other->stream, Z_NO_FLUSH)
                                 : inflate(&other->stream, Z_NO_FLUSH),
           NULL, 0);
    other->kind = NONE;
    status = slot->kind == DEFLATE ? deflateCopy(&other->stream, &slot->stream)
                                   : inflateCopy(&other->stream, &slot->stream);
    other->kind = status == Z_OK ? slot->kind : NONE;
    if (status != Z_OK) {
        forget_header(other);
    }
    report(other, "copy", status, NULL, 0);
}

static void use_dictionary(Slot *slot)
{
    const bool is_deflate = slot->kind == DEFLATE;
    Bytef *dictionary = output;
    uInt length = 0;
    int status = 0;

    if (chance(2)) {
        const uInt size = chance(2) ? DICTIONARY_SIZE : random_size(40000);
        const Bytef *bytes = chance(2) ? text : random_text(size);

        status = is_deflate ? deflateSetDictionary(&slot->stream, bytes, size)
                            : inflateSetDictionary(&slot->stream, bytes, size);
        report(slot, "setDictionary", status, NULL, 0);
        return;
    }
    if (chance(4)) {
        dictionary = NULL;
    }
    status = is_deflate
                 ? deflateGetDictionary(&slot->stream, dictionary, &length)
                 : inflateGetDictionary(&slot->stream, dictionary, &length);
    report(slot, "getDictionary", status, dictionary, length);
    report_value("length", length);
}

static void change_deflate(Slot *slot)
{
    z_stream *s = &slot->stream;
    unsigned int pending = 0;
    int bits = 0;

    s->avail_in = 0;
    s->next_in = text;
    s->avail_out = chance(5) ? random_size(100) : OUTPUT_SIZE;
    s->next_out = output;
    switch (below(6)) {
    case 0:
    case 1: {
        const int level = (int)below(12) - 1;
        const int strategy = (int)below(5);
        const int status = deflateParams(s, level, strategy);

        report(slot, "deflateParams", status, output,
               (size_t)(s->next_out - output));
        break;
    }
    case 2: {
        const int good = (int)below(40);
        const int lazy = (int)below(260);
        const int nice = (int)below(260);
        const int chain = (int)below(5000);

        report(slot, "deflateTune", deflateTune(s, good, lazy, nice, chain),
               NULL, 0);
        break;
    }
    case 3: {
        const int count = (int)below(17);
        const int value = (int)below(1u << count);

        /* Later the bits go where zlib may not have written yet. */
        if (slot->is_fresh) {
            report(slot, "deflatePrime", deflatePrime(s, count, value), NULL,
                   0);
        }
        break;
    }
    case 4:
        report(slot, "deflatePending", deflatePending(s, &pending, &bits), NULL,
               0);
        report_value("pending", pending);
        report_value("bits", bits);
        break;
    default: {
        const uLong size = random_size(1000000);

        /* It looks at the header, whenever that may have been needed last. */
        if (!slot->is_gone) {
            report_value("deflateBound", (long long)deflateBound(s, size));
        }
        break;
    }
    }
}

static void change_inflate(Slot *slot)
{
    z_stream *s = &slot->stream;

    s->avail_out = 0;
    s->next_out = output;
    switch (below(6)) {
    case 0:
        s->next_in = (Bytef *)slot->source + slot->source_used;
        s->avail_in = (uInt)(slot->source_size - slot->source_used);
        report(slot, "inflateSync", inflateSync(s), NULL, 0);
        slot->source_used = (size_t)(s->next_in - slot->source);
        break;
    case 1:
        report(slot, "inflateSyncPoint", inflateSyncPoint(s), NULL, 0);
        break;
    case 2: {
        const int count = (int)below(17);
        const int value = (int)below(1u << count);

        report(slot, "inflatePrime", inflatePrime(s, count, value), NULL, 0);
        break;
    }
    case 3:
        report_value("inflateMark", inflateMark(s));
        break;
    case 4:
        report(slot, "inflateUndermine", inflateUndermine(s, (int)below(2)),
               NULL, 0);
        break;
    default:
        report(slot, "inflateValidate", inflateValidate(s, (int)below(2)), NULL,
               0);
        report_value("inflateCodesUsed", (long long)inflateCodesUsed(s));
        break;
    }
}

static void set_header(Slot *slot)
{
    Header *header = NULL;
    int status = 0;

    /* Not in the middle of another. */
    if (!slot->is_fresh && slot->stream.total_in == 0) {
        return;
    }
    if (!chance(6)) {
        header = make_header();
        fill_header(header);
    }
    status =
        deflateSetHeader(&slot->stream, header == NULL ? NULL : &header->zlib);
    report(slot, "deflateSetHeader", status, NULL, 0);
    if (status == Z_OK) {
        forget_header(slot);
        slot->header = header;
    } else if (header != NULL) {
        munmap(header, sizeof(*header));
    }
}

static void get_header(Slot *slot)
{
    Header *header = make_header();
    int status = 0;

    empty_header(header);
    status = inflateGetHeader(&slot->stream, &header->zlib);
    report(slot, "inflateGetHeader", status, NULL, 0);
    if (status == Z_OK) {
        forget_header(slot);
        slot->header = header;
        report_header(slot);
    } else {
        munmap(header, sizeof(*header));
    }
}

static void checksum(void)
{
    const uInt size = random_size(150000);
    const Bytef *bytes = random_text(size);

    printf("%d crc32 %lx adler32 %lx\n", serial,
           crc32(below(1000), bytes, size), adler32(1, bytes, size));
    printf("  of nothing %lx %lx, by NULL %lx %lx\n", crc32(7, bytes, 0),
           adler32(7, bytes, 0), crc32(7, NULL, 5), adler32(7, NULL, 5));
}

static void one_shot(void)
{
    const uInt size = random_size(40000);
    uLongf length = chance(4) ? random_size(20000) : compressBound(size);
    uLongf back = chance(4) ? random_size(40000) : OUTPUT_SIZE;
    uLong used = 0;
    static Bytef other[OUTPUT_SIZE];
    const int status =
        compress2(output, &length, random_text(size), size, (int)below(11) - 1);

    printf("%d compress2 %d: %lu %08lx\n", serial, status, length,
           crc32(0, output, (uInt)length));
    if (status != Z_OK) {
        return;
    }
    used = length;
    if (chance(5)) {
        output[below((uint32_t)length)] ^= 1;
    }
    memset(other, 0, sizeof(other));
    printf("  uncompress2 %d:", uncompress2(other, &back, output, &used));
    printf(" %lu %lu %08lx\n", back, used, crc32(0, other, (uInt)back));
}

static void operate(void)
{
    Slot *slot = &slots[below(SLOTS)];

    if (chance(40)) {
        checksum();
        return;
    }
    if (chance(60)) {
        one_shot();
        return;
    }
    if (slot->kind == NONE) {
        if (chance(20)) {
            begin_badly(slot);
        } else if (chance(2)) {
            begin_deflate(slot);
        } else {
            begin_inflate(slot);
        }
        return;
    }
    switch (below(32)) {
    case 0:
        end(slot);
        break;
    case 1:
        restart(slot);
        break;
    case 2:
        copy(slot);
        break;
    case 3:
    case 4:
        use_dictionary(slot);
        break;
    case 5:
    case 6:
    case 7:
        if (slot->kind == DEFLATE) {
            change_deflate(slot);
        } else {
            change_inflate(slot);
        }
        break;
    case 8:
    case 9:
        if (slot->kind == DEFLATE) {
            set_header(slot);
        } else {
            get_header(slot);
        }
        break;
    default:
        if (slot->kind == DEFLATE) {
            run_deflate(slot);
        } else {
            run_inflate(slot);
        }
        break;
    }
}

/* Whole streams of all kinds, some of them damaged. */
static void make_packed(void)
{
    for (size_t i = 0; i < PACKED; i++) {
        const uInt size = random_size(PLAIN_SIZE);
        const int bits = random_window_bits();
        Header *header = make_header();
        z_stream stream;

        memset(&stream, 0, sizeof(stream));
        packed[i].window_bits = bits;
        if (deflateInit2(&stream, (int)below(10), Z_DEFLATED, bits, 8,
                         (int)below(5)) != Z_OK) {
            abort();
        }
        if (chance(3)) {
            deflateSetDictionary(&stream, text, DICTIONARY_SIZE);
        }
        fill_header(header);
        deflateSetHeader(&stream, chance(3) ? NULL : &header->zlib);
        stream.next_in = (Bytef *)random_text(size);
        stream.avail_in = size / 2;
        stream.next_out = packed[i].bytes;
        stream.avail_out = PACKED_SIZE;
        deflate(&stream, chance(2) ? Z_FULL_FLUSH : Z_NO_FLUSH);
        stream.avail_in += size - size / 2;
        deflate(&stream, Z_FINISH);
        packed[i].size = stream.total_out;
        deflateEnd(&stream);
        munmap(header, sizeof(*header));
        for (uint32_t j = chance(3) ? below(3) : 0; j > 0; j--) {
            packed[i].bytes[below((uint32_t)packed[i].size)] ^=
                (Bytef)(1 << below(8));
        }
    }
}

int main(int argc, char **argv)
{
    const long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

    state = argc == 3 ? strtoull(argv[1], NULL, 10) : 0;
    if (state == 0 || count <= 0) {
        fprintf(stderr, "usage: stream_operations SEED COUNT\n");
        return EXIT_FAILURE;
    }
    state *= 0x9e3779b97f4a7c15ull;
    make_text();
    make_packed();
    for (serial = 1; serial <= count; serial++) {
        operate();
    }
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].kind != NONE) {
            end(&slots[i]);
        }
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
