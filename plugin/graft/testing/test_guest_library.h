// SPDX-License-Identifier: GPL-2.0-or-later
/* Libraries of bytes, for guests of x86_64. */
#ifndef HOSTLIB_PLUGIN_GRAFT_TESTING_TEST_GUEST_LIBRARY_H
#define HOSTLIB_PLUGIN_GRAFT_TESTING_TEST_GUEST_LIBRARY_H

#include <elf.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

namespace hostlib
{

/*
 * A library with code and data. A test describes it, build() writes it, and the
 * test changes what it likes in the bytes: the members below say where things
 * are. Addresses are offsets, but for the data.
 */
struct TestGuestLibrary {
    using Bytes = std::vector<uint8_t>;

    static constexpr uint64_t kCodeSize = 0x100;
    static constexpr uint64_t kDataSize = 0x20;
    static constexpr uint32_t kBuckets = 2;
    static constexpr uint16_t kOldVersion = 0x8000;

    struct Symbol {
        std::string name;
        uint64_t value; /* from the first byte of the code on */
        unsigned char type = STT_FUNC;
        uint16_t version = VER_NDX_GLOBAL;
        unsigned char binding = STB_GLOBAL;
        unsigned char other = STV_DEFAULT;
        uint16_t section = 1;
    };

    std::vector<Symbol> symbols;
    std::string soname = "libtest.so.1";
    bool has_gnu_hash = true;
    bool has_sysv_hash = false;
    bool has_versions = false;
    bool has_own_headers = false; /* PT_PHDR */
    bool has_unwind = false;      /* .eh_frame_hdr, with two entries */
    uint64_t alignment = 0x1000;
    std::vector<Elf64_Dyn> more; /* of the dynamic section */
    uint32_t buckets = kBuckets;
    uint32_t filter_words = 1; /* of DT_GNU_HASH */

    /* Where it is after build(). */
    uint64_t headers = sizeof(Elf64_Ehdr);
    uint64_t dynamic = 0;
    uint64_t gnu_hash = 0;
    uint64_t sysv_hash = 0;
    uint64_t table = 0; /* of symbols, in the order of `symbols` */
    uint64_t strings = 0;
    uint64_t versions = 0;
    uint64_t unwind = 0;
    uint64_t code = 0;
    uint64_t data = 0;

    Bytes build()
    {
        Bytes bytes(sizeof(Elf64_Ehdr));
        std::vector<Elf64_Dyn> tags = more;

        sort_symbols();
        const unsigned int count = 3 + has_own_headers + has_unwind;
        bytes.resize(headers + count * sizeof(Elf64_Phdr));
        dynamic = bytes.size();
        bytes.resize(dynamic + (more.size() + 10) * sizeof(Elf64_Dyn));
        if (has_gnu_hash) {
            gnu_hash = append(bytes, gnu_hash_words());
            tags.push_back({DT_GNU_HASH, {gnu_hash}});
        }
        if (has_sysv_hash) {
            sysv_hash = append(bytes, sysv_hash_words());
            tags.push_back({DT_HASH, {sysv_hash}});
        }
        append_symbols(bytes, tags);
        if (has_unwind) {
            unwind = append(bytes, unwind_words());
        }
        code = append(bytes, Bytes(kCodeSize, 0xc3));
        data = append(bytes, Bytes(kDataSize, 0xda));
        set_values(bytes);
        put(bytes, dynamic, tags);
        put_headers(bytes, count, tags.size() + 1);
        return bytes;
    }

    static uint32_t gnu_hash_of(const std::string &name)
    {
        uint32_t hash = 5381;
        for (const char letter : name) {
            hash = hash * 33 + static_cast<uint8_t>(letter);
        }
        return hash;
    }

  private:
    static uint32_t sysv_hash_of(const std::string &name)
    {
        uint32_t hash = 0;
        for (const char letter : name) {
            hash = (hash << 4) + static_cast<uint8_t>(letter);
            const uint32_t high = hash & 0xf0000000;
            hash ^= high >> 24;
            hash &= ~high;
        }
        return hash;
    }

    static bool is_exported(const Symbol &symbol)
    {
        return symbol.section != SHN_UNDEF;
    }

    /* As DT_GNU_HASH wants them: exported ones last, by their buckets. */
    void sort_symbols()
    {
        const auto key = [this](const Symbol &symbol) {
            return is_exported(symbol) ? 1 + gnu_hash_of(symbol.name) % buckets
                                       : 0;
        };
        std::vector<Symbol> sorted;
        for (uint32_t i = 0; i <= buckets; i++) {
            std::copy_if(
                symbols.begin(), symbols.end(), std::back_inserter(sorted),
                [&](const Symbol &symbol) { return key(symbol) == i; });
        }
        symbols = sorted;
    }

    std::vector<uint32_t> gnu_hash_words() const
    {
        uint32_t first = 1;
        while (first <= symbols.size() && !is_exported(symbols[first - 1])) {
            first++;
        }
        std::vector<uint32_t> words = {buckets, first, filter_words, 6};
        // The filter lets everything through.
        words.resize(words.size() + 2 * filter_words, 0xffffffff);
        const size_t heads = words.size();
        words.resize(heads + buckets);
        for (size_t i = first; i <= symbols.size(); i++) {
            const uint32_t hash = gnu_hash_of(symbols[i - 1].name);
            const uint32_t bucket = hash % buckets;
            const bool is_last =
                i == symbols.size() ||
                gnu_hash_of(symbols[i].name) % buckets != bucket;
            if (words[heads + bucket] == 0) {
                words[heads + bucket] = static_cast<uint32_t>(i);
            }
            words.push_back((hash & ~1u) | (is_last ? 1 : 0));
        }
        return words;
    }

    std::vector<uint32_t> sysv_hash_words() const
    {
        const auto count = static_cast<uint32_t>(symbols.size() + 1);
        std::vector<uint32_t> words(2 + buckets + count);
        words[0] = buckets;
        words[1] = count;
        for (uint32_t i = 1; i < count; i++) {
            uint32_t *head =
                &words[2 + sysv_hash_of(symbols[i - 1].name) % buckets];
            words[2 + buckets + i] = *head;
            *head = i;
        }
        return words;
    }

    /* The code comes behind it. */
    static std::vector<uint32_t> unwind_words()
    {
        std::vector<uint32_t> words = {0x3b031b01, 0, 2, 0, 1, 0, 2};
        const auto size =
            static_cast<uint32_t>((words.size() * sizeof(uint32_t) + 7) & ~7u);
        words[3] = size;
        words[5] = size + 0x10;
        return words;
    }

    void append_symbols(Bytes &bytes, std::vector<Elf64_Dyn> &tags)
    {
        std::vector<Elf64_Sym> entries(1);
        std::vector<uint16_t> indices(1);
        std::string names("\0", 1);
        for (const Symbol &symbol : symbols) {
            entries.push_back({static_cast<Elf64_Word>(names.size()),
                               static_cast<unsigned char>(
                                   ELF64_ST_INFO(symbol.binding, symbol.type)),
                               symbol.other, symbol.section, symbol.value, 8});
            indices.push_back(symbol.version);
            names += symbol.name + '\0';
        }
        tags.push_back({DT_SONAME, {names.size()}});
        names += soname + '\0';
        table = append(bytes, entries);
        strings = append(bytes, names);
        tags.push_back({DT_SYMTAB, {table}});
        tags.push_back({DT_SYMENT, {sizeof(Elf64_Sym)}});
        tags.push_back({DT_STRTAB, {strings}});
        tags.push_back({DT_STRSZ, {names.size()}});
        if (has_versions) {
            versions = append(bytes, indices);
            tags.push_back({DT_VERSYM, {versions}});
        }
    }

    /* Now that it is known where the code is. */
    void set_values(Bytes &bytes) const
    {
        for (size_t i = 0; i < symbols.size(); i++) {
            const uint64_t value =
                is_exported(symbols[i]) ? code + symbols[i].value : 0;
            memcpy(&bytes[table + (i + 1) * sizeof(Elf64_Sym) +
                          offsetof(Elf64_Sym, st_value)],
                   &value, sizeof(value));
        }
    }

    void put_headers(Bytes &bytes, unsigned int count, size_t tags) const
    {
        Elf64_Ehdr header = {};
        memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_DYN;
        header.e_machine = EM_X86_64;
        header.e_version = EV_CURRENT;
        header.e_phoff = headers;
        header.e_ehsize = sizeof(header);
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = static_cast<Elf64_Half>(count);
        put(bytes, 0, std::vector<Elf64_Ehdr>{header});

        const auto segment = [](uint32_t type, uint32_t flags, uint64_t offset,
                                uint64_t distance, uint64_t size,
                                uint64_t align) {
            return Elf64_Phdr{
                type, flags, offset, offset + distance, offset + distance,
                size, size,  align};
        };
        std::vector<Elf64_Phdr> segments;
        if (has_own_headers) {
            segments.push_back(segment(PT_PHDR, PF_R, headers, 0,
                                       count * sizeof(Elf64_Phdr), 8));
        }
        segments.push_back(
            segment(PT_LOAD, PF_R | PF_X, 0, 0, data, alignment));
        segments.push_back(segment(PT_LOAD, PF_R | PF_W, data, alignment,
                                   kDataSize, alignment));
        segments.push_back(
            segment(PT_DYNAMIC, PF_R, dynamic, 0, tags * sizeof(Elf64_Dyn), 8));
        if (has_unwind) {
            segments.push_back(
                segment(PT_GNU_EH_FRAME, PF_R, unwind, 0, 28, 4));
        }
        put(bytes, headers, segments);
    }

    template <typename T>
    static void put(Bytes &bytes, uint64_t offset, const T &items)
    {
        memcpy(&bytes[offset], items.data(),
               items.size() * sizeof(typename T::value_type));
    }

    /* Returns where they are: at a multiple of 8. */
    template <typename T> static uint64_t append(Bytes &bytes, const T &items)
    {
        bytes.resize((bytes.size() + 7) & ~size_t{7});
        const uint64_t offset = bytes.size();
        bytes.resize(offset + items.size() * sizeof(typename T::value_type));
        put(bytes, offset, items);
        return offset;
    }
};

} // namespace hostlib

#endif
