// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/core/guest_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"
#include "plugin/core/testing/test_memory.h"

namespace
{

using hostlib::guest_address;
using hostlib::TestMemory;

constexpr char kSoname[] = "ld-test.so.1";
constexpr char kNothing[] = "(nothing)";
constexpr uint64_t kPage = 4096;

// What is at the start of a library.
struct Image {
    Elf64_Ehdr header;
    Elf64_Phdr segments[2];
    Elf64_Dyn dynamic[4];
    char strings[32];
};

class GuestImageTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        guest_address_set_base(0);
        guest_target_set(guest_arch_by_name("x86_64"));
        ASSERT_TRUE(host_call_install());
    }

    void SetUp() override
    {
        image().header.e_type = ET_DYN;
        image().header.e_machine = EM_X86_64;
        image().header.e_phoff = offsetof(Image, segments);
        image().header.e_phentsize = sizeof(Elf64_Phdr);
        image().header.e_phnum = 2;
        memcpy(image().header.e_ident, ELFMAG, SELFMAG);
        image().header.e_ident[EI_CLASS] = ELFCLASS64;
        image().header.e_ident[EI_DATA] = ELFDATA2LSB;
        image().segments[0].p_type = PT_LOAD;
        image().segments[0].p_memsz = 3 * kPage;
        image().segments[1].p_type = PT_DYNAMIC;
        image().segments[1].p_vaddr = offsetof(Image, dynamic);
        image().dynamic[0].d_tag = DT_STRTAB;
        image().dynamic[0].d_un.d_ptr = offsetof(Image, strings);
        image().dynamic[1].d_tag = DT_SONAME;
        image().dynamic[1].d_un.d_val = 1;
        memcpy(image().strings + 1, kSoname, sizeof(kSoname));
    }

    // It lies on the second of five pages.
    Image &image()
    {
        return *reinterpret_cast<Image *>(memory_.start() + kPage);
    }

    // The soname of what is mapped on that page, with that much room.
    std::string find(size_t page, size_t size = 64)
    {
        std::string name(size, '#');
        const uint64_t address = guest_address(memory_.start()) + page * kPage;
        return guest_image_name(address + 8, name.data(), size) ? name.c_str()
                                                                : kNothing;
    }

    TestMemory memory_{5};
};

TEST_F(GuestImageTest, ReachesAsFarAsItsSegments)
{
    EXPECT_EQ(find(0), kNothing);
    EXPECT_EQ(find(1), kSoname);
    EXPECT_EQ(find(3), kSoname);
    EXPECT_EQ(find(4), kNothing);
}

TEST_F(GuestImageTest, KnowsSectionsThatALoaderHasRelocated)
{
    image().dynamic[0].d_un.d_ptr += guest_address(&image());
    EXPECT_EQ(find(3), kSoname);
}

TEST_F(GuestImageTest, KnowsLibrariesThatAreLinkedToAnAddress)
{
    for (Elf64_Phdr &segment : image().segments) {
        segment.p_vaddr += 16 * kPage;
    }
    image().dynamic[0].d_un.d_ptr += 16 * kPage;
    EXPECT_EQ(find(3), kSoname);
}

TEST_F(GuestImageTest, WantsRoomForTheName)
{
    EXPECT_EQ(find(1, sizeof(kSoname)), kSoname);
    EXPECT_EQ(find(1, sizeof(kSoname) - 1), kNothing);
}

TEST_F(GuestImageTest, KnowsMuslsLoader)
{
    const char strings[] = "\0dlopen\0_dlstart";

    memcpy(image().strings, strings, sizeof(strings));
    image().dynamic[1].d_tag = DT_STRSZ;
    image().dynamic[1].d_un.d_val = sizeof(strings);
    EXPECT_EQ(find(1), "libc.so");
    EXPECT_EQ(find(1, sizeof("libc.so") - 1), kNothing);
    image().dynamic[1].d_un.d_val = sizeof(strings) - 1;
    EXPECT_EQ(find(1), kNothing);
    image().dynamic[1].d_un.d_val = UINT64_MAX;
    EXPECT_EQ(find(1), kNothing);
    image().dynamic[1].d_un.d_val = sizeof(strings);
    image().strings[sizeof("dlopen")] = 'x';
    EXPECT_EQ(find(1), kNothing);
}

TEST_F(GuestImageTest, LeavesNonsenseAlone)
{
    const Image right = image();

    image().header.e_machine = EM_AARCH64;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().header.e_type = ET_EXEC;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().header.e_phnum = UINT16_MAX;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().header.e_phoff = UINT64_MAX - 8;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().segments[0].p_type = PT_NULL;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().segments[1].p_vaddr = UINT64_MAX / 2;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().dynamic[0].d_un.d_ptr = UINT64_MAX;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().dynamic[1].d_un.d_val = UINT64_MAX / 4;
    EXPECT_EQ(find(1), kNothing);
    image() = right;
    image().dynamic[1].d_tag = DT_NULL;
    EXPECT_EQ(find(1), kNothing);
    memory_.protect(PROT_NONE);
    EXPECT_EQ(find(1), kNothing);
}

} // namespace
