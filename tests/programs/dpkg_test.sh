#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dpkg-deb unpacks packages of Debian's, whose xz streams it decodes in threads
# of its own liblzma, and the host in one thread.
#
# The library assigns out and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

read -r -a names <<<"$PACKAGES"
copy_runfiles "$work/packages" "${names[@]}"
# dpkg-deb starts tar.
mkdir "$work/commands"
export PATH=$work/commands:$PATH

# shellcheck disable=SC2317  # called by compare
unpack() {
    local package name
    make_command "$work/commands/tar" tar
    for package in "$work/packages"/*.deb; do
        name=$(basename "$package")
        run dpkg-deb --info "$package"
        cp "$out" "$name.info"
        run dpkg-deb --fsys-tarfile "$package"
        cp "$out" "$name.tar"
        run dpkg-deb --raw-extract "$package" unpacked
        # tar puts links into folders when it has set their times.
        {
            find unpacked -printf '%M %p %l\n'
            find unpacked -type f -printf '%T@ %p\n' -exec sha256sum {} +
        } | sort >"$name.files"
        rm -r unpacked
    done
}
compare unpack
size=$(cat "$TEST_TMPDIR"/offloaded/*.tar | wc -c)
((size > 10000000)) || fail "the packages have just $size bytes"
expect_host_calls lzma_code bytes_out $((2 * size))
