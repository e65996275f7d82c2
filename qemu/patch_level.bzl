# SPDX-License-Identifier: GPL-2.0-or-later
"""How an emulator tells that it has the patches of patches/."""

# Raise it with each change of what the patches do for guests or plugins.
_PATCH_LEVEL = 1

# In the output of -version; a QEMU built elsewhere with the same patches can be
# configured with --with-pkgversion to say so, too.
VERSION_NOTE = "hostlib-%d" % _PATCH_LEVEL
