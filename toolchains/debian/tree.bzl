# SPDX-License-Identifier: GPL-2.0-or-later
"""External repositories made of Debian packages."""

load(":mirror.bzl", "mirror_bases")
load(":packages.lock.bzl", "PACKAGES")

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

# What base-files does to a system: from Debian 13 on, packages have nothing in
# these folders, and before that they have some files there and others in /usr.
_MERGE_USR = """\
for folder in bin lib lib64 sbin; do
    if [ -d "$folder" ]; then
        mkdir -p "usr/$folder"
        cp -a "$folder/." "usr/$folder"
        rm -r "$folder"
    fi
    ln -s "usr/$folder" "$folder"
done
"""

def _debian_tree_impl(rctx):
    for deb in _download(rctx):
        rctx.extract(deb, output = "_deb/unpacked")
        rctx.extract("_deb/unpacked/data.tar.xz")
        rctx.delete("_deb/unpacked")
    rctx.delete("_deb")
    for path in rctx.attr.prune:
        rctx.delete(path)
    if rctx.attr.merge_usr:
        _run(rctx, ["sh", "-eu", "-c", _MERGE_USR])
    _delete_dangling_links(rctx)
    for path, content in rctx.attr.files.items():
        rctx.file(path, content, executable = False)
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
        "files": attr.string_dict(
            doc = "Further files by path, and what is in them.",
        ),
        "merge_usr": attr.bool(
            doc = "Whether /lib and its like are links to those in /usr, as in a " +
                  "system that is installed.",
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

def locked_tree(name, **kwargs):
    """Makes a tree of packages.txt.

    Args:
      name: the tree's name there.
      **kwargs: what debian_tree() takes beside its packages.
    """
    debian_tree(name = name, packages = PACKAGES[name], **kwargs)

def _debian_packages_impl(rctx):
    _download(rctx)
    rctx.file("BUILD.bazel", rctx.read(rctx.attr.build_file))

debian_packages = repository_rule(
    implementation = _debian_packages_impl,
    doc = "Has packages as they are, in the folder _deb.",
    attrs = {
        "build_file": attr.label(
            mandatory = True,
            doc = "BUILD file of the repository.",
        ),
        "packages": attr.string_dict(
            mandatory = True,
            doc = "Pool path of each .deb, and its sha256.",
        ),
    },
)

def locked_packages(name, tree, **kwargs):
    """Has the packages of a tree of packages.txt, not unpacked.

    Args:
      name: the repository's name.
      tree: the tree's name there.
      **kwargs: what debian_packages() takes beside its packages.
    """
    debian_packages(name = name, packages = PACKAGES[tree], **kwargs)
