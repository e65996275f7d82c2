// SPDX-License-Identifier: GPL-2.0-or-later
/* Grafts onto libraries of all kinds, and which of them get none. */
#include "plugin/graft/graft_library.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "plugin/graft/testing/graft_bytes.h"
#include "plugin/graft/testing/test_blob.h"
#include "plugin/graft/testing/test_guest_library.h"

namespace
{

using namespace hostlib;

Bytes blob_bytes()
{
    const auto *bytes = reinterpret_cast<const uint8_t *>(&test_blob);
    return Bytes(bytes, bytes + sizeof(test_blob));
}

Graft graft_onto(const Bytes &bytes)
{
    const Descriptor file(file_of(bytes));
    return make_graft(file.fd, blob_bytes(), "x86_64");
}

/* With two of the blob's functions, one of its own, and one that it needs. */
TestGuestLibrary some_library()
{
    TestGuestLibrary library;
    library.symbols = {
        {"alpha", 0x10}, {"beta", 0x20}, {"other", 0x30}, {"needed", 0}};
    library.symbols[3].section = SHN_UNDEF;
    return library;
}

/* The segment of that type; none has the type PT_NULL. */
Elf64_Phdr segment_of(const Bytes &bytes, uint32_t type)
{
    for (const Elf64_Phdr &header : headers_of(bytes)) {
        if (header.p_type == type) {
            return header;
        }
    }
    return {};
}

/* Its graft is the library but for these symbols, which lead to the blob. */
void expect_graft(TestGuestLibrary library,
                  const std::vector<std::string> &names)
{
    const Bytes before = library.build();
    const Graft graft = graft_onto(before);
    ASSERT_EQ(graft.objection, "");
    EXPECT_EQ(graft.functions, names.size());
    ASSERT_GT(graft.bytes.size(), before.size());
    Bytes restored(graft.bytes.begin(),
                   graft.bytes.begin() + static_cast<ptrdiff_t>(before.size()));
    const auto headers = headers_of(graft.bytes);
    const auto &thunks = headers[headers.size() - 2];
    for (size_t i = 0; i < library.symbols.size(); i++) {
        const uint64_t offset = library.table + (i + 1) * sizeof(Elf64_Sym);
        const auto symbol = at<Elf64_Sym>(graft.bytes, offset);
        const bool is_changed =
            std::find(names.begin(), names.end(), library.symbols[i].name) !=
            names.end();
        EXPECT_EQ(symbol.st_value >= thunks.p_vaddr &&
                      symbol.st_value - thunks.p_vaddr < thunks.p_memsz,
                  is_changed)
            << library.symbols[i].name;
        if (is_changed) {
            memcpy(&restored[offset], &before[offset], sizeof(symbol));
        }
    }
    memcpy(restored.data(), before.data(), sizeof(Elf64_Ehdr));
    EXPECT_TRUE(restored == before);
}

TEST(GraftLibrary, MayHaveEitherHashTable)
{
    TestGuestLibrary library = some_library();
    expect_graft(library, {"alpha", "beta"});
    library.has_sysv_hash = true;
    expect_graft(library, {"alpha", "beta"});
    library.has_gnu_hash = false;
    expect_graft(library, {"alpha", "beta"});
    for (const uint32_t buckets : {1u, 3u, 100u}) {
        library.buckets = buckets;
        expect_graft(library, {"alpha", "beta"});
    }
}

TEST(GraftLibrary, MayHaveLargePages)
{
    for (const uint64_t alignment : {0x4000u, 0x10000u, 0x200000u}) {
        TestGuestLibrary library = some_library();
        library.alignment = alignment;
        expect_graft(library, {"alpha", "beta"});
        for (const Elf64_Phdr &header :
             headers_of(graft_onto(library.build()).bytes)) {
            EXPECT_EQ((header.p_vaddr - header.p_offset) % header.p_align, 0u);
        }
    }
}

TEST(GraftLibrary, HasItsProgramHeadersWhereItSays)
{
    TestGuestLibrary library = some_library();
    library.has_own_headers = true;
    expect_graft(library, {"alpha", "beta"});
    const Graft graft = graft_onto(library.build());
    const auto headers = headers_of(graft.bytes);
    ASSERT_EQ(headers[0].p_type, static_cast<uint32_t>(PT_PHDR));
    EXPECT_EQ(headers[0].p_offset, at<Elf64_Ehdr>(graft.bytes, 0).e_phoff);
    EXPECT_EQ(headers[0].p_filesz, headers.size() * sizeof(Elf64_Phdr));
    EXPECT_EQ(headers[0].p_memsz, headers[0].p_filesz);
    EXPECT_EQ(offset_of(graft.bytes, headers[0].p_vaddr), headers[0].p_offset);
}

TEST(GraftLibrary, HasOneTableForUnwinding)
{
    TestGuestLibrary library = some_library();
    library.has_unwind = true;
    expect_graft(library, {"alpha", "beta"});
    const Bytes before = library.build();
    const Bytes after = graft_onto(before).bytes;
    const auto segment = segment_of(after, PT_GNU_EH_FRAME);
    const auto head = at<std::array<uint32_t, 3>>(after, segment.p_offset);
    EXPECT_EQ(offset_of(after, segment.p_vaddr), segment.p_offset);
    EXPECT_EQ(segment.p_filesz, sizeof(head) + 5 * sizeof(uint64_t));
    EXPECT_EQ(segment.p_memsz, segment.p_filesz);
    EXPECT_EQ(head[0], 0x3b031b01u);
    EXPECT_EQ(segment.p_vaddr + 4 + static_cast<int32_t>(head[1]),
              library.unwind + 4);
    EXPECT_EQ(head[2], 5u);
    const uint64_t thunks =
        headers_of(after)[headers_of(after).size() - 2].p_vaddr +
        offsetof(TestBlob, code);
    const std::vector<uint64_t> functions = {library.code, library.code + 0x10,
                                             thunks, thunks + TEST_BLOB_CODE,
                                             thunks + 2 * TEST_BLOB_CODE};
    for (size_t i = 0; i < functions.size(); i++) {
        EXPECT_EQ(segment.p_vaddr +
                      at<int32_t>(after, segment.p_offset + sizeof(head) +
                                             i * sizeof(uint64_t)),
                  functions[i])
            << i;
    }
}

TEST(GraftLibrary, KeepsATableForUnwindingOfAnotherForm)
{
    TestGuestLibrary library = some_library();
    library.has_unwind = true;
    const Bytes bytes = library.build();
    const auto unmoved = segment_of(bytes, PT_GNU_EH_FRAME);
    for (uint64_t i = 0; i < 4; i++) {
        Bytes changed = bytes;
        changed[library.unwind + i] ^= 1;
        const Graft graft = graft_onto(changed);
        EXPECT_EQ(graft.objection, "");
        EXPECT_EQ(segment_of(graft.bytes, PT_GNU_EH_FRAME).p_vaddr,
                  unmoved.p_vaddr);
    }
    // More entries than the file has.
    Bytes changed = bytes;
    memset(&changed[library.unwind + 8], 0xff, 4);
    EXPECT_EQ(segment_of(graft_onto(changed).bytes, PT_GNU_EH_FRAME).p_vaddr,
              unmoved.p_vaddr);
    // A distance that is one too large for the table at its new place.
    changed = bytes;
    const auto lowest = INT32_MIN;
    memcpy(&changed[library.unwind + 12], &lowest, sizeof(lowest));
    EXPECT_EQ(graft_onto(changed).objection,
              "has a table for unwinding that cannot be moved");
}

TEST(GraftLibrary, MayHaveNoFunctionsOfTheBlob)
{
    TestGuestLibrary library;
    EXPECT_EQ(graft_onto(library.build()).objection,
              "has none of the functions");
    library.symbols = {{"other", 0x10}};
    EXPECT_EQ(graft_onto(library.build()).objection,
              "has none of the functions");
}

/* What a library with this symbol, and with beta, makes of alpha. */
void expect_left_alone(const TestGuestLibrary::Symbol &alpha)
{
    for (const bool has_gnu_hash : {true, false}) {
        TestGuestLibrary library;
        library.has_gnu_hash = has_gnu_hash;
        library.has_sysv_hash = !has_gnu_hash;
        library.has_versions = true;
        library.symbols = {alpha, {"beta", 0x20}};
        expect_graft(library, {"beta"});
    }
}

TEST(GraftLibrary, KeepsSymbolsThatAreNoPlainFunctions)
{
    using Symbol = TestGuestLibrary::Symbol;
    Symbol symbol = {"alpha", 0x10};
    for (const int type :
         {STT_NOTYPE, STT_OBJECT, STT_TLS, STT_COMMON, STT_GNU_IFUNC}) {
        symbol.type = static_cast<unsigned char>(type);
        expect_left_alone(symbol);
    }
    symbol = {"alpha", 0x10};
    for (const int binding : {STB_LOCAL, STB_GNU_UNIQUE}) {
        symbol.binding = static_cast<unsigned char>(binding);
        expect_left_alone(symbol);
    }
    symbol = {"alpha", 0x10};
    // STO_AARCH64_VARIANT_PCS is 0x80.
    for (const int other : {STV_HIDDEN, STV_INTERNAL, 0x80}) {
        symbol.other = static_cast<unsigned char>(other);
        expect_left_alone(symbol);
    }
    symbol = {"alpha", 0x10};
    for (const int section : {SHN_UNDEF, SHN_ABS, SHN_COMMON}) {
        symbol.section = static_cast<uint16_t>(section);
        expect_left_alone(symbol);
    }
    symbol = {"alpha", 0x10};
    symbol.version = VER_NDX_LOCAL;
    expect_left_alone(symbol);
    // In the data, and behind all of it.
    expect_left_alone({"alpha", TestGuestLibrary::kCodeSize + 0x1000});
    expect_left_alone({"alpha", TestGuestLibrary::kCodeSize});
    expect_left_alone({"alpha", uint64_t{1} << 60});
}

TEST(GraftLibrary, MayHaveWeakAndProtectedFunctions)
{
    TestGuestLibrary library = some_library();
    library.symbols[0].binding = STB_WEAK;
    library.symbols[1].other = STV_PROTECTED;
    expect_graft(library, {"alpha", "beta"});
}

TestGuestLibrary library_with_versions(uint64_t old_value, uint16_t old_version,
                                       uint16_t version)
{
    TestGuestLibrary library;
    library.has_versions = true;
    library.symbols = {{"alpha", old_value, STT_FUNC, old_version},
                       {"alpha", 0x10, STT_FUNC, version},
                       {"beta", 0x20}};
    return library;
}

TEST(GraftLibrary, MayHaveVersionsOfOneFunction)
{
    const uint16_t old = TestGuestLibrary::kOldVersion;
    // Of one address: all are changed, and one slot serves them.
    TestGuestLibrary library = library_with_versions(0x10, 2 | old, 3);
    const Graft graft = graft_onto(library.build());
    EXPECT_EQ(graft.functions, 2u);
    for (size_t i = 0; i < library.symbols.size(); i++) {
        const auto symbol = at<Elf64_Sym>(
            graft.bytes, library.table + (i + 1) * sizeof(Elf64_Sym));
        EXPECT_GT(symbol.st_value, library.data) << i;
    }
    // Of two: neither could share the slot with the other.
    expect_graft(library_with_versions(0x18, 2 | old, 3), {"beta"});
    expect_graft(library_with_versions(0x18, 3, 2 | old), {"beta"});
    // No version that programs are linked with today.
    expect_graft(library_with_versions(0x10, 2 | old, 3 | old), {"beta"});
    // One of them is something else.
    library = library_with_versions(0x10, 2 | old, 3);
    library.symbols[0].type = STT_GNU_IFUNC;
    expect_graft(library, {"beta"});
    // More than any function has.
    library = library_with_versions(0x10, 2 | old, 3);
    while (library.symbols.size() <= GRAFT_LIBRARY_MAX_VERSIONS) {
        library.symbols.push_back(library.symbols[0]);
    }
    EXPECT_EQ(graft_onto(library.build()).functions, 2u);
    library.symbols.push_back(library.symbols[0]);
    EXPECT_EQ(graft_onto(library.build()).functions, 1u);
}

TEST(GraftLibrary, MayHaveAnEndlessChain)
{
    TestGuestLibrary library = some_library();
    library.has_gnu_hash = false;
    library.has_sysv_hash = true;
    library.buckets = 1;
    Bytes bytes = library.build();
    // The first symbol, which the last leads to, leads to the last.
    const uint64_t chains = library.sysv_hash + (2 + 1) * sizeof(uint32_t);
    bytes[chains + sizeof(uint32_t)] = 4;
    EXPECT_EQ(graft_onto(bytes).objection, "has none of the functions");
}

TEST(GraftLibrary, MayHaveALongChain)
{
    // All of them share the bucket of gamma; alpha has the other.
    const uint32_t bucket = TestGuestLibrary::gnu_hash_of("gamma") % 2;
    ASSERT_NE(TestGuestLibrary::gnu_hash_of("alpha") % 2, bucket);
    TestGuestLibrary library;
    for (int i = 0; library.symbols.size() < 1026; i++) {
        const std::string name = "other" + std::to_string(i);
        if (TestGuestLibrary::gnu_hash_of(name) % 2 == bucket) {
            library.symbols.push_back({name, 0x10});
        }
    }
    library.symbols.push_back({"gamma", 0x10});
    library.symbols.push_back({"alpha", 0x20});
    // The search for gamma ends before it is found.
    expect_graft(library, {"alpha"});
    library.symbols.erase(library.symbols.begin(), library.symbols.begin() + 4);
    expect_graft(library, {"alpha", "gamma"});
}

template <typename T> void set(Bytes &bytes, uint64_t offset, T value)
{
    memcpy(&bytes[offset], &value, sizeof(value));
}

std::string objection_after(uint64_t offset, uint64_t value, size_t size)
{
    TestGuestLibrary library = some_library();
    Bytes bytes = library.build();
    memcpy(&bytes[offset], &value, size);
    return graft_onto(bytes).objection;
}

constexpr char kNoLibrary[] = "is no shared library for the guest's CPU";
constexpr char kNotInFile[] = "has segments that the file does not contain";
constexpr char kOverlap[] = "has segments that overlap or are out of order";

TEST(GraftLibrary, IsASharedLibraryOfTheGuests)
{
    EXPECT_EQ(objection_after(EI_MAG0, '#', 1), kNoLibrary);
    EXPECT_EQ(objection_after(EI_CLASS, ELFCLASS32, 1), kNoLibrary);
    EXPECT_EQ(objection_after(EI_DATA, ELFDATA2MSB, 1), kNoLibrary);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_type), ET_EXEC, 2),
              kNoLibrary);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_machine), EM_AARCH64, 2),
              kNoLibrary);
    const std::string bad = "has program headers that cannot be read";
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phentsize), 64, 2), bad);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phnum), 65, 2), bad);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phnum), PN_XNUM, 2), bad);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phoff), UINT64_MAX, 8),
              bad);
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phnum), 0, 2),
              "has nothing to load");
    EXPECT_EQ(objection_after(offsetof(Elf64_Ehdr, e_phnum), 2, 2),
              "has no dynamic section, or several");
}

std::string objection_to_segment(unsigned int index, size_t field,
                                 uint64_t value, size_t size = 8)
{
    return objection_after(
        sizeof(Elf64_Ehdr) + index * sizeof(Elf64_Phdr) + field, value, size);
}

TEST(GraftLibrary, HasItsSegmentsInOrder)
{
    constexpr size_t kAddress = offsetof(Elf64_Phdr, p_vaddr);
    constexpr size_t kOffset = offsetof(Elf64_Phdr, p_offset);
    constexpr size_t kInFile = offsetof(Elf64_Phdr, p_filesz);
    constexpr size_t kInMemory = offsetof(Elf64_Phdr, p_memsz);
    constexpr size_t kAlign = offsetof(Elf64_Phdr, p_align);
    TestGuestLibrary library = some_library();
    library.build();
    const uint64_t data = library.data;

    EXPECT_EQ(objection_to_segment(1, kAddress, data - 8), kOverlap);
    EXPECT_EQ(objection_to_segment(0, kInMemory, 0x10000), kOverlap);
    EXPECT_EQ(objection_to_segment(0, kInMemory, data - 1), kNotInFile);
    EXPECT_EQ(objection_to_segment(1, kInFile, 0x1000), kNotInFile);
    EXPECT_EQ(objection_to_segment(1, kInFile, UINT64_MAX), kNotInFile);
    EXPECT_EQ(objection_to_segment(1, kOffset, uint64_t{1} << 40), kNotInFile);
    EXPECT_EQ(objection_to_segment(1, kOffset, UINT64_MAX - 8), kNotInFile);
    const std::string nowhere = "has segments at addresses that no library has";
    EXPECT_EQ(objection_to_segment(1, kAddress, UINT64_MAX - 8), nowhere);
    EXPECT_EQ(objection_to_segment(1, kInMemory, UINT64_MAX), nowhere);
    EXPECT_EQ(objection_to_segment(1, kInMemory, uint64_t{1} << 47), nowhere);
    const std::string unaligned = "has segments that are not aligned";
    for (const uint64_t align :
         {uint64_t{0}, uint64_t{1}, uint64_t{0x800}, uint64_t{0x3000},
          uint64_t{1} << 40, uint64_t{1} << 63, UINT64_MAX}) {
        EXPECT_EQ(objection_to_segment(1, kAlign, align), unaligned) << align;
    }
    EXPECT_EQ(objection_to_segment(1, kAddress, 0x1000 + data + 8), unaligned);
    // A second dynamic section.
    EXPECT_EQ(objection_to_segment(1, 0, PT_DYNAMIC, 4),
              "has no dynamic section, or several");
    EXPECT_EQ(objection_to_segment(2, kAddress, 0x100000),
              "has a dynamic section outside of its segments");
    EXPECT_EQ(objection_to_segment(2, kInFile, 16),
              "has a dynamic section without an end");
}

TEST(GraftLibrary, IsNotOfAKindThatItsSymbolsDoNotTell)
{
    const std::vector<std::pair<Elf64_Dyn, std::string>> cases = {
        {{DT_GNU_PRELINKED, {1}}, "is prelinked"},
        {{DT_TEXTREL, {0}}, "has text relocations"},
        {{DT_FLAGS, {DF_TEXTREL}}, "has text relocations"},
        {{DT_FILTER, {1}}, "is a filter of another library"},
        {{DT_AUXILIARY, {1}}, "is a filter of another library"},
        {{DT_FLAGS, {DF_BIND_NOW}}, ""},
    };
    for (const auto &[tag, objection] : cases) {
        TestGuestLibrary library = some_library();
        library.more = {tag};
        EXPECT_EQ(graft_onto(library.build()).objection, objection);
    }
}

/* Replace the value of an entry, or the entry if there is none. */
std::string objection_to_tag(Elf64_Sxword tag, uint64_t value,
                             Elf64_Sxword new_tag, bool has_gnu_hash = true)
{
    TestGuestLibrary library = some_library();
    library.has_gnu_hash = has_gnu_hash;
    library.has_sysv_hash = !has_gnu_hash;
    library.has_versions = true;
    Bytes bytes = library.build();
    for (uint64_t offset = library.dynamic;; offset += sizeof(Elf64_Dyn)) {
        const auto entry = at<Elf64_Dyn>(bytes, offset);
        if (entry.d_tag == tag) {
            set(bytes, offset, Elf64_Dyn{new_tag, {value}});
            return graft_onto(bytes).objection;
        }
        EXPECT_NE(entry.d_tag, DT_NULL);
        if (entry.d_tag == DT_NULL) {
            return "no such entry";
        }
    }
}

TEST(GraftLibrary, HasEachTableInOneSegment)
{
    TestGuestLibrary library = some_library();
    library.has_versions = true; // as objection_to_tag() has it
    library.build();
    const uint64_t to_the_end = library.data - library.strings;
    EXPECT_EQ(objection_to_tag(DT_STRSZ, to_the_end, DT_STRSZ), "");
    EXPECT_EQ(objection_to_tag(DT_STRSZ, to_the_end + 8, DT_STRSZ),
              "has strings that cannot be read");
}

TEST(GraftLibrary, HasItsTablesInTheFile)
{
    const std::vector<std::pair<Elf64_Sxword, std::string>> tables = {
        {DT_GNU_HASH, "has a hash table that cannot be read"},
        {DT_SYMTAB, "has symbols that cannot be read"},
        {DT_VERSYM, "has symbol versions that cannot be read"},
        {DT_STRTAB, "has a soname that cannot be read"},
        {DT_SONAME, "has a soname that cannot be read"},
    };
    for (const auto &[tag, objection] : tables) {
        for (const uint64_t number :
             {uint64_t{0xfff}, uint64_t{0x100000}, uint64_t{1} << 40,
              uint64_t{INT64_MAX}, UINT64_MAX - 8, UINT64_MAX}) {
            EXPECT_EQ(objection_to_tag(tag, number, tag), objection)
                << tag << " " << number;
        }
    }
    EXPECT_EQ(objection_to_tag(DT_HASH, 0x100000, DT_HASH, false),
              "has a hash table that cannot be read");
    EXPECT_EQ(objection_to_tag(DT_SYMENT, 16, DT_SYMENT),
              "has symbols of another size");
    EXPECT_EQ(objection_to_tag(DT_STRSZ, 0x100000, DT_STRSZ),
              "has strings that cannot be read");
    EXPECT_EQ(objection_to_tag(DT_SONAME, 0, DT_DEBUG), "has no soname");
    EXPECT_EQ(objection_to_tag(DT_GNU_HASH, 0, DT_DEBUG),
              "has no hash table of its symbols");
    EXPECT_EQ(objection_to_tag(DT_SYMTAB, 0, DT_DEBUG), "has no symbols");
}

/* Replace word @index of the hash table. */
std::string objection_to_hash(bool is_gnu, unsigned int index, uint32_t word)
{
    TestGuestLibrary library = some_library();
    library.has_gnu_hash = is_gnu;
    library.has_sysv_hash = !is_gnu;
    Bytes bytes = library.build();
    set(bytes,
        (is_gnu ? library.gnu_hash : library.sysv_hash) + index * sizeof(word),
        word);
    return graft_onto(bytes).objection;
}

TEST(GraftLibrary, HasAHashTableThatLoadersCanUse)
{
    const std::string bad = "has a hash table that cannot be read";
    for (const uint32_t count : {0u, 0x10000000u, UINT32_MAX}) {
        EXPECT_EQ(objection_to_hash(true, 0, count), bad) << count;
        EXPECT_EQ(objection_to_hash(true, 2, count), bad) << count;
        EXPECT_EQ(objection_to_hash(false, 0, count), bad) << count;
    }
    // Behind the exported symbols, and more bits than a hash has.
    EXPECT_EQ(objection_to_hash(true, 1, 100), bad);
    EXPECT_EQ(objection_to_hash(true, 3, 32), bad);
    EXPECT_EQ(objection_to_hash(false, 1, 0x10000000), bad);
    // The table announces more buckets than it has.
    EXPECT_EQ(objection_to_hash(true, 0, 4), bad);
}

TEST(GraftLibrary, HasWhatTheFilterOfItsHashTableLetsThrough)
{
    TestGuestLibrary library = some_library();
    for (const uint32_t words : {1u, 2u, 16u}) {
        library.filter_words = words;
        expect_graft(library, {"alpha", "beta"});
    }
    // Loaders take a power of two for granted.
    library.filter_words = 3;
    EXPECT_EQ(graft_onto(library.build()).objection,
              "has a hash table that cannot be read");
    library.filter_words = 1;
    Bytes bytes = library.build();
    set(bytes, library.gnu_hash + 4 * sizeof(uint32_t), uint64_t{0});
    EXPECT_EQ(graft_onto(bytes).objection, "has none of the functions");
}

TEST(GraftLibrary, SurvivesTruncation)
{
    TestGuestLibrary library = some_library();
    const Bytes bytes = library.build();
    for (size_t size = 0; size < bytes.size(); size++) {
        const Bytes part(bytes.begin(),
                         bytes.begin() + static_cast<ptrdiff_t>(size));
        EXPECT_NE(graft_onto(part).objection, "") << size;
    }
    EXPECT_EQ(graft_onto(bytes).objection, "");
}

/* Whatever is made of it, is made within bounds: sanitizers look at this. */
TEST(GraftLibrary, SurvivesAnyNumberAnywhere)
{
    for (const bool has_gnu_hash : {true, false}) {
        TestGuestLibrary library = some_library();
        library.has_gnu_hash = has_gnu_hash;
        library.has_sysv_hash = !has_gnu_hash;
        library.has_versions = true;
        library.has_own_headers = true;
        library.has_unwind = true;
        const Bytes bytes = library.build();
        unsigned int refused = 0;
        for (uint64_t offset = 0; offset + 8 <= library.code; offset += 4) {
            for (const uint64_t number :
                 {uint64_t{0}, uint64_t{0x7fffffff}, uint64_t{UINT32_MAX},
                  uint64_t{INT64_MAX}, UINT64_MAX - 8, UINT64_MAX}) {
                Bytes changed = bytes;
                set(changed, offset, number);
                refused += !graft_onto(changed).objection.empty();
            }
        }
        EXPECT_GT(refused, 0u);
    }
}

TEST(GraftLibrary, IsARegularFileOfLibrarySize)
{
    const char *objection = nullptr;
    const GuestArch *arch = guest_arch_by_name("x86_64");
    for (const char *path : {"/", "/dev/null"}) {
        const Descriptor file(open(path, O_RDONLY | O_CLOEXEC));
        EXPECT_EQ(graft_library_open(file.fd, arch, &objection), nullptr);
        EXPECT_STREQ(objection, "is no regular file") << path;
    }
    EXPECT_EQ(graft_library_open(-1, arch, &objection), nullptr);
    EXPECT_STREQ(objection, "is no regular file");
    const Descriptor file(file_of(some_library().build()));
    ASSERT_EQ(ftruncate(file.fd, (1 << 30) + 1), 0);
    EXPECT_EQ(graft_library_open(file.fd, arch, &objection), nullptr);
    EXPECT_STREQ(objection, "is too large");
}

TEST(GraftLibrary, MayBecomeShorterWhileItIsRead)
{
    const GuestArch *arch = guest_arch_by_name("x86_64");
    const Bytes bytes = some_library().build();
    const Descriptor file(file_of(bytes));
    const char *objection = nullptr;
    unsigned int functions = 0;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(&test_blob, sizeof(test_blob), arch, &objection);
    g_autoptr(GraftLibrary) library =
        graft_library_open(file.fd, arch, &objection);
    ASSERT_NE(library, nullptr);
    EXPECT_STREQ(library->soname, "libtest.so.1");
    ASSERT_EQ(ftruncate(file.fd, 16), 0);
    EXPECT_STREQ(graft_library_read_symbols(library),
                 "has a hash table that cannot be read");

    ASSERT_EQ(pwrite(file.fd, bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    g_autoptr(GraftLibrary) again =
        graft_library_open(file.fd, arch, &objection);
    ASSERT_EQ(graft_library_read_symbols(again), nullptr);
    ASSERT_EQ(ftruncate(file.fd, 16), 0);
    EXPECT_EQ(graft_make(again, blob, nullptr, nullptr, &functions, &objection),
              -1);
    EXPECT_STREQ(objection, "cannot be copied to memory");
}

TEST(GraftLibrary, VisitsFunctionsUntilTheVisitorHasEnough)
{
    const Descriptor file(file_of(some_library().build()));
    const char *objection = nullptr;
    g_autoptr(GraftLibrary) library =
        graft_library_open(file.fd, guest_arch_by_name("x86_64"), &objection);
    ASSERT_EQ(graft_library_read_symbols(library), nullptr);
    for (const unsigned int enough : {1u, 2u, 3u, 4u}) {
        std::pair<unsigned int, unsigned int> visits = {0, enough};
        graft_library_each_function(
            library,
            [](const char *, void *argument) {
                auto *counts =
                    static_cast<std::pair<unsigned int, unsigned int> *>(
                        argument);
                return ++counts->first < counts->second;
            },
            &visits);
        EXPECT_EQ(visits.first, std::min(enough, 3u));
    }
}

} // namespace
