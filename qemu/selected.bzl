# SPDX-License-Identifier: GPL-2.0-or-later
"""@qemu_selected: the pinned QEMU or, if HOSTLIB_QEMU names one, the user's."""

load("//qemu:patch_level.bzl", "VERSION_NOTE")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

_VARIABLE = "HOSTLIB_QEMU"

# The first that has plugin API 7, with the system call filter.
_OLDEST = (11, 1)

_HEAD = """\
# SPDX-License-Identifier: GPL-2.0-or-later
# Made by //qemu:selected.bzl; {variable} is "{prefix}".
package(default_visibility = ["{visibility}"])
"""

_PINNED = """
alias(
    name = "{name}",
    actual = "{pinned}",
)
"""

_INSTALLED = """
filegroup(
    name = "{name}",
    srcs = ["bin/{name}"],
)
"""

def _refuse(prefix, reason):
    fail(("%s=%s: %s; name the installation prefix of a QEMU %d.%d or later " +
          "built with --enable-plugins, or unset it to use the pinned QEMU.") %
         ((_VARIABLE, prefix, reason) + _OLDEST))

def _version(rctx, prefix, program):
    """Returns the first line of -version, such as "qemu-x86_64 version 11.1.1"."""
    run = rctx.execute([program, "-version"])
    words = run.stdout.partition("\n")[0].split(" ")
    if run.return_code != 0 or len(words) < 3 or words[1] != "version":
        _refuse(prefix, program + " does not run")
    numbers = words[2].split(".")
    if len(numbers) < 2 or not (numbers[0].isdigit() and numbers[1].isdigit()):
        _refuse(prefix, "%s has version %s" % (program, words[2]))
    if (int(numbers[0]), int(numbers[1])) < _OLDEST:
        _refuse(prefix, "%s is QEMU %s" % (program, words[2]))
    return " ".join(words)

def _use_installed(rctx, prefix, guest):
    """Links an emulator of the prefix. Returns whether it has our patches."""
    name = "qemu-" + guest
    program = "%s/bin/%s" % (prefix, name)
    rctx.watch(program)
    version = _version(rctx, prefix, program)
    usage = rctx.execute([program, "-help"])
    if "-plugin" not in usage.stdout:
        _refuse(prefix, program + " loads no plugins")
    rctx.symlink(program, "bin/" + name)
    return "(%s)" % VERSION_NOTE in version

def _installed_guests(rctx, prefix):
    if not prefix:
        return []
    if not prefix.startswith("/"):
        _refuse(prefix, "not an absolute path")
    guests = [
        guest
        for guest in GUEST_CPUS
        if rctx.path("%s/bin/qemu-%s" % (prefix, guest)).exists
    ]
    if not guests:
        _refuse(prefix, "it has no bin/qemu-" +
                        ", bin/qemu-".join(GUEST_CPUS))
    return guests

def _tell_of_pinned(prefix, installed):
    missing = [guest for guest in GUEST_CPUS if guest not in installed]
    if installed and missing:
        # buildifier: disable=print
        print("%s=%s has no bin/qemu-%s: the pinned QEMU runs those guests." %
              (_VARIABLE, prefix, ", bin/qemu-".join(missing)))

def _qemu_selected_impl(rctx):
    prefix = rctx.getenv(_VARIABLE, "")
    patched = {guest: True for guest in GUEST_CPUS}
    installed = _installed_guests(rctx, prefix)
    for guest in installed:
        patched[guest] = _use_installed(rctx, prefix, guest)
    _tell_of_pinned(prefix, installed)
    build = _HEAD.format(
        prefix = prefix,
        variable = _VARIABLE,
        visibility = Label("//qemu:__pkg__"),
    )
    for guest, has_patches in patched.items():
        pinned = Label("//qemu/pinned:qemu-" + guest)
        selected = _INSTALLED if guest in installed else _PINNED
        build += selected.format(name = "qemu-" + guest, pinned = pinned)
        build += _PINNED.format(
            name = "patched-qemu-" + guest,
            pinned = ":qemu-" + guest if has_patches else pinned,
        )
    rctx.file("BUILD.bazel", build)

qemu_selected_repository = repository_rule(
    implementation = _qemu_selected_impl,
    doc = """Offers :qemu-<guest> and :patched-qemu-<guest> for each guest.

    The second is the first if that has the patches of //qemu/patches, and the
    pinned emulator otherwise. //qemu has labels for both.
    """,
)
