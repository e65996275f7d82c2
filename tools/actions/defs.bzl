# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules whose actions run tools of @build_tools."""

def build_tool(name):
    """An attribute for one of the tools: a file in ctx.file."""
    return attr.label(
        allow_single_file = True,
        cfg = "exec",
        default = "@build_tools//:bin/" + name,
    )

def all_build_tools():
    """An attribute for what the tools need to run."""
    return attr.label(
        cfg = "exec",
        default = "@build_tools//:all",
    )

def python_attrs(script):
    """The attributes of a rule that calls run_python().

    Args:
      script: label of the Python script.

    Returns:
      The attributes, to be joined with the rule's own.
    """
    return {
        "_python": build_tool("python3"),
        "_script": attr.label(
            allow_single_file = True,
            default = script,
        ),
        "_tools": all_build_tools(),
    }

def run_python(ctx, inputs, outputs, arguments, mnemonic):
    """Runs the script of python_attrs() as an action.

    Args:
      ctx: the rule's context.
      inputs: list of the files that the script reads.
      outputs: list of the files that it writes.
      arguments: list of its arguments.
      mnemonic: the kind of the action.
    """
    ctx.actions.run(
        executable = ctx.file._python,
        arguments = [ctx.file._script.path] + arguments,
        inputs = inputs + [ctx.file._script],
        outputs = outputs,
        tools = ctx.files._tools,
        mnemonic = mnemonic,
    )
