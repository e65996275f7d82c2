# SPDX-License-Identifier: GPL-2.0-or-later
"""An external repository made of a source archive."""

load(":mirror.bzl", "mirror_bases")

def _source_archive_impl(rctx):
    archive = "_archive/" + rctx.attr.pool_path.split("/")[-1]
    strip_prefix = rctx.attr.strip_prefix
    done = rctx.download(
        url = [
            "%s/%s" % (base, rctx.attr.pool_path)
            for base in mirror_bases(rctx)
        ],
        output = archive,
        sha256 = rctx.attr.sha256,
        allow_fail = bool(rctx.attr.upstream_url),
    )
    if not done.success:
        archive = "_archive/" + rctx.attr.upstream_url.split("/")[-1]
        rctx.download(
            url = rctx.attr.upstream_url,
            output = archive,
            sha256 = rctx.attr.upstream_sha256,
        )
        strip_prefix = rctx.attr.upstream_strip_prefix or strip_prefix
    rctx.extract(
        archive,
        output = rctx.attr.directory,
        stripPrefix = strip_prefix,
    )
    rctx.delete("_archive")
    for path in rctx.attr.prune:
        rctx.delete(path)
    for patch in rctx.attr.patches:
        rctx.patch(patch, strip = 1)
    rctx.file("BUILD.bazel", rctx.read(rctx.attr.build_file))

source_archive = repository_rule(
    implementation = _source_archive_impl,
    doc = "Unpacks a source archive from Debian's pool, or upstream's own.",
    attrs = {
        "build_file": attr.label(
            mandatory = True,
            doc = "BUILD file of the repository.",
        ),
        "directory": attr.string(
            doc = "Folder to unpack to; patches are relative to the root.",
        ),
        "patches": attr.label_list(
            doc = "Patches, made with -p1, in order.",
        ),
        "pool_path": attr.string(mandatory = True),
        "prune": attr.string_list(),
        "sha256": attr.string(mandatory = True),
        "strip_prefix": attr.string(),
        "upstream_sha256": attr.string(),
        "upstream_strip_prefix": attr.string(
            doc = "Of upstream's archive, where it is not `strip_prefix`.",
        ),
        "upstream_url": attr.string(
            doc = "Where the release can be had when the pool lets go of it.",
        ),
    },
)
