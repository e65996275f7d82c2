// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the guest gets of an image is tried in drop_in_test.cc.
#include "plugin/core/file_image.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

namespace
{

int read_image(const std::string &path, FileImage *image)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int result = file_image_read(fd, image);
    close(fd);
    return result;
}

TEST(FileImage, IsOfRegularFilesOnly)
{
    FileImage image = {};
    EXPECT_EQ(read_image("/dev/zero", &image), -EINVAL);
    EXPECT_EQ(read_image("/", &image), -EINVAL);
    EXPECT_EQ(file_image_read(-1, &image), -EBADF);
    EXPECT_EQ(image.bytes, nullptr);
}

TEST(FileImage, IsBounded)
{
    const std::string path = testing::TempDir() + "large";
    FileImage image = {};
    std::ofstream(path) << "";
    ASSERT_EQ(truncate(path.c_str(), FILE_IMAGE_MAX_SIZE + 1L), 0);
    EXPECT_EQ(read_image(path, &image), -EFBIG);
    ASSERT_EQ(truncate(path.c_str(), FILE_IMAGE_MAX_SIZE), 0);
    EXPECT_EQ(read_image(path, &image), 0);
    EXPECT_EQ(image.size, static_cast<size_t>(FILE_IMAGE_MAX_SIZE));
    g_free(image.bytes);
}

TEST(FileImage, MayBeEmpty)
{
    const std::string path = testing::TempDir() + "empty";
    FileImage image = {};
    std::ofstream(path) << "";
    ASSERT_EQ(read_image(path, &image), 0);
    EXPECT_NE(image.bytes, nullptr);
    EXPECT_EQ(image.size, 0U);
    const int fd = file_image_open_copy(&image, "empty", O_CLOEXEC);
    EXPECT_GE(fd, 0);
    EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    close(fd);
    const int inherited = file_image_open_copy(&image, "empty", 0);
    EXPECT_EQ(fcntl(inherited, F_GETFD), 0);
    close(inherited);
    g_free(image.bytes);
}

} // namespace
