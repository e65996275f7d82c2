/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libFuzzer calls, and what a target tells it. */
#ifndef HOSTLIB_TESTS_FUZZ_FUZZ_TARGET_H
#define HOSTLIB_TESTS_FUZZ_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Names that are not ours. */
/* NOLINTBEGIN(readability-identifier-naming) */

/* Try the input of @size bytes at @data. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns which of AddressSanitizer's reports to leave out. */
const char *__asan_default_suppressions(void);

/* NOLINTEND(readability-identifier-naming) */

#endif
