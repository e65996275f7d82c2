# SPDX-License-Identifier: GPL-2.0-or-later
"""Files whose content a BUILD file knows."""

def _text_file_impl(ctx):
    output = ctx.actions.declare_file(ctx.attr.path)
    ctx.actions.write(output, ctx.attr.content)
    return [DefaultInfo(files = depset([output]))]

text_file = rule(
    implementation = _text_file_impl,
    doc = "Writes a file.",
    attrs = {
        "content": attr.string(
            doc = "All that is in it.",
            mandatory = True,
        ),
        "path": attr.string(
            doc = "Its path in the package.",
            mandatory = True,
        ),
    },
)
