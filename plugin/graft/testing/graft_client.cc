// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graft_client FILE: loads a graft of zlib_blob.c onto zlib and says what it
 * does. Thunks are seen by what they change in the results.
 */
#include <dlfcn.h>
#include <zlib.h>

#include <cstdio>

namespace
{

constexpr unsigned char kText[] = "some bytes";

struct Refusal {
};

template <typename T> T *function_of(void *library, const char *name)
{
    return reinterpret_cast<T *>(dlsym(library, name));
}

using Checksum = uLong(uLong, const Bytef *, uInt);
using Init = int(z_streamp, const char *, int);

void call_functions(void *library)
{
    const uInt size = sizeof(kText) - 1;
    std::printf("crc32 %08lx\n",
                function_of<Checksum>(library, "crc32")(0, kText, size));
    std::printf("adler32 %08lx\n",
                function_of<Checksum>(library, "adler32")(1, kText, size));
    std::printf("crc32_combine %08lx\n",
                function_of<uLong(uLong, uLong, z_off_t)>(
                    library, "crc32_combine")(1, 2, 3));
    std::printf("calls %lu\n",
                function_of<uLong()>(library, "zlibCompileFlags")() >> 32);
}

void throw_through_a_thunk(void *library)
{
    z_stream stream = {};
    stream.zalloc = [](void *, uInt, uInt) -> void * { throw Refusal(); };
    try {
        function_of<Init>(library, "inflateInit_")(&stream, ZLIB_VERSION,
                                                   sizeof(stream));
        std::printf("no exception\n");
    } catch (const Refusal &) {
        std::printf("exception\n");
    }
}

void find_names(void *library)
{
    Dl_info info = {};
    dladdr(dlsym(library, "crc32"), &info);
    std::printf("name %s\n", info.dli_sname);
    std::printf("own version %d\n",
                dlvsym(library, "zlibCompileFlags", "ZLIB_1.2.0.2") ==
                    dlsym(library, "zlibCompileFlags"));
    std::printf("other version %d\n",
                dlvsym(library, "zlibCompileFlags", "ZLIB_1.2.9") != nullptr);
}

} // namespace

int main(int argc, char **argv)
{
    void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : nullptr;
    if (library == nullptr) {
        std::fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    call_functions(library);
    throw_through_a_thunk(library);
    find_names(library);
    return 0;
}
