# SPDX-License-Identifier: GPL-2.0-or-later
"""Plugins, by the libraries that they serve."""

load("//plugin:copts.bzl", "PLUGIN_COPTS")
load("//tools/text:defs.bzl", "text_file")

_SERVICES = """\
#include "plugin/services.h"

{declarations}

const Service *const services[] = {{
{entries}
    NULL,
}};
"""

def _symbol(label):
    return Label(label).name.removesuffix("_service") + "_service"

def service_list(name, libraries, services = [], **kwargs):
    """Makes a cc_library that defines the list of //plugin:services_header.

    Args:
      name: its name.
      libraries: labels of the services, as in //libraries:libraries.bzl.
      services: labels of others, which are started before them.
      **kwargs: further attributes of the cc_library.
    """
    labels = services + list(libraries)
    symbols = [_symbol(label) for label in labels]
    text_file(
        name = name + "_source",
        content = _SERVICES.format(
            declarations = "\n".join([
                "extern const Service %s;" % symbol
                for symbol in symbols
            ]),
            entries = "\n".join(["    &%s," % symbol for symbol in symbols]),
        ),
        path = name + ".c",
    )
    native.cc_library(
        name = name,
        srcs = [":%s_source" % name],
        copts = PLUGIN_COPTS,
        deps = ["//plugin:services_header"] + labels,
        **kwargs
    )

def hostlib_plugin(name, libraries, services = [], **kwargs):
    """Makes lib<name>.so, for the emulators' option -plugin.

    Makes <name>_services as well, the list of its services.

    Args:
      name: its name.
      libraries: as of service_list().
      services: likewise.
      **kwargs: further attributes of the cc_shared_library.
    """
    service_list(
        name = name + "_services",
        libraries = libraries,
        services = services,
    )
    native.cc_shared_library(
        name = name,
        # QEMU defines the functions of its API and brings the GLib it is linked
        # with; a plugin that brought another would not work.
        user_link_flags = ["-Wl,--unresolved-symbols=ignore-in-object-files"],
        deps = [
            ":%s_services" % name,
            "//plugin",
        ],
        **kwargs
    )
