// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every scenario is run twice, by zlib itself and by the library on a host that
// is this very process, and has to leave the same trace: each status, each
// field of the stream, each byte, each request to the program's allocator.
#include <errno.h>
#include <gtest/gtest.h>
#include <string.h>

#include <functional>
#include <string>
#include <vector>

#include "guest/libz/own_zlib.h"
#include "guest/libz/testing/fake_host.h"
#include "guest/libz/thresholds.h"
#include "protocol/hostlib_protocol.h"

namespace
{

// One zlib's functions.
struct Zlib {
#define FUNCTIONS(X)                                                           \
    X(deflate)                                                                 \
    X(deflateBound)                                                            \
    X(deflateCopy)                                                             \
    X(deflateEnd)                                                              \
    X(deflateGetDictionary)                                                    \
    X(deflateInit2_)                                                           \
    X(deflateParams)                                                           \
    X(deflatePending)                                                          \
    X(deflatePrime)                                                            \
    X(deflateReset)                                                            \
    X(deflateResetKeep)                                                        \
    X(deflateSetDictionary)                                                    \
    X(deflateSetHeader)                                                        \
    X(deflateTune)                                                             \
    X(inflate)                                                                 \
    X(inflateCodesUsed)                                                        \
    X(inflateCopy)                                                             \
    X(inflateEnd)                                                              \
    X(inflateGetDictionary)                                                    \
    X(inflateGetHeader)                                                        \
    X(inflateInit2_)                                                           \
    X(inflateMark)                                                             \
    X(inflatePrime)                                                            \
    X(inflateReset)                                                            \
    X(inflateReset2)                                                           \
    X(inflateResetKeep)                                                        \
    X(inflateSetDictionary)                                                    \
    X(inflateSync)                                                             \
    X(inflateSyncPoint)                                                        \
    X(inflateUndermine)                                                        \
    X(inflateValidate)
#define MEMBER(name) decltype(&::name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
};

#define FUNCTION(name) ::name,
const Zlib kLibrary = {FUNCTIONS(FUNCTION)};
#undef FUNCTION
#define FUNCTION(name) ::z_##name,
const Zlib kOwn = {FUNCTIONS(FUNCTION)};
#undef FUNCTION
#undef FUNCTIONS

using Bytes = std::vector<Bytef>;

// A program: what it does is noted.
class Program
{
  public:
    Program(const Zlib &functions, int failing_request)
        : z(functions), failing_request_(failing_request)
    {
    }

    z_stream stream()
    {
        z_stream strm = {};
        strm.zalloc = allocate;
        strm.zfree = release;
        strm.opaque = this;
        return strm;
    }

    void note(const std::string &what)
    {
        trace.push_back(what);
    }

    // Note a call's status and what it left in @strm.
    int note(const char *call, int status, const z_stream &strm)
    {
        note(std::string(call) + " = " + std::to_string(status) + " in " +
             std::to_string(strm.avail_in) + "/" +
             std::to_string(strm.total_in) + " out " +
             std::to_string(strm.avail_out) + "/" +
             std::to_string(strm.total_out) + " adler " +
             std::to_string(strm.adler) + " type " +
             std::to_string(strm.data_type) + " msg " +
             (strm.msg != nullptr ? strm.msg : "-") +
             (strm.state != nullptr ? "" : " ended"));
        return status;
    }

    const Zlib &z;
    std::vector<std::string> trace;

  private:
    static voidpf allocate(voidpf opaque, uInt items, uInt size)
    {
        auto *self = static_cast<Program *>(opaque);
        const int number = self->requests_++;
        self->note("request " + std::to_string(items) + " x " +
                   std::to_string(size));
        if (number == self->failing_request_) {
            return nullptr;
        }
        voidpf block = malloc(static_cast<size_t>(items) * size);
        memset(block, 0xa5, static_cast<size_t>(items) * size);
        self->blocks_.emplace_back(block, number);
        return block;
    }

    static void release(voidpf opaque, voidpf block)
    {
        auto *self = static_cast<Program *>(opaque);
        for (auto &held : self->blocks_) {
            if (held.first == block) {
                self->note("free " + std::to_string(held.second));
                held.first = nullptr;
                free(block);
                return;
            }
        }
        self->note("free of what is not there");
    }

    int failing_request_;
    int requests_ = 0;
    std::vector<std::pair<voidpf, int>> blocks_;
};

using Scenario = std::function<void(Program &)>;

void expect_same(const Scenario &scenario, int failing_request = -1)
{
    Program own(kOwn, failing_request);
    Program offloaded(kLibrary, failing_request);
    const int streams = fake_host.streams;

    scenario(own);
    scenario(offloaded);
    // The first difference says all.
    for (size_t i = 0; i < own.trace.size() || i < offloaded.trace.size();
         i++) {
        const std::string is =
            i < offloaded.trace.size() ? offloaded.trace[i] : "nothing";
        const std::string should =
            i < own.trace.size() ? own.trace[i] : "nothing";
        ASSERT_EQ(is, should)
            << "in step " << i << " after "
            << (i > 0 ? own.trace[i - 1] : std::string("nothing"));
    }
    EXPECT_EQ(fake_host.streams, streams);
}

// As above, and with each of the first requests for memory failing.
void expect_same_without_memory(const Scenario &scenario)
{
    for (int failing = -1; failing < 12; failing++) {
        SCOPED_TRACE(failing);
        expect_same(scenario, failing);
    }
}

Bytes text(size_t size)
{
    Bytes bytes;
    for (unsigned i = 0; bytes.size() < size; i++) {
        const std::string word = std::to_string(i * i % 1009) + " ";
        bytes.insert(bytes.end(), word.begin(), word.end());
    }
    bytes.resize(size);
    return bytes;
}

const Bytes kText = text(100000);
const size_t kRoom = 150000;

void set_input(z_stream &strm, const Bytes &bytes, size_t from, size_t to)
{
    strm.next_in = const_cast<Bytef *>(bytes.data()) + from;
    strm.avail_in = static_cast<uInt>(to - from);
}

void set_output(z_stream &strm, Bytes &bytes)
{
    strm.next_out = bytes.data();
    strm.avail_out = static_cast<uInt>(bytes.size());
}

int deflate_init(Program &p, z_stream &strm, int level, int bits, int memory,
                 int strategy)
{
    return p.note("deflateInit2",
                  p.z.deflateInit2_(&strm, level, Z_DEFLATED, bits, memory,
                                    strategy, ZLIB_VERSION, sizeof(strm)),
                  strm);
}

int inflate_init(Program &p, z_stream &strm, int bits)
{
    return p.note("inflateInit2",
                  p.z.inflateInit2_(&strm, bits, ZLIB_VERSION, sizeof(strm)),
                  strm);
}

void note_bytes(Program &p, const Bytes &bytes, size_t used)
{
    p.note("bytes " + std::to_string(z_crc32(0, bytes.data(), used)));
}

Bytes compressed(int bits, size_t size = 100000)
{
    z_stream strm = {};
    Bytes out(kRoom);
    z_deflateInit2_(&strm, 6, Z_DEFLATED, bits, 8, 0, ZLIB_VERSION,
                    sizeof(strm));
    set_input(strm, kText, 0, size);
    set_output(strm, out);
    z_deflate(&strm, Z_FINISH);
    out.resize(strm.total_out);
    z_deflateEnd(&strm);
    return out;
}

void deflate_all(Program &p, z_stream &strm)
{
    Bytes out(kRoom);
    set_output(strm, out);
    for (size_t at = 0; at < kText.size(); at += 25000) {
        set_input(strm, kText, at, at + 25000);
        p.note("deflate", p.z.deflate(&strm, Z_NO_FLUSH), strm);
    }
    p.note("deflate", p.z.deflate(&strm, Z_FINISH), strm);
    note_bytes(p, out, strm.total_out);
}

void inflate_all(Program &p, z_stream &strm, const Bytes &in, size_t step,
                 int flush)
{
    Bytes out(kRoom);
    int status = Z_OK;
    set_output(strm, out);
    for (size_t at = 0; at < in.size() && status == Z_OK; at += step) {
        set_input(strm, in, at, std::min(in.size(), at + step));
        status = p.note("inflate", p.z.inflate(&strm, flush), strm);
    }
    note_bytes(p, out, strm.total_out);
}

TEST(OffloadTest, DeflateIsDoneByTheHost)
{
    const unsigned calls = fake_host.calls;
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    deflate_init(p, strm, 6, 15, 8, 0);
    EXPECT_EQ(fake_host.streams, 1);
    deflate_all(p, strm);
    deflateEnd(&strm);
    EXPECT_EQ(fake_host.streams, 0);
    EXPECT_EQ(fake_host.calls, calls + 7);
}

TEST(OffloadTest, DeflateOfAllParameters)
{
    for (int bits = -17; bits < 34; bits++) {
        for (const int memory : {0, 1, 8, 9, 10}) {
            SCOPED_TRACE(bits);
            expect_same([&](Program &p) {
                z_stream strm = p.stream();
                if (deflate_init(p, strm, 1, bits, memory, 0) == Z_OK) {
                    deflate_all(p, strm);
                    p.note("end", p.z.deflateEnd(&strm), strm);
                }
            });
        }
    }
    for (const int level : {-2, -1, 0, 9, 10}) {
        for (const int strategy : {-1, 0, 4, 5}) {
            expect_same([&](Program &p) {
                z_stream strm = p.stream();
                deflate_init(p, strm, level, 15, 8, strategy);
                p.note("end", p.z.deflateEnd(&strm), strm);
            });
        }
    }
}

TEST(OffloadTest, DeflateWithoutMemory)
{
    expect_same_without_memory([](Program &p) {
        z_stream strm = p.stream();
        z_stream copy = {};
        if (deflate_init(p, strm, 6, 15, 8, 0) != Z_OK) {
            return;
        }
        if (p.note("copy", p.z.deflateCopy(&copy, &strm), strm) == Z_OK) {
            deflate_all(p, copy);
            p.note("end", p.z.deflateEnd(&copy), copy);
        }
        p.note("end", p.z.deflateEnd(&strm), strm);
    });
}

TEST(OffloadTest, DeflatesOtherFunctions)
{
    expect_same([](Program &p) {
        z_stream strm = p.stream();
        Bytes out(kRoom);
        Bytes dictionary(32768);
        uInt length = 0;
        unsigned pending = 0;
        int bits = 0;
        deflate_init(p, strm, 6, -15, 8, 0);
        p.note("bound " + std::to_string(p.z.deflateBound(&strm, 12345)));
        p.note("tune", p.z.deflateTune(&strm, 4, 5, 6, 7), strm);
        p.note("prime", p.z.deflatePrime(&strm, 3, 5), strm);
        p.note("pending", p.z.deflatePending(&strm, &pending, &bits), strm);
        p.note(std::to_string(pending) + " " + std::to_string(bits));
        p.note("pending", p.z.deflatePending(&strm, nullptr, nullptr), strm);
        p.note("set", p.z.deflateSetDictionary(&strm, kText.data(), 1000),
               strm);
        p.note("get",
               p.z.deflateGetDictionary(&strm, dictionary.data(), &length),
               strm);
        p.note(std::to_string(length));
        deflate_all(p, strm);
        p.note("params", p.z.deflateParams(&strm, 9, 1), strm);
        p.note("reset", p.z.deflateReset(&strm), strm);
        set_input(strm, kText, 0, 50000);
        set_output(strm, out);
        p.note("deflate", p.z.deflate(&strm, Z_NO_FLUSH), strm);
        p.note("params", p.z.deflateParams(&strm, 1, 0), strm);
        p.note("keep", p.z.deflateResetKeep(&strm), strm);
        p.note("bad params", p.z.deflateParams(&strm, 11, 0), strm);
        deflate_all(p, strm);
        p.note("end", p.z.deflateEnd(&strm), strm);
        p.note("end", p.z.deflateEnd(&strm), strm);
    });
}

// When deflateSetHeader() is called.
enum Moment { kAtOnce, kMidway, kFinished };

void deflate_with_header(Program &p, int bits, int level, Moment moment)
{
    z_stream strm = p.stream();
    gz_header header = {};
    Bytes out(kRoom);
    header.name = (Bytef *)"a name";
    if (deflate_init(p, strm, level, bits, 8, 0) != Z_OK) {
        return;
    }
    p.note("tune", p.z.deflateTune(&strm, 4, 5, 6, 7), strm);
    p.note("params", p.z.deflateParams(&strm, 6, Z_FILTERED), strm);
    if (moment == kFinished) {
        deflate_all(p, strm);
    } else if (moment == kMidway) {
        set_input(strm, kText, 0, 50000);
        set_output(strm, out);
        p.note("deflate", p.z.deflate(&strm, Z_NO_FLUSH), strm);
    }
    p.note("header", p.z.deflateSetHeader(&strm, &header), strm);
    deflate_all(p, strm);
    p.note("reset", p.z.deflateReset(&strm), strm);
    deflate_all(p, strm);
    p.note("end", p.z.deflateEnd(&strm), strm);
}

// On the host, and where that has no headers, which is one call of it more.
void expect_same_with_headers(const Scenario &scenario)
{
    for (const bool lacks_headers : {false, true}) {
        SCOPED_TRACE(lacks_headers);
        fake_host.lacks_headers = lacks_headers;
        expect_same_without_memory(scenario);
    }
    fake_host.lacks_headers = false;
}

TEST(OffloadTest, DeflateOfHeaders)
{
    for (const int bits : {15, 31, -15}) {
        for (const int level : {-1, 1, 6}) {
            for (const Moment moment : {kAtOnce, kMidway, kFinished}) {
                expect_same_with_headers([&](Program &p) {
                    deflate_with_header(p, bits, level, moment);
                });
            }
        }
    }
}

TEST(OffloadTest, InflateOfAllParameters)
{
    for (int bits = -17; bits < 50; bits++) {
        for (const int of : {15, 9, 31, -15}) {
            for (const int flush : {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH}) {
                SCOPED_TRACE(bits);
                SCOPED_TRACE(of);
                SCOPED_TRACE(flush);
                expect_same([&](Program &p) {
                    z_stream strm = p.stream();
                    if (inflate_init(p, strm, bits) == Z_OK) {
                        inflate_all(p, strm, compressed(of), 7000, flush);
                        p.note("end", p.z.inflateEnd(&strm), strm);
                    }
                });
            }
        }
    }
}

TEST(OffloadTest, InflateInOneCall)
{
    for (const int flush : {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH}) {
        expect_same_without_memory([&](Program &p) {
            z_stream strm = p.stream();
            if (inflate_init(p, strm, 15) == Z_OK) {
                inflate_all(p, strm, compressed(15), kRoom, flush);
                p.note("end", p.z.inflateEnd(&strm), strm);
            }
        });
    }
}

TEST(OffloadTest, InflateWithoutMemory)
{
    expect_same_without_memory([](Program &p) {
        z_stream strm = p.stream();
        z_stream copy = {};
        const Bytes in = compressed(47 - 16);
        Bytes out(kRoom);
        if (inflate_init(p, strm, 47) != Z_OK) {
            return;
        }
        set_input(strm, in, 0, 5000);
        set_output(strm, out);
        p.note("inflate", p.z.inflate(&strm, Z_NO_FLUSH), strm);
        p.note("again", p.z.inflate(&strm, Z_NO_FLUSH), strm);
        if (p.note("copy", p.z.inflateCopy(&copy, &strm), strm) == Z_OK) {
            p.note("inflate", p.z.inflate(&copy, Z_NO_FLUSH), copy);
            p.note("end", p.z.inflateEnd(&copy), copy);
        }
        p.note("reset", p.z.inflateReset(&strm), strm);
        inflate_all(p, strm, in, 7000, Z_NO_FLUSH);
        p.note("reset2", p.z.inflateReset2(&strm, 31), strm);
        inflate_all(p, strm, in, 7000, Z_NO_FLUSH);
        p.note("reset2", p.z.inflateReset2(&strm, -15), strm);
        p.note("bad reset2", p.z.inflateReset2(&strm, 7), strm);
        p.note("end", p.z.inflateEnd(&strm), strm);
    });
}

TEST(OffloadTest, InflatesOtherFunctions)
{
    expect_same_without_memory([](Program &p) {
        z_stream strm = p.stream();
        const Bytes in = compressed(-15);
        Bytes dictionary(32768);
        uInt length = 0;
        if (inflate_init(p, strm, -15) != Z_OK) {
            return;
        }
        p.note("set", p.z.inflateSetDictionary(&strm, kText.data(), 1000),
               strm);
        p.note("get",
               p.z.inflateGetDictionary(&strm, dictionary.data(), &length),
               strm);
        p.note(std::to_string(length));
        p.note("prime", p.z.inflatePrime(&strm, 3, 5), strm);
        p.note("prime", p.z.inflatePrime(&strm, -1, 0), strm);
        p.note("mark " + std::to_string(p.z.inflateMark(&strm)));
        p.note("codes " + std::to_string(p.z.inflateCodesUsed(&strm)));
        p.note("undermine", p.z.inflateUndermine(&strm, 1), strm);
        p.note("validate", p.z.inflateValidate(&strm, 0), strm);
        p.note("point", p.z.inflateSyncPoint(&strm), strm);
        inflate_all(p, strm, in, 7000, Z_BLOCK);
        p.note("codes " + std::to_string(p.z.inflateCodesUsed(&strm)));
        p.note("mark " + std::to_string(p.z.inflateMark(&strm)));
        p.note("keep", p.z.inflateResetKeep(&strm), strm);
        set_input(strm, in, 100, 200);
        p.note("sync", p.z.inflateSync(&strm), strm);
        p.note("end", p.z.inflateEnd(&strm), strm);
        p.note("end", p.z.inflateEnd(&strm), strm);
    });
}

TEST(OffloadTest, InflateOfHeaders)
{
    for (const int bits : {15, 31, 47, -15}) {
        for (const bool is_again : {false, true}) {
            expect_same_with_headers([&](Program &p) {
                z_stream strm = p.stream();
                const Bytes in = compressed(31, 40000);
                gz_header header = {};
                if (inflate_init(p, strm, bits) != Z_OK) {
                    return;
                }
                p.note("validate", p.z.inflateValidate(&strm, 0), strm);
                if (is_again) {
                    inflate_all(p, strm, in, kRoom, Z_FINISH);
                    p.note("reset", p.z.inflateReset(&strm), strm);
                }
                p.note("header", p.z.inflateGetHeader(&strm, &header), strm);
                inflate_all(p, strm, in, 7000, Z_NO_FLUSH);
                p.note("done " + std::to_string(header.done));
                p.note("end", p.z.inflateEnd(&strm), strm);
            });
        }
    }
}

// They stay the host's, whatever has happened to them before.
TEST(OffloadTest, HeadersAreTheHosts)
{
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    gz_header header = {};
    Bytef name[20] = "a name";
    Bytes out(kRoom);
    header.name = name;
    ASSERT_EQ(deflate_init(p, strm, 6, 31, 8, 0), Z_OK);
    EXPECT_EQ(deflatePrime(&strm, 0, 0), Z_OK);
    EXPECT_EQ(deflateSetHeader(&strm, &header), Z_OK);
    EXPECT_EQ(fake_host.last, HOSTLIB_OP_DEFLATE_SET_HEADER);
    set_input(strm, kText, 0, 1000);
    set_output(strm, out);
    EXPECT_EQ(deflate(&strm, Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(fake_host.last, HOSTLIB_OP_DEFLATE);
    out.resize(strm.total_out);
    EXPECT_EQ(deflateEnd(&strm), Z_OK);

    strm = p.stream();
    Bytes plain(kRoom);
    ASSERT_EQ(inflate_init(p, strm, 47), Z_OK);
    set_input(strm, out, 0, 5);
    set_output(strm, plain);
    EXPECT_EQ(inflate(&strm, Z_NO_FLUSH), Z_OK);
    memset(name, 'x', sizeof(name));
    header.name_max = sizeof(name);
    EXPECT_EQ(inflateGetHeader(&strm, &header), Z_OK);
    EXPECT_EQ(fake_host.last, HOSTLIB_OP_INFLATE_GET_HEADER);
    set_input(strm, out, 5, out.size());
    EXPECT_EQ(inflate(&strm, Z_FINISH), Z_STREAM_END);
    EXPECT_EQ(fake_host.last, HOSTLIB_OP_INFLATE);
    EXPECT_EQ(header.done, 1);
    EXPECT_STREQ(reinterpret_cast<char *>(name), "a name");
    EXPECT_EQ(inflateEnd(&strm), Z_OK);
}

TEST(OffloadTest, CorruptData)
{
    for (size_t at = 0; at < 200; at++) {
        Bytes in = compressed(15, 3000);
        in[at < 100 ? at : in.size() - (at - 99)] ^= 0x55;
        expect_same([&](Program &p) {
            z_stream strm = p.stream();
            inflate_init(p, strm, 15);
            inflate_all(p, strm, in, 7000, Z_NO_FLUSH);
            p.note("end", p.z.inflateEnd(&strm), strm);
            // The message is still there.
            p.note("after", 0, strm);
        });
    }
}

TEST(OffloadTest, StreamsThatAreNone)
{
    expect_same([](Program &p) {
        z_stream strm = p.stream();
        z_stream moved;
        p.note("null", p.z.deflate(nullptr, 0), strm);
        p.note("none", p.z.deflate(&strm, 0), strm);
        p.note("none", p.z.inflateEnd(&strm), strm);
        p.note("version",
               p.z.deflateInit2_(&strm, 1, 8, 15, 8, 0, "2", sizeof(strm)),
               strm);
        p.note("size", p.z.inflateInit2_(&strm, 15, ZLIB_VERSION, 1), strm);
        p.note("null", p.z.inflateInit2_(nullptr, 15, ZLIB_VERSION, 112), strm);
        deflate_init(p, strm, 6, 15, 8, 0);
        moved = strm;
        p.note("moved", p.z.deflate(&moved, Z_FINISH), moved);
        p.note("moved", p.z.deflateEnd(&moved), moved);
        p.note("kind", p.z.inflate(&strm, Z_FINISH), strm);
        p.note("kind", p.z.inflateEnd(&strm), strm);
        p.note("copy", p.z.deflateCopy(nullptr, &strm), strm);
        p.note("end", p.z.deflateEnd(&strm), strm);
    });
}

TEST(OffloadTest, RefusedStreamsAreTheGuests)
{
    fake_host.init_error = -ENOMEM;
    expect_same_without_memory([](Program &p) {
        z_stream strm = p.stream();
        if (deflate_init(p, strm, 6, 15, 8, 0) == Z_OK) {
            deflate_all(p, strm);
            p.note("end", p.z.deflateEnd(&strm), strm);
        }
        strm = p.stream();
        if (inflate_init(p, strm, 15) == Z_OK) {
            inflate_all(p, strm, compressed(15), 7000, Z_NO_FLUSH);
            p.note("end", p.z.inflateEnd(&strm), strm);
        }
    });
    fake_host.init_error = 0;
}

TEST(OffloadTest, NoAllocator)
{
    expect_same([](Program &p) {
        z_stream strm = {};
        gz_header header = {};
        deflate_init(p, strm, 6, 31, 8, 0);
        p.note(strm.zalloc != nullptr && strm.zfree != nullptr ? "set" : "not");
        deflate_all(p, strm);
        p.note("reset", p.z.deflateReset(&strm), strm);
        p.note("header", p.z.deflateSetHeader(&strm, &header), strm);
        deflate_all(p, strm);
        p.note("end", p.z.deflateEnd(&strm), strm);
        strm = {};
        inflate_init(p, strm, 47);
        inflate_all(p, strm, compressed(31), 7000, Z_NO_FLUSH);
        p.note("end", p.z.inflateEnd(&strm), strm);
    });
}

TEST(OffloadTest, AMessageThatZlibDoesNotHave)
{
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    z_stream copy = {};
    inflate_init(p, strm, 15);
    fake_host.says = "what is that?";
    inflate(&strm, Z_NO_FLUSH);
    EXPECT_STREQ(strm.msg, "what is that?");
    inflateCopy(&copy, &strm);
    inflateEnd(&copy);
    fake_host.says = "what is that?";
    inflateEnd(&strm);
    EXPECT_STREQ(strm.msg, "");
}

// Both checksums of @length bytes; returns how many of them the host made.
unsigned check_sums(uInt length)
{
    const unsigned sums = fake_host.sums;
    EXPECT_EQ(crc32(1, kText.data(), length), z_crc32(1, kText.data(), length));
    EXPECT_EQ(adler32(1, kText.data(), length),
              z_adler32(1, kText.data(), length));
    return fake_host.sums - sums;
}

TEST(OffloadTest, SumsOfLongBuffersAreTheHosts)
{
    EXPECT_EQ(check_sums(0), 0U);
    EXPECT_EQ(check_sums(CRC32_SYSTEM_CALL - 1), 0U);
    EXPECT_EQ(check_sums(ADLER32_SYSTEM_CALL - 1), 1U);
    EXPECT_EQ(check_sums(ADLER32_SYSTEM_CALL), 2U);
    EXPECT_EQ(check_sums(CHECKSUM_SHORT), 2U);
    EXPECT_EQ(check_sums(CHECKSUM_SHORT + 1), 2U);
    EXPECT_EQ(crc32_z(0, nullptr, 100000), 0U);
}

TEST(OffloadTest, AllSumsAreTheHostsIfItHearsTheDoorbell)
{
    fake_host.hears = true;
    EXPECT_EQ(check_sums(0), 0U);
    EXPECT_EQ(check_sums(1), 2U);
    fake_host.hears = false;
    EXPECT_EQ(check_sums(1), 0U);
}

TEST(OffloadTest, CompressIsOffloaded)
{
    Bytes out(kRoom);
    Bytes back(kText.size());
    uLongf length = out.size();
    const unsigned calls = fake_host.calls;
    EXPECT_EQ(compress(out.data(), &length, kText.data(), kText.size()), Z_OK);
    EXPECT_EQ(fake_host.calls, calls + 3);
    uLongf size = back.size();
    EXPECT_EQ(uncompress(back.data(), &size, out.data(), length), Z_OK);
    EXPECT_GE(fake_host.calls, calls + 6);
    EXPECT_EQ(back, kText);
}

// Returns how many calls three streams make to a host that has none.
unsigned calls_of_unserved_streams()
{
    const unsigned calls = fake_host.calls;

    fake_host.init_error = -ENOSYS;
    for (int i = 0; i < 3; i++) {
        Program p(kLibrary, -1);
        z_stream strm = p.stream();
        if (deflate_init(p, strm, 6, 15, 8, 0) != Z_OK) {
            return 0;
        }
        deflate_all(p, strm);
        if (deflateEnd(&strm) != Z_OK) {
            return 0;
        }
    }
    return fake_host.calls - calls;
}

TEST(OffloadTest, AFullHostIsAskedAgain)
{
    Program p(kLibrary, -1);
    for (const int64_t refusal :
         {int64_t{-ENOMEM}, static_cast<int64_t>(uint32_t(Z_MEM_ERROR))}) {
        z_stream refused = p.stream();
        z_stream taken = p.stream();
        const int streams = fake_host.streams;
        fake_host.init_error = refusal;
        EXPECT_EQ(deflate_init(p, refused, 6, 15, 8, 0), Z_OK);
        fake_host.init_error = 0;
        EXPECT_EQ(fake_host.streams, streams);
        EXPECT_EQ(deflate_init(p, taken, 6, 15, 8, 0), Z_OK);
        EXPECT_EQ(fake_host.streams, streams + 1);
        deflate_all(p, refused);
        EXPECT_EQ(deflateEnd(&refused), Z_OK);
        EXPECT_EQ(deflateEnd(&taken), Z_OK);
    }
}

// A host that wants to hear of what it is not called for.
class NotesTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        fake_host_set_wants_notes(true);
        notes_ = fake_host.notes;
    }
    void TearDown() override
    {
        fake_host_set_wants_notes(false);
        fake_host.init_error = 0;
        fake_host.lacks_headers = false;
    }

    // Expects one note more than the last time, and what it says.
    void expect_note(uint32_t operation, uint32_t reason, uint64_t bytes_in,
                     uint64_t bytes_out)
    {
        notes_++;
        EXPECT_EQ(fake_host.notes, notes_);
        EXPECT_EQ(fake_host.last_note.operation, operation);
        EXPECT_EQ(fake_host.last_note.reason, reason);
        EXPECT_EQ(fake_host.last_note.bytes_in, bytes_in);
        EXPECT_EQ(fake_host.last_note.bytes_out, bytes_out);
    }
    void expect_no_note() const
    {
        EXPECT_EQ(fake_host.notes, notes_);
    }

  private:
    unsigned notes_ = 0;
};

TEST_F(NotesTest, OfSmallSums)
{
    crc32(0, kText.data(), CRC32_SYSTEM_CALL - 1);
    expect_note(HOSTLIB_OP_CRC32, HOSTLIB_REASON_TOO_SMALL,
                CRC32_SYSTEM_CALL - 1, 0);
    adler32(1, kText.data(), 0);
    expect_note(HOSTLIB_OP_ADLER32, HOSTLIB_REASON_TOO_SMALL, 0, 0);
    crc32(0, kText.data(), CRC32_SYSTEM_CALL);
    adler32(0, kText.data(), ADLER32_SYSTEM_CALL);
    crc32(0, nullptr, 0);
    adler32(0, nullptr, 0);
    expect_no_note();
    fake_host_set_wants_notes(false);
    crc32(0, kText.data(), 1);
    expect_no_note();
}

TEST_F(NotesTest, OfRefusedStreams)
{
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    Bytes out(kRoom);
    fake_host.init_error = -ENOMEM;
    deflate_init(p, strm, 6, 15, 8, 0);
    expect_note(HOSTLIB_OP_DEFLATE_INIT, HOSTLIB_REASON_NO_MEMORY, 0, 0);
    set_input(strm, kText, 0, 1000);
    set_output(strm, out);
    EXPECT_EQ(deflate(&strm, Z_FINISH), Z_STREAM_END);
    expect_note(HOSTLIB_OP_DEFLATE, HOSTLIB_REASON_GUESTS_STREAM, 1000,
                strm.total_out);
    deflateEnd(&strm);
    expect_no_note();
    strm = p.stream();
    fake_host.init_error = -EFAULT;
    inflate_init(p, strm, 15);
    expect_note(HOSTLIB_OP_INFLATE_INIT, HOSTLIB_REASON_REFUSED, 0, 0);
    const Bytes in = compressed(15, 1000);
    set_input(strm, in, 0, in.size());
    set_output(strm, out);
    EXPECT_EQ(inflate(&strm, Z_FINISH), Z_STREAM_END);
    expect_note(HOSTLIB_OP_INFLATE, HOSTLIB_REASON_GUESTS_STREAM, in.size(),
                1000);
    inflateEnd(&strm);
    expect_no_note();
}

TEST_F(NotesTest, OfHeadersThatTheHostCannotHave)
{
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    gz_header header = {};
    fake_host.lacks_headers = true;
    deflate_init(p, strm, 6, 31, 8, 0);
    expect_no_note();
    EXPECT_EQ(deflateSetHeader(&strm, &header), Z_OK);
    expect_note(HOSTLIB_OP_DEFLATE_INIT, HOSTLIB_REASON_UNSUPPORTED, 0, 0);
    deflateEnd(&strm);
    strm = p.stream();
    inflate_init(p, strm, 31);
    EXPECT_EQ(inflateGetHeader(&strm, &header), Z_OK);
    expect_note(HOSTLIB_OP_INFLATE_INIT, HOSTLIB_REASON_UNSUPPORTED, 0, 0);
    inflateEnd(&strm);
    expect_no_note();
}

TEST_F(NotesTest, OfWhatCallsTheProgramBack)
{
    z_stream strm = {};
    Bytes window(32768);
    const auto in = [](void *, z_const Bytef **) { return 0U; };
    const auto out = [](void *, Bytef *, unsigned) { return 0; };
    ASSERT_EQ(
        inflateBackInit_(&strm, 15, window.data(), ZLIB_VERSION, sizeof(strm)),
        Z_OK);
    EXPECT_EQ(inflateBack(&strm, in, nullptr, out, nullptr), Z_BUF_ERROR);
    expect_note(HOSTLIB_OP_INFLATE, HOSTLIB_REASON_UNSUPPORTED, 0, 0);
    inflateBackEnd(&strm);
}

TEST_F(NotesTest, OfNothingThatTheHostServes)
{
    Program p(kLibrary, -1);
    z_stream strm = p.stream();
    deflate_init(p, strm, 6, 15, 8, 0);
    deflate_all(p, strm);
    deflateEnd(&strm);
    // Nor of what is no stream, or no parameter.
    deflate(&strm, Z_FINISH);
    inflate(nullptr, Z_FINISH);
    deflate_init(p, strm, 6, 99, 8, 0);
    expect_no_note();
}

// In a process of its own: what is learnt is for the whole process.
TEST(OffloadTest, AMissingHostIsAskedOnce)
{
    EXPECT_EXIT(exit(calls_of_unserved_streams() == 1 ? 0 : 1),
                testing::ExitedWithCode(0), "");
}

} // namespace
