/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that only starts. */
int main(void)
{
    return 0;
}
