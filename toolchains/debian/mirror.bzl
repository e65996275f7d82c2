# SPDX-License-Identifier: GPL-2.0-or-later
"""Where packages come from: the mirror that the machine's own apt uses."""

_REMEDY = (
    "Name one with --repo_env=DEBIAN_MIRROR=<base URL of a Debian mirror>, " +
    "the part of the URL that stands before dists/ and pool/."
)

def _expand(rctx, uri):
    """The bases that an URI stands for: Debian's cloud images keep a list."""
    if not uri.startswith("mirror+file:"):
        return [uri]
    return [
        line.split("\t")[0].strip()
        for line in rctx.read(uri[len("mirror+file:"):]).splitlines()
    ]

def mirror_bases(rctx):
    """Returns the base URLs to try, without trailing slash, best first.

    No mirror is named in the tree.  DEBIAN_MIRROR wins; otherwise apt is asked
    for all the archives it knows, which may include some that are not
    Debian's: those answer 404, and Bazel goes on to the next.

    Args:
      rctx: the repository context.
    """
    named = rctx.getenv("DEBIAN_MIRROR", "")
    if named:
        return [named.rstrip("/")]
    if not rctx.which("apt-get"):
        fail("DEBIAN_MIRROR is not set and there is no apt-get to ask. " +
             _REMEDY)
    apt = rctx.execute([
        "apt-get",
        "indextargets",
        "--no-release-info",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
    ])
    if apt.return_code != 0:
        fail("apt-get indextargets failed: %s. %s" %
             (apt.stderr.strip(), _REMEDY))
    bases = {
        base.rstrip("/"): True
        for uri in apt.stdout.splitlines()
        for base in _expand(rctx, uri)
        if base.startswith("http")
    }.keys()
    if not bases:
        fail("apt knows no archive that is reached by http. " + _REMEDY)

    # Third parties need not hear of requests that they can't answer.
    return sorted(bases, key = lambda base: not base.endswith("/debian"))

def pool_urls(rctx, path):
    """Returns the URLs of a file of the archive's pool.

    Args:
      rctx: the repository context.
      path: path below the mirror's base, such as "pool/main/z/zlib/x.deb".
    """
    return ["%s/%s" % (base, path) for base in mirror_bases(rctx)]
