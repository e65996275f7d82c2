# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that run guests in the emulator with the plugin."""

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

def _emulator_env(host, qemu, plugin):
    env = {
        "GUEST_SYSROOT": "$(rlocationpath @sysroot_x86_64//:usr)",
        "HOST_SYSROOT": "$(rlocationpath @sysroot_%s//:usr)" % host,
        "PLUGIN": "$(rlocationpath %s)" % plugin,
        "QEMU": "$(rlocationpath %s)" % qemu,
    }
    if host != "x86_64":
        env["HOST_EMULATOR"] = "$(rlocationpath //qemu:qemu-%s)" % host
    return env

def _emulator(host, needs_patches):
    """Labels of the emulator and of the plugin that it loads."""
    if host != "x86_64":
        return "//qemu:qemu-x86_64_on_" + host, "//tests/emulator:plugin_" + host
    if needs_patches:
        return "//qemu/pinned:qemu-x86_64", "//tests/emulator:plugin_for_pinned"
    return "//qemu:qemu-x86_64", "//plugin:syscall_filter_zlib"

def emulator_test(name, script, data = [], env = {}, hosts = ["x86_64", "aarch64"], needs_patches = False):
    """Runs a script that starts guests by emulator_lib.sh.

    Makes a test a host: <name>_x86_64_test has the emulator on the machine
    itself; in <name>_aarch64_test an emulator and a plugin built for aarch64
    run in an emulator of that, and are skipped by a build with a sanitizer.

    Args:
      name: what the tests show.
      script: the bash script.
      data: further labels the script needs, guests among them.
      env: environment of the script, with $(rlocationpath) of data expanded.
      hosts: CPUs of the machines to run on.
      needs_patches: whether to run on the QEMU that is built here even where
        HOSTLIB_QEMU names another, which lacks its patches.
    """
    for host in hosts:
        qemu, plugin = _emulator(host, needs_patches)
        test_env = _emulator_env(host, qemu, plugin) | env
        emulators = [qemu, plugin]
        if host != "x86_64":
            emulators += [
                "//qemu:qemu-" + host,
                "@sysroot_%s//:all" % host,
                "@sysroot_%s//:usr" % host,
            ]
        native.sh_test(
            name = "%s_%s_test" % (name, host),
            size = "medium",
            srcs = [script],
            data = {
                label: True
                for label in emulators + data + [
                    "@sysroot_x86_64//:all",
                    "@sysroot_x86_64//:usr",
                ]
            }.keys() + _by_sanitizer(_sanitizer_data, []),
            env = _by_sanitizer(
                lambda sanitizer: test_env | _sanitizer_env(sanitizer),
                test_env,
            ),
            # @llvm has the sanitizers' run time for x86_64.
            target_compatible_with = [] if host == "x86_64" else _by_sanitizer(
                lambda _: ["@platforms//:incompatible"],
                [],
            ),
            deps = ["//tests/emulator:emulator_lib"],
        )
