#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The option stats: exact numbers of a program whose calls are known, on stderr
# or in a file, and nothing of it without the option.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

# As QEMU says it.
guest=$(readlink -f "$(runfile "$GUEST")")
libz='' table=$TEST_TMPDIR/table json=$TEST_TMPDIR/statistics.json

# Runs the guest, which ends by $2, with the plugin's options $1, and without
# the plugin's log.
count() {
    emulate -plugin "$plugin,backend=$host_zlib$libz$1" "$guest" "$2"
}

# What the last run has written to $1, without what differs from run to run.
numbers() {
    sed -E 's/, pid [0-9]+$//; s/"pid":[0-9]+/"pid":0/
        s/"nanoseconds":[1-9][0-9]*/"nanoseconds":1/g
        s/ [1-9][0-9]*  on the host$/  on the host/; s/ +/ /g' "$1" |
        sed -E '/^function|^hostlib/!s/ nanoseconds//'
}

# The table of the last run's calls, to compare with numbers().
expected_table() {
    local plain with_header
    read -r plain with_header <"$out"
    cat <<EOF
hostlib statistics: $guest
function calls bytes in bytes out nanoseconds served
deflateInit2_ 2 0 0 on the host
deflate 2 100100 $((plain + with_header)) on the host
deflateEnd 2 0 0 on the host
deflateSetHeader 1 0 0 on the host
inflateInit2_ 1 0 0 on the host
inflate 1 $plain 100000 on the host
inflateEnd 1 0 0 on the host
crc32_z 1 100000 0 on the host
total 11 $((200100 + plain)) $((100000 + plain + with_header)) on the host
inflate 1 0 0 - in the guest: unsupported
crc32_z 3 300 0 - in the guest: too small
adler32_z 1 100 0 - in the guest: too small
total 5 400 0 - in the guest
68% of calls, 99% of bytes on the host
EOF
}

expected_json() {
    local plain with_header
    read -r plain with_header <"$out"
    printf '{"program":"%s","pid":0,"functions":[' "$guest"
    printf '{"name":"%s","calls":%d,"bytes_in":%d,"bytes_out":%d,%s},' \
        deflateInit2_ 2 0 0 '"nanoseconds":1' \
        deflate 2 100100 $((plain + with_header)) '"nanoseconds":1' \
        deflateEnd 2 0 0 '"nanoseconds":1' \
        deflateSetHeader 1 0 0 '"nanoseconds":1' \
        inflateInit2_ 1 0 0 '"nanoseconds":1' \
        inflate 1 "$plain" 100000 '"nanoseconds":1' \
        inflateEnd 1 0 0 '"nanoseconds":1'
    printf '{"name":"crc32_z","calls":1,"bytes_in":100000,"bytes_out":0,'
    printf '"nanoseconds":1}],"in_guest":['
    printf '{"name":"inflate","reason":"unsupported","calls":1,'
    printf '"bytes_in":0,"bytes_out":0},'
    printf '{"name":"%s","reason":"%s","calls":%d,"bytes_in":%d,' \
        crc32_z 'too small' 3 300
    printf '"bytes_out":0},'
    printf '{"name":"%s","reason":"%s","calls":%d,"bytes_in":%d,' \
        adler32_z 'too small' 1 100
    printf '"bytes_out":0}]}\n'
}

# Fails unless the numbers in $1 are those that $2 prints.
expect_numbers() {
    "$2" >"$TEST_TMPDIR/expected"
    numbers "$1" >"$TEST_TMPDIR/numbers"
    diff "$TEST_TMPDIR/expected" "$TEST_TMPDIR/numbers" >&2 ||
        fail "not the numbers above; it said: $(cat "$1")"
}

# On stderr, however the program ends.
count ,stats=on return
expect_status 0
expect_numbers "$log" expected_table
# With stderr closed; not without a collector, as in an emulated emulator.
if [[ -z ${HOST_EMULATOR:-} ]]; then
    count ,stats=on exit
    expect_status 0
    expect_numbers "$log" expected_table
fi
count ,stats=on thread
expect_status 0
expect_numbers "$log" expected_table
count ,stats=on abort
expect_status 134
grep -v 'uncaught target signal 6' "$log" >"$table"
expect_numbers "$table" expected_table
rm "$table"

# Of this QEMU does not tell.
count ,stats=on terminate
expect_status 143
[[ ! -s $log ]] || fail "it said: $(cat "$log")"

# In a file; more is appended.
count ",stats=$table" return
expect_status 0
expect_numbers "$table" expected_table
[[ ! -s $log ]] || fail "it said: $(cat "$log")"
count ",stats=$table" return
[[ $(grep -c '^hostlib statistics: ' "$table") == 2 ]] ||
    fail "not two tables: $(cat "$table")"

count ",stats=$json" return
expect_status 0
expect_numbers "$json" expected_json
rm "$json"

# A child tells of what it did itself, first, because it is waited for.
count ",stats=$json" fork
expect_status 0
[[ $(wc -l <"$json") == 2 ]] || fail "not two lines: $(cat "$json")"
sed -n 2p "$json" >"$TEST_TMPDIR/parent.json"
expect_numbers "$TEST_TMPDIR/parent.json" expected_json
sed -n 1p "$json" >"$TEST_TMPDIR/child.json"
expect_match "$TEST_TMPDIR/child.json" "^{\"program\":\"$guest\",\"pid\":[0-9]*,$(
)\"functions\":\[{\"name\":\"crc32_z\",\"calls\":1,\"bytes_in\":100000,$(
)\"bytes_out\":0,\"nanoseconds\":[1-9][0-9]*}\],\"in_guest\":\[\]}$"
rm "$json"

# Nothing is asked for, nothing is said; nor is there without the graft.
mkdir "$TEST_TMPDIR/empty"
cd "$TEST_TMPDIR/empty"
for options in '' ,stats=off; do
    count "$options" return
    expect_status 0
    [[ ! -s $log && -z $(ls) ]] || fail "it said: $(cat "$log"; ls)"
done
cd "$OLDPWD"
libz=,libz=off
count ,stats=on return
expect_status 0
expect_match "$log" '^no calls$'

# Wrong values.
for option in stats= "stats=$TEST_TMPDIR/nowhere/file" "stats=$TEST_TMPDIR"; do
    count ",$option" return
    [[ $status != 0 && ! -s $out ]] || fail "'$option' was taken"
    expect_match "$log" "^syscall_filter_zlib: $option .*; give "
done
