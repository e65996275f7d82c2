# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that run guests in the emulator with the plugin."""

def _emulator_env(host):
    env = {
        "GUEST_SYSROOT": "$(rlocationpath @sysroot_x86_64//:usr)",
        "HOST_SYSROOT": "$(rlocationpath @sysroot_%s//:usr)" % host,
        "PLUGIN": "$(rlocationpath %s)" % _plugin(host),
        "QEMU": "$(rlocationpath %s)" % _qemu(host),
    }
    if host != "x86_64":
        env["HOST_EMULATOR"] = "$(rlocationpath //qemu:qemu-%s)" % host
    return env

def _plugin(host):
    if host == "x86_64":
        return "//plugin:syscall_filter_zlib"
    return "//tests/emulator:plugin_" + host

def _qemu(host):
    if host == "x86_64":
        return "//qemu:qemu-x86_64"
    return "//qemu:qemu-x86_64_on_" + host

def emulator_test(name, script, data = [], env = {}, hosts = ["x86_64", "aarch64"]):
    """Runs a script that starts guests by emulator_lib.sh.

    Makes a test a host: <name>_x86_64_test has the emulator on the machine
    itself; in <name>_aarch64_test an emulator and a plugin built for aarch64
    run in an emulator of that.

    Args:
      name: what the tests show.
      script: the bash script.
      data: further labels the script needs, guests among them.
      env: environment of the script, with $(rlocationpath) of data expanded.
      hosts: CPUs of the machines to run on.
    """
    for host in hosts:
        emulators = [_qemu(host), _plugin(host)]
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
            }.keys(),
            env = _emulator_env(host) | env,
            deps = ["//tests/emulator:emulator_lib"],
        )
