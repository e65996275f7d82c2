# SPDX-License-Identifier: GPL-2.0-or-later
"""Files as part of a program."""

load("//tools/actions:defs.bzl", "python_attrs", "run_python")

_HEADER = "plugin/library/embedded_file.h"

def _embed_files_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".c")
    arguments = [output.path, _HEADER, ctx.attr.array]
    inputs = []
    for target, name in ctx.attr.files.items():
        file = target[DefaultInfo].files.to_list()[0]
        arguments.append("%s=%s" % (name, file.path))
        inputs.append(file)
    run_python(ctx, inputs, [output], arguments, "EmbedFiles")
    return [DefaultInfo(files = depset([output]))]

embed_files = rule(
    implementation = _embed_files_impl,
    doc = """Writes a C source that defines an array of EmbeddedFile.

    An object file made by the linker would do without the source, but there is
    no rule for one that works in all builds.
    """,
    attrs = {
        "array": attr.string(
            doc = "The array's name.",
            mandatory = True,
        ),
        "files": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "By label of one file: its name in the array.",
            mandatory = True,
        ),
    } | python_attrs("//tools/embed:embed.py"),
)
