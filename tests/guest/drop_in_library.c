/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of a zlib as the guests drop_in and drop_in_needed call, which can be
 * told from any other.
 */
const char *zlibVersion(void); /* NOLINT(readability-identifier-naming) */

const char *zlibVersion(void)
{
    return "1.drop-in";
}
