# SPDX-License-Identifier: GPL-2.0-or-later
"""An external repository made of unpacked Debian packages."""

load(":mirror.bzl", "mirror_bases")

# Tools run through the loader and the C library of their own tree: the
# machine's may be older or newer.  LD_LIBRARY_PATH would do neither that nor
# spare the tool's children.
_WRAPPER = """\
#!/bin/sh
root=${{0%/*}}/..
{setup}exec "$root/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" \\
    --inhibit-cache \\
    --library-path "$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu" \\
    --argv0 "$0" "$root/{program}" {args}"$@"
"""

def _download(rctx):
    """Fetches all packages at once; returns their file names in lock order."""
    bases = mirror_bases(rctx)
    pending = []
    for path, sha256 in rctx.attr.packages.items():
        name = "_deb/" + path.split("/")[-1]
        pending.append((name, rctx.download(
            url = ["%s/%s" % (base, path) for base in bases],
            output = name,
            sha256 = sha256,
            block = False,
        )))
    for _, download in pending:
        download.wait()
    return [name for name, _ in pending]

def _run(rctx, command):
    result = rctx.execute(command)
    if result.return_code != 0:
        fail("%s failed: %s" % (" ".join(command), result.stderr))

def _delete_dangling_links(rctx):
    """What links point at may be in other packages, or pruned.

    A cache of actions refuses a folder with such a link in it.
    """
    _run(rctx, ["find", "-L", ".", "-type", "l", "-exec", "rm", "-f", "{}", "+"])

def _link_merged_folders(rctx):
    """Makes the links of folders that have moved below /usr.

    From Debian 13 on packages have nothing in /lib and its like; base-files
    makes the links when a system is installed.  bin/ is for the tools' wrappers.
    """
    for folder in ["lib", "lib64"]:
        if not rctx.path(folder).exists and rctx.path("usr/" + folder).exists:
            _run(rctx, ["ln", "-s", "usr/" + folder, folder])

def _debian_tree_impl(rctx):
    for deb in _download(rctx):
        rctx.extract(deb, output = "_deb/unpacked")
        rctx.extract("_deb/unpacked/data.tar.xz")
        rctx.delete("_deb/unpacked")
    rctx.delete("_deb")
    for path in rctx.attr.prune:
        rctx.delete(path)
    _link_merged_folders(rctx)
    _delete_dangling_links(rctx)
    for name, program in rctx.attr.tools.items():
        rctx.file("bin/" + name, _WRAPPER.format(
            setup = rctx.attr.tool_setup.get(name, ""),
            program = program,
            args = rctx.attr.tool_args.get(name, ""),
        ))
    rctx.file("BUILD.bazel", rctx.read(rctx.attr.build_file))

debian_tree = repository_rule(
    implementation = _debian_tree_impl,
    doc = "Unpacks packages over one another and wraps the tools in them.",
    attrs = {
        "build_file": attr.label(
            mandatory = True,
            doc = "BUILD file of the repository.",
        ),
        "packages": attr.string_dict(
            mandatory = True,
            doc = "Pool path of each .deb, and its sha256.",
        ),
        "prune": attr.string_list(
            doc = "Paths that nothing needs: what is left is input of actions.",
        ),
        "tool_args": attr.string_dict(
            doc = "By tool: arguments before the caller's; each ends in a space.",
        ),
        "tool_setup": attr.string_dict(
            doc = "By tool: lines of shell before the tool is run.",
        ),
        "tools": attr.string_dict(
            doc = "Name of each wrapper made in bin/, and the path of its program.",
        ),
    },
)
