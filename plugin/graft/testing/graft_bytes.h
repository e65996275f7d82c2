// SPDX-License-Identifier: GPL-2.0-or-later
/* Grafts made of bytes in memory. */
#ifndef HOSTLIB_PLUGIN_GRAFT_TESTING_GRAFT_BYTES_H
#define HOSTLIB_PLUGIN_GRAFT_TESTING_GRAFT_BYTES_H

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plugin/graft/graft.h"

namespace hostlib
{

using Bytes = std::vector<uint8_t>;

inline Bytes read_file(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

/* A descriptor that is closed. */
struct Descriptor {
    int fd;

    explicit Descriptor(int number) : fd(number)
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (fd >= 0) {
            close(fd);
        }
    }
};

inline int file_of(const Bytes &bytes)
{
    const int fd = memfd_create("test", MFD_CLOEXEC);
    EXPECT_EQ(write(fd, bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
    return fd;
}

inline Bytes bytes_of(int fd)
{
    Bytes bytes(static_cast<size_t>(lseek(fd, 0, SEEK_END)));
    EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
    EXPECT_EQ(pread(fd, bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    return bytes;
}

/* What became of a library. */
struct Graft {
    std::string objection;
    unsigned int functions = 0;
    Bytes bytes;
};

inline Graft make_graft(int library_fd, const Bytes &blob_bytes,
                        const char *arch, GraftWants *wants = nullptr,
                        void *argument = nullptr)
{
    Graft graft;
    const GuestArch *guest = guest_arch_by_name(arch);
    const char *objection = nullptr;
    g_autoptr(GraftBlob) blob =
        graft_blob_new(blob_bytes.data(), blob_bytes.size(), guest, &objection);
    EXPECT_NE(blob, nullptr) << objection;
    g_autoptr(GraftLibrary) library =
        graft_library_open(library_fd, guest, &objection);
    if (library != nullptr) {
        objection = graft_library_read_symbols(library);
    }
    if (objection == nullptr) {
        const Descriptor made(graft_make(library, blob, wants, argument,
                                         &graft.functions, &objection));
        EXPECT_EQ(made.fd >= 0, objection == nullptr);
        if (made.fd >= 0) {
            graft.bytes = bytes_of(made.fd);
        }
    }
    graft.objection = objection == nullptr ? "" : objection;
    return graft;
}

/* Returns a copy of the T at @offset. */
template <typename T> T at(const Bytes &bytes, uint64_t offset)
{
    T value = {};
    EXPECT_LE(offset + sizeof(value), bytes.size());
    if (offset + sizeof(value) <= bytes.size()) {
        memcpy(&value, bytes.data() + offset, sizeof(value));
    }
    return value;
}

/* The program headers of a file. */
inline std::vector<Elf64_Phdr> headers_of(const Bytes &bytes)
{
    const auto header = at<Elf64_Ehdr>(bytes, 0);
    std::vector<Elf64_Phdr> headers;
    for (unsigned int i = 0; i < header.e_phnum; i++) {
        headers.push_back(
            at<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr)));
    }
    return headers;
}

/* The offset in a file of what is at @address when it is loaded. */
inline uint64_t offset_of(const Bytes &bytes, uint64_t address)
{
    for (const Elf64_Phdr &header : headers_of(bytes)) {
        if (header.p_type == PT_LOAD && address >= header.p_vaddr &&
            address - header.p_vaddr < header.p_filesz) {
            return address - header.p_vaddr + header.p_offset;
        }
    }
    ADD_FAILURE() << "nothing at " << address;
    return 0;
}

} // namespace hostlib

#endif
