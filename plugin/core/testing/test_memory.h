/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of which tests know exactly where it ends. */
#ifndef HOSTLIB_PLUGIN_CORE_TESTING_TEST_MEMORY_H
#define HOSTLIB_PLUGIN_CORE_TESTING_TEST_MEMORY_H

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace hostlib
{

/* Some pages that can be used, and a last one that cannot. */
class TestMemory
{
  public:
    explicit TestMemory(size_t pages = 1)
        : page_size_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
          size_(pages * page_size_)
    {
        void *start = mmap(nullptr, size_ + page_size_, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) {
            abort();
        }
        start_ = static_cast<uint8_t *>(start);
        mprotect(end(), page_size_, PROT_NONE);
    }

    ~TestMemory()
    {
        munmap(start_, size_ + page_size_);
    }

    TestMemory(const TestMemory &) = delete;
    TestMemory &operator=(const TestMemory &) = delete;

    [[nodiscard]] uint8_t *start() const
    {
        return start_;
    }
    /* The first byte that cannot be used. */
    [[nodiscard]] uint8_t *end() const
    {
        return start_ + size_;
    }
    [[nodiscard]] size_t size() const
    {
        return size_;
    }
    [[nodiscard]] size_t page_size() const
    {
        return page_size_;
    }

    /* Change what can be done with all usable pages. */
    void protect(int protection) const
    {
        mprotect(start_, size_, protection);
    }

    /* Put @bytes where they end with the usable memory. */
    uint8_t *put_at_end(const void *bytes, size_t length) const
    {
        memcpy(end() - length, bytes, length);
        return end() - length;
    }

  private:
    size_t page_size_;
    size_t size_;
    uint8_t *start_;
};

/* The address that a guest whose base is 0 has for @pointer. */
inline uint64_t guest_address(const void *pointer)
{
    return reinterpret_cast<uintptr_t>(pointer);
}

} // namespace hostlib

#endif
