# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that run guests in the emulators with the plugin."""

load("//toolchains/platforms:defs.bzl", "DEFAULT_GUEST_CPU", "GUEST_CPUS")

# Configurations in which the plugin is sanitized; see docs/testing.md.
_SANITIZERS = [
    "asan",
    "ubsan",
]

_SYMBOLIZER = "@llvm//:bin/llvm-symbolizer"

def _runtime(sanitizer):
    return "@llvm//:%s_runtime" % sanitizer

def _sanitizer_env(sanitizer):
    return {
        "SANITIZER": sanitizer,
        "SANITIZER_RUNTIME": "$(rlocationpath %s)" % _runtime(sanitizer),
        "SYMBOLIZER": "$(rlocationpath %s)" % _SYMBOLIZER,
    }

def _sanitizer_data(sanitizer):
    data = [
        "@llvm//:all",
        _SYMBOLIZER,
        _runtime(sanitizer),
    ]
    if sanitizer == "asan":
        data.append("//tests/emulator:asan_suppressions.txt")
    return data

def _by_sanitizer(function, otherwise):
    """A select() of function(sanitizer), or of a value without one."""
    return select({
        "//toolchains/cc:" + sanitizer: function(sanitizer)
        for sanitizer in _SANITIZERS
    } | {"//conditions:default": otherwise})

# Where the emulators themselves run.
_MACHINE = "x86_64"
_NESTED_MACHINE = "aarch64"

def _emulator_env(guest, host, qemu, plugin):
    env = {
        "GUEST_CPU": guest,
        "GUEST_ROOT": "$(rlocationpath @guest_%s//:usr)" % guest,
        "HOST_SYSROOT": "$(rlocationpath @sysroot_%s//:usr)" % host,
        "PLUGIN": "$(rlocationpath %s)" % plugin,
        "QEMU": "$(rlocationpath %s)" % qemu,
    }
    if host != _MACHINE:
        env["HOST_EMULATOR"] = "$(rlocationpath //qemu:host-emulator-%s)" % host
    return env

def _emulator(guest, host, needs_patches, plugin):
    """Labels of the emulator and of the plugin that it loads."""
    if host != _MACHINE:
        return "//qemu:qemu-%s_on_%s" % (guest, host), "//tests/emulator:plugin_" + host
    emulator = "patched-qemu-" if needs_patches else "qemu-"
    return "//qemu:" + emulator + guest, plugin

def _emulator_test(name, guest, host, script, data, env, needs_patches, plugin):
    qemu, plugin = _emulator(guest, host, needs_patches, plugin)
    emulators = [qemu, plugin]
    if host != _MACHINE:
        emulators.append("//qemu:host-emulator-" + host)
    for tree in ["guest_" + guest, "sysroot_" + host]:
        emulators += ["@%s//:all" % tree, "@%s//:usr" % tree]
    test_env = _emulator_env(guest, host, qemu, plugin) | {
        key: value.replace("{guest}", guest)
        for key, value in env.items()
    }
    native.sh_test(
        name = name,
        size = "medium",
        srcs = [script],
        data = {
            label: True
            for label in emulators + [
                label.replace("{guest}", guest)
                for label in data
            ]
        }.keys() + _by_sanitizer(_sanitizer_data, []),
        env = _by_sanitizer(
            lambda sanitizer: test_env | _sanitizer_env(sanitizer),
            test_env,
        ),
        # @llvm has the sanitizers' run time for x86_64.
        target_compatible_with = [] if host == _MACHINE else _by_sanitizer(
            lambda _: ["@platforms//:incompatible"],
            [],
        ),
        deps = ["//tests/emulator:emulator_lib"],
    )

def emulator_test(
        name,
        script,
        data = [],
        env = {},
        guests = GUEST_CPUS,
        nested = True,
        needs_patches = False,
        plugin = "//plugin:syscall_filter_zlib"):
    """Runs a script that starts guests by emulator_lib.sh.

    Makes <name>_<guest>_test for each architecture of guests, with the emulator
    on the machine itself. In <name>_x86_64_on_aarch64_test an emulator and a
    plugin that are built for aarch64 run in an emulator of aarch64: it stands
    for a machine with another CPU, and is skipped by a build with a sanitizer.

    Args:
      name: what the tests show.
      script: the bash script.
      data: further labels that the script needs, guests among them; "{guest}" in
        one is replaced by the guest's CPU.
      env: environment of the script, with $(rlocationpath) of data expanded, and
        "{guest}" as in data.
      guests: CPUs of the guests.
      nested: whether to make the test on the foreign machine.
      needs_patches: whether the emulator needs the patches of //qemu/patches.
        If it does, an emulator of HOSTLIB_QEMU that lacks them is not used, but
        the one that is built here.
      plugin: what the emulator on the machine itself loads.
    """
    for guest in guests:
        _emulator_test(
            "%s_%s_test" % (name, guest),
            guest,
            _MACHINE,
            script,
            data,
            env,
            needs_patches,
            plugin,
        )
    if nested:
        _emulator_test(
            "%s_%s_on_%s_test" % (name, DEFAULT_GUEST_CPU, _NESTED_MACHINE),
            DEFAULT_GUEST_CPU,
            _NESTED_MACHINE,
            script,
            data,
            env,
            needs_patches,
            plugin,
        )
