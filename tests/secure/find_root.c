/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the guest's root as the plugin finds it in this process. */
#include "plugin/core/guest_root.h"

#include <stdio.h>

int main(void)
{
    g_autofree char *root = guest_root_find();

    puts(root == NULL ? "none" : root);
    return 0;
}
