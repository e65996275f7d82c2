# SPDX-License-Identifier: GPL-2.0-or-later
"""Files as part of a program."""

_HEADER = "plugin/library/embedded_file.h"

def _embed_files_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".c")
    arguments = [ctx.file._script.path, output.path, _HEADER, ctx.attr.array]
    inputs = [ctx.file._script]
    for target, name in ctx.attr.files.items():
        file = target[DefaultInfo].files.to_list()[0]
        arguments.append("%s=%s" % (name, file.path))
        inputs.append(file)
    ctx.actions.run(
        executable = ctx.file._python,
        arguments = arguments,
        inputs = inputs,
        outputs = [output],
        tools = ctx.files._tools,
        mnemonic = "EmbedFiles",
    )
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
        "_python": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@build_tools//:bin/python3",
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//tools/embed:embed.py",
        ),
        "_tools": attr.label(
            cfg = "exec",
            default = "@build_tools//:all",
        ),
    },
)
