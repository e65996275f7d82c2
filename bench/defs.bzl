# SPDX-License-Identifier: GPL-2.0-or-later
"""What BUILD.bazel needs."""

def guest_env(guests, labels):
    """Returns variables for bench.sh.

    Args:
      guests: CPUs.
      labels: by the variables' names, with "%s" in place of the CPU.

    Returns:
      A dictionary: NAME_CPU is the place of the label's file.
    """
    return {
        "%s_%s" % (name, guest): "$(rlocationpath %s)" % (label % guest)
        for name, label in labels.items()
        for guest in guests
    }
