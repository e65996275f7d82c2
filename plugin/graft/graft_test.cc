// SPDX-License-Identifier: GPL-2.0-or-later
/* Grafts onto zlib as Debian has it, for each architecture. */
#include "plugin/graft/graft.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <link.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "plugin/graft/testing/graft_bytes.h"

namespace
{

using namespace hostlib;

/* The library and the blob for it. */
struct Parts {
    std::string arch;
    std::string path;
    Bytes library;
    Bytes blob;

    explicit Parts(const char *name) : arch(name)
    {
        const std::string usr = getenv(("SYSROOT_" + arch).c_str());
        const std::string folder = "lib/" + arch + "-linux-gnu/libz.so.1";
        /* Debian 13 has /lib in /usr. */
        path = usr + "/" + folder;
        if (access(path.c_str(), R_OK) != 0) {
            path = usr + "/../" + folder;
        }
        library = read_file(path);
        blob = read_file(getenv(("BLOB_" + arch).c_str()));
    }

    Graft graft(GraftWants *wants = nullptr, void *argument = nullptr) const
    {
        const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
        return make_graft(file.fd, blob, arch.c_str(), wants, argument);
    }
};

class GraftOfZlib : public testing::TestWithParam<const char *>
{
  protected:
    const Parts parts = Parts(GetParam());
};

INSTANTIATE_TEST_SUITE_P(, GraftOfZlib,
                         testing::Values("x86_64", "aarch64", "riscv64"),
                         [](const auto &test) { return test.param; });

/* The section header of that type. */
Elf64_Shdr section_of(const Bytes &bytes, uint32_t type)
{
    const auto header = at<Elf64_Ehdr>(bytes, 0);
    for (unsigned int i = 0; i < header.e_shnum; i++) {
        const auto section =
            at<Elf64_Shdr>(bytes, header.e_shoff + i * sizeof(Elf64_Shdr));
        if (section.sh_type == type) {
            return section;
        }
    }
    ADD_FAILURE() << "no section of type " << type;
    return {};
}

std::map<std::string, Elf64_Sym> symbols_of(const Bytes &bytes)
{
    const Elf64_Shdr table = section_of(bytes, SHT_DYNSYM);
    const auto header = at<Elf64_Ehdr>(bytes, 0);
    const auto strings = at<Elf64_Shdr>(
        bytes, header.e_shoff + table.sh_link * sizeof(Elf64_Shdr));
    std::map<std::string, Elf64_Sym> symbols;
    for (uint64_t at_byte = 0; at_byte < table.sh_size;
         at_byte += sizeof(Elf64_Sym)) {
        const auto symbol = at<Elf64_Sym>(bytes, table.sh_offset + at_byte);
        symbols[reinterpret_cast<const char *>(bytes.data()) +
                strings.sh_offset + symbol.st_name] = symbol;
    }
    return symbols;
}

const std::set<std::string> kThunks = {"adler32", "crc32", "inflateInit_",
                                       "zlibCompileFlags"};

TEST_P(GraftOfZlib, LeavesAllElseAsItIs)
{
    const Graft graft = parts.graft();
    ASSERT_EQ(graft.objection, "");
    EXPECT_EQ(graft.functions, kThunks.size());
    ASSERT_GT(graft.bytes.size(), parts.library.size());

    // With what may change put back, it is the library again.
    Bytes restored(graft.bytes.begin(),
                   graft.bytes.begin() +
                       static_cast<ptrdiff_t>(parts.library.size()));
    const auto restore = [&](uint64_t offset, size_t size) {
        memcpy(&restored[offset], &parts.library[offset], size);
    };
    EXPECT_NE(restored, parts.library);
    restore(offsetof(Elf64_Ehdr, e_phoff), sizeof(Elf64_Off));
    restore(offsetof(Elf64_Ehdr, e_phnum), sizeof(Elf64_Half));
    const Elf64_Shdr table = section_of(parts.library, SHT_DYNSYM);
    unsigned int changed = 0;
    for (uint64_t i = table.sh_offset; i < table.sh_offset + table.sh_size;
         i += sizeof(Elf64_Sym)) {
        changed +=
            memcmp(&restored[i], &parts.library[i], sizeof(Elf64_Sym)) != 0;
        restore(i + offsetof(Elf64_Sym, st_value),
                sizeof(Elf64_Addr) + sizeof(Elf64_Xword));
    }
    EXPECT_EQ(changed, kThunks.size());
    EXPECT_TRUE(restored == parts.library);
}

TEST_P(GraftOfZlib, LeadsSymbolsToThunksAndSlotsToOriginals)
{
    const Graft graft = parts.graft();
    const auto before = symbols_of(parts.library);
    const auto after = symbols_of(graft.bytes);
    const auto thunks = symbols_of(parts.blob);
    ASSERT_EQ(after.size(), before.size());
    ASSERT_EQ(thunks.count("not_in_zlib"), 1u);
    const uint64_t blob =
        after.at("crc32").st_value - thunks.at("crc32").st_value;

    for (const auto &[name, symbol] : after) {
        const Elf64_Sym &original = before.at(name);
        if (kThunks.count(name) == 0) {
            EXPECT_EQ(symbol.st_value, original.st_value) << name;
            EXPECT_EQ(symbol.st_size, original.st_size) << name;
            continue;
        }
        EXPECT_EQ(symbol.st_value, blob + thunks.at(name).st_value) << name;
        EXPECT_EQ(symbol.st_size, thunks.at(name).st_size) << name;
        const uint64_t slot =
            blob + thunks.at("hostlib_original_" + name).st_value;
        EXPECT_EQ(slot +
                      at<uint64_t>(graft.bytes, offset_of(graft.bytes, slot)),
                  original.st_value)
            << name;
    }
    const uint64_t unused =
        blob + thunks.at("hostlib_original_not_in_zlib").st_value;
    EXPECT_EQ(at<uint64_t>(graft.bytes, offset_of(graft.bytes, unused)), 0u);
}

TEST_P(GraftOfZlib, HasProgramHeadersThatLoadersTake)
{
    const Graft graft = parts.graft();
    const auto before = headers_of(parts.library);
    const auto after = headers_of(graft.bytes);
    uint64_t alignment = 0;
    uint64_t end = 0;
    bool table_is_loaded = false;
    const uint64_t table = at<Elf64_Ehdr>(graft.bytes, 0).e_phoff;
    ASSERT_EQ(after.size(), before.size() + 3);
    for (size_t i = 0; i < after.size(); i++) {
        const Elf64_Phdr &header = after[i];
        if (i < before.size() && header.p_type != PT_GNU_EH_FRAME) {
            EXPECT_EQ(memcmp(&header, &before[i], sizeof(header)), 0) << i;
        }
        if (header.p_type != PT_LOAD) {
            continue;
        }
        EXPECT_GE(header.p_vaddr, end) << i;
        EXPECT_LE(header.p_offset + header.p_filesz, graft.bytes.size());
        EXPECT_EQ((header.p_vaddr - header.p_offset) % header.p_align, 0u);
        // What is new stays congruent to the library's largest alignment.
        if (i < before.size()) {
            alignment = std::max<uint64_t>(alignment, header.p_align);
        } else if (i == before.size()) {
            EXPECT_EQ(header.p_vaddr % alignment, 0u);
            EXPECT_EQ(header.p_offset % alignment, 0u);
        }
        end = header.p_vaddr + header.p_memsz;
        table_is_loaded |=
            table >= header.p_offset && table + after.size() * sizeof(header) <=
                                            header.p_offset + header.p_filesz;
    }
    EXPECT_TRUE(table_is_loaded);
}

/* A table for unwinding: the functions, and what describes each. */
std::vector<std::pair<uint64_t, uint64_t>> unwind_table_of(const Bytes &bytes)
{
    std::vector<std::pair<uint64_t, uint64_t>> entries;
    for (const Elf64_Phdr &header : headers_of(bytes)) {
        if (header.p_type != PT_GNU_EH_FRAME) {
            continue;
        }
        EXPECT_EQ(offset_of(bytes, header.p_vaddr), header.p_offset);
        const auto count = at<uint32_t>(bytes, header.p_offset + 8);
        EXPECT_EQ(header.p_filesz, 12 + count * 8);
        for (uint64_t i = 0; i < count; i++) {
            const uint64_t entry = header.p_offset + 12 + i * 8;
            entries.emplace_back(header.p_vaddr + at<int32_t>(bytes, entry),
                                 header.p_vaddr +
                                     at<int32_t>(bytes, entry + 4));
        }
    }
    return entries;
}

TEST_P(GraftOfZlib, HasOneTableForUnwinding)
{
    const Graft graft = parts.graft();
    const uint64_t blob = symbols_of(graft.bytes).at("crc32").st_value -
                          symbols_of(parts.blob).at("crc32").st_value;
    auto expected = unwind_table_of(parts.library);
    ASSERT_GT(expected.size(), 50u);
    const auto of_blob = unwind_table_of(parts.blob);
    ASSERT_GE(of_blob.size(), kThunks.size());
    for (const auto &[function, description] : of_blob) {
        expected.emplace_back(blob + function, blob + description);
    }
    EXPECT_EQ(unwind_table_of(graft.bytes), expected);
    EXPECT_TRUE(std::is_sorted(expected.begin(), expected.end()));
}

TEST_P(GraftOfZlib, TakesTheFunctionsThatAreWanted)
{
    std::set<std::string> asked;
    const auto only_crc32 = [](const char *name, void *argument) {
        static_cast<std::set<std::string> *>(argument)->insert(name);
        return strcmp(name, "crc32") == 0;
    };
    const Graft graft = parts.graft(only_crc32, &asked);
    ASSERT_EQ(graft.objection, "");
    EXPECT_EQ(graft.functions, 1u);
    EXPECT_EQ(asked, kThunks);
    const auto before = symbols_of(parts.library);
    const auto after = symbols_of(graft.bytes);
    EXPECT_NE(before.at("crc32").st_value, after.at("crc32").st_value);
    EXPECT_EQ(before.at("adler32").st_value, after.at("adler32").st_value);
    // Thunks can reach it all the same.
    const auto thunks = symbols_of(parts.blob);
    const uint64_t slot = after.at("crc32").st_value -
                          thunks.at("crc32").st_value +
                          thunks.at("hostlib_original_adler32").st_value;
    EXPECT_EQ(slot + at<uint64_t>(graft.bytes, offset_of(graft.bytes, slot)),
              before.at("adler32").st_value);

    const auto none = [](const char *, void *) { return false; };
    EXPECT_EQ(parts.graft(none).objection, "has none of the functions");
}

TEST_P(GraftOfZlib, IsNotForAnotherCpu)
{
    const Descriptor file(file_of(parts.library));
    for (const GuestArch *const *arch = guest_archs; *arch != nullptr; arch++) {
        const char *objection = nullptr;
        g_autoptr(GraftLibrary) library =
            graft_library_open(file.fd, *arch, &objection);
        if (parts.arch == (*arch)->name) {
            ASSERT_NE(library, nullptr);
            EXPECT_STREQ(library->soname, "libz.so.1");
        } else {
            EXPECT_EQ(library, nullptr);
            EXPECT_STREQ(objection, "is no shared library for the guest's CPU");
        }
    }
}

TEST_P(GraftOfZlib, TellsFunctions)
{
    const Descriptor file(file_of(parts.library));
    const char *objection = nullptr;
    g_autoptr(GraftLibrary) library = graft_library_open(
        file.fd, guest_arch_by_name(parts.arch.c_str()), &objection);
    ASSERT_NE(library, nullptr) << objection;
    ASSERT_EQ(graft_library_read_symbols(library), nullptr);

    std::set<std::string> expected;
    for (const auto &[name, symbol] : symbols_of(parts.library)) {
        if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
            symbol.st_shndx != SHN_UNDEF) {
            expected.insert(name);
            EXPECT_EQ(graft_library_find(library, name.c_str(), nullptr),
                      GRAFT_EXPORT_FUNCTION)
                << name;
        }
    }
    std::set<std::string> visited;
    graft_library_each_function(
        library,
        [](const char *name, void *argument) {
            static_cast<std::set<std::string> *>(argument)->insert(name);
            return true;
        },
        &visited);
    EXPECT_EQ(visited, expected);
    EXPECT_GT(visited.size(), 80u);
    for (const char *name : {"free", "", "crc3", "crc322", "not_in_zlib"}) {
        EXPECT_EQ(graft_library_find(library, name, nullptr), GRAFT_EXPORT_NONE)
            << name;
    }
    GraftTarget target;
    EXPECT_EQ(graft_library_find(library, "crc32", &target),
              GRAFT_EXPORT_FUNCTION);
    EXPECT_EQ(target.count, 1u);
    EXPECT_EQ(target.address, symbols_of(parts.library).at("crc32").st_value);
}

/* A graft, and the file that it is in. */
struct GraftFile {
    int fd = -1;

    explicit GraftFile(const Parts &parts)
    {
        const GuestArch *arch = guest_arch_by_name(parts.arch.c_str());
        const Descriptor file(file_of(parts.library));
        const char *objection = nullptr;
        unsigned int functions = 0;
        g_autoptr(GraftBlob) blob = graft_blob_new(
            parts.blob.data(), parts.blob.size(), arch, &objection);
        g_autoptr(GraftLibrary) library =
            graft_library_open(file.fd, arch, &objection);
        EXPECT_EQ(graft_library_read_symbols(library), nullptr);
        fd =
            graft_make(library, blob, nullptr, nullptr, &functions, &objection);
        EXPECT_GE(fd, 0) << objection;
    }
    ~GraftFile()
    {
        close(fd);
    }
};

TEST(Graft, IsASealedFileNamedByTheSoname)
{
    const GraftFile graft(Parts("x86_64"));
    EXPECT_EQ(lseek(graft.fd, 0, SEEK_CUR), 0);
    EXPECT_EQ(fcntl(graft.fd, F_GETFD), FD_CLOEXEC);
    const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    EXPECT_EQ(fcntl(graft.fd, F_GET_SEALS) & seals, seals);
    EXPECT_LT(pwrite(graft.fd, "x", 1, 0), 0);
    EXPECT_NE(ftruncate(graft.fd, 0), 0);
    char name[64] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(graft.fd);
    EXPECT_GT(readlink(link.c_str(), name, sizeof(name) - 1), 0);
    EXPECT_STREQ(name, "/memfd:libz.so.1 (deleted)");
}

/* Without the check of the limit the process would end by SIGXFSZ. */
TEST(Graft, IsNotMadeBeyondTheLimitOfAFilesSize)
{
    const Parts parts("x86_64");
    struct rlimit old = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
    const size_t size = parts.graft().bytes.size();
    const Descriptor file(open(parts.path.c_str(), O_RDONLY | O_CLOEXEC));
    struct rlimit limit = old;
    limit.rlim_cur = size - 1;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const Graft refused = make_graft(file.fd, parts.blob, "x86_64");
    limit.rlim_cur = size;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const Graft made = make_graft(file.fd, parts.blob, "x86_64");
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
    EXPECT_EQ(refused.objection, "is too large for RLIMIT_FSIZE");
    EXPECT_EQ(made.objection, "");
}

/* What this test runs on. */
#if defined(__aarch64__)
constexpr char kNative[] = "aarch64";
#else
constexpr char kNative[] = "x86_64";
#endif

using Checksum = unsigned long(unsigned long, const unsigned char *,
                               unsigned int);
using Flags = unsigned long();

constexpr unsigned char kText[] = "some bytes";
/* What zlib says of them. */
constexpr unsigned long kCrc32 = 0x9f597f55;
constexpr unsigned long kAdler32 = 0x15c103fc;

template <typename T> T *function_of(void *library, const char *name)
{
    void *function = dlsym(library, name);
    EXPECT_NE(function, nullptr) << name;
    return reinterpret_cast<T *>(function);
}

class LoadedGraft : public testing::Test
{
  protected:
    const GraftFile graft = GraftFile(Parts(kNative));
    void *library = nullptr;

    void SetUp() override
    {
        const std::string path = "/proc/self/fd/" + std::to_string(graft.fd);
        library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(library, nullptr) << dlerror();
    }

    void TearDown() override
    {
        EXPECT_EQ(dlclose(library), 0);
    }
};

TEST_F(LoadedGraft, RunsThunksAndTheOriginalsBehindThem)
{
    const unsigned int size = sizeof(kText) - 1;
    auto *crc32 = function_of<Checksum>(library, "crc32");
    auto *adler32 = function_of<Checksum>(library, "adler32");
    // Thunks change a bit of what the originals say.
    EXPECT_EQ(crc32(0, kText, size), kCrc32 ^ 1);
    EXPECT_EQ(adler32(1, kText, size), kAdler32 ^ 2);
    // Not from a thunk.
    EXPECT_EQ(function_of<Checksum>(library, "crc32_z")(0, kText, size),
              kCrc32);
    // The blob has memory of its own, which begins as zeros.
    auto *flags = function_of<Flags>(library, "zlibCompileFlags");
    EXPECT_EQ(flags() >> 32, 1u);
    EXPECT_EQ(flags() >> 32, 2u);
    EXPECT_EQ(dlsym(library, "not_in_zlib"), nullptr);
}

/* The unwinder ends the process if it finds no way through a function. */
TEST_F(LoadedGraft, LetsExceptionsThroughThunks)
{
    struct Refusal {
    };
    auto *inflate_init =
        function_of<int(z_streamp, const char *, int)>(library, "inflateInit_");
    z_stream stream = {};
    stream.zalloc = [](void *, unsigned int, unsigned int) -> void * {
        throw Refusal();
    };
    EXPECT_THROW(inflate_init(&stream, ZLIB_VERSION, sizeof(stream)), Refusal);
}

TEST_F(LoadedGraft, KeepsVersions)
{
    // A version of its own, and the one of functions without a version.
    auto *crc32_z = dlvsym(library, "crc32_z", "ZLIB_1.2.9");
    EXPECT_NE(crc32_z, nullptr);
    EXPECT_EQ(dlvsym(library, "crc32_z", "ZLIB_1.2.0"), nullptr);
    EXPECT_NE(dlvsym(library, "zlibCompileFlags", "ZLIB_1.2.0.2"), nullptr);
    EXPECT_EQ(dlvsym(library, "zlibCompileFlags", "ZLIB_1.2.0.2"),
              dlsym(library, "zlibCompileFlags"));
    EXPECT_EQ(dlvsym(library, "zlibCompileFlags", "ZLIB_1.2.9"), nullptr);
}

TEST_F(LoadedGraft, IsOneLibraryToTheLoader)
{
    Dl_info info = {};
    auto *crc32 = dlsym(library, "crc32");
    auto *crc32_z = dlsym(library, "crc32_z");
    ASSERT_NE(dladdr(crc32, &info), 0);
    EXPECT_STREQ(info.dli_sname, "crc32");
    EXPECT_EQ(info.dli_saddr, crc32);
    const void *base = info.dli_fbase;
    // In the middle of the thunk, too.
    ASSERT_NE(dladdr(static_cast<char *>(crc32) + 4, &info), 0);
    EXPECT_STREQ(info.dli_sname, "crc32");
    ASSERT_NE(dladdr(crc32_z, &info), 0);
    EXPECT_EQ(info.dli_fbase, base);
    // The loader knows the soname: asked for it, it finds the graft.
    void *again = dlopen("libz.so.1", RTLD_NOW | RTLD_NOLOAD);
    EXPECT_EQ(again, library);
    if (again != nullptr) {
        dlclose(again);
    }
}

TEST_F(LoadedGraft, ShowsItsNewHeaders)
{
    struct Seen {
        uintptr_t thunk;
        unsigned int headers = 0;
        unsigned int executable = 0;
    } seen = {reinterpret_cast<uintptr_t>(dlsym(library, "crc32"))};
    dl_iterate_phdr(
        [](struct dl_phdr_info *info, size_t, void *argument) {
            auto *found = static_cast<Seen *>(argument);
            for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
                const Elf64_Phdr &header = info->dlpi_phdr[i];
                const uintptr_t start = info->dlpi_addr + header.p_vaddr;
                if (header.p_type == PT_LOAD && found->thunk >= start &&
                    found->thunk - start < header.p_memsz) {
                    found->headers = info->dlpi_phnum;
                    found->executable = header.p_flags & PF_X;
                }
            }
            return 0;
        },
        &seen);
    EXPECT_EQ(seen.headers, headers_of(Parts(kNative).library).size() + 3);
    EXPECT_NE(seen.executable, 0u);
}

} // namespace
