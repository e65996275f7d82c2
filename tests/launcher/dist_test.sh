#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tarball: what is in it, and that nothing of who made it when is.
set -euo pipefail
source tools/testing/test_lib.sh

busybox=$(runfile "$BUSYBOX") dist=$(runfile "$DIST")
expected=$(runfile "$EXPECTED") readelf=$(runfile "$READELF")
cd "$TEST_TMPDIR"

[[ ${dist##*/} == hostlib-$CPU.tar.gz ]] || fail "it is called $dist"
# gzip's header: no name, no time.
[[ $("$busybox" od -An -tx1 -N 8 "$dist" | tr -d ' ') == 1f8b080000000000 ]] ||
    fail "gzip's header tells more than it has to"

"$busybox" tar tzf "$dist" >names
LC_ALL=C sort -c names || fail "not sorted"
read -ra guests <<<"$GUESTS"
for guest in "${guests[@]}"; do
    sed "s/@CPU@/$CPU/; s/@GUEST@/$guest/" "$expected"
done | LC_ALL=C sort -u | diff - names || fail "not what is expected (<)"

"$busybox" tar tvzf "$dist" >list
[[ $(grep -c ' 0/0  *[0-9]* 1980-01-01 ' list) == $(wc -l <list) ]] ||
    fail "of others than root, or of other times: $(cat list)"

# What runs on the host is for it, what runs in an emulator for its guests.
declare -A machines=([aarch64]=AArch64 [riscv64]=RISC-V [x86_64]=X86-64)
"$busybox" tar xzf "$dist"
# Fails unless the files $2 and so on are for the machine $1.
expect_machine() {
    local file
    for file in "${@:2}"; do
        "$readelf" -h "hostlib-$CPU/$file" >header
        expect_match header "Machine: .*${machines[$1]}"
    done
}
expect_machine "$CPU" bin/hostlib lib/hostlib/libsyscall_filter_zlib.so \
    lib/hostlib/lib/libglib-2.0.so.0
for guest in "${guests[@]}"; do
    expect_machine "$CPU" "lib/hostlib/qemu-$guest"
    expect_machine "$guest" "lib/hostlib/guest/$guest/probe"
done

# The launcher needs nothing of the machine that it runs on, not even a loader.
"$readelf" -l -d "hostlib-$CPU/bin/hostlib" >needed
expect_no_match needed 'INTERP|NEEDED'

# The launcher runs there.
launcher=("$PWD/hostlib-$CPU/bin/hostlib")
if [[ -n ${HOST_EMULATOR:-} ]]; then
    sysroot=$(runfile "$HOST_SYSROOT")
    launcher=("$(runfile "$HOST_EMULATOR")" -L "${sysroot%/usr}" "${launcher[@]}")
fi
"${launcher[@]}" --version >version
expect_match version '^hostlib [0-9.]+ '
