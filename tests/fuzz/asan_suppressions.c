/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What AddressSanitizer is not to say of zlib's memcpy(): that a guest has made
 * its buffers overlap, or has said that there are more bytes than there are.
 * zlib's output is then of no use, or there is a fault, as there should be.
 */
/* NOLINTBEGIN(readability-identifier-naming): the sanitizer's name */
const char *__asan_default_suppressions(void);

const char *__asan_default_suppressions(void)
{
    return "interceptor_via_lib:libz.so\n";
}
/* NOLINTEND(readability-identifier-naming) */
