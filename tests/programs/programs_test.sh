#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's programs, as they are: each writes the same bytes with the host's
# zlib as under plain emulation, and the host has done the work.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

programs=$(runfile "$PROGRAMS")
programs=${programs%/usr}
text=$(runfile "$TEXT")
work=$TEST_TMPDIR/work
mkdir "$work"
# A file of some size, that compresses.
for _ in {1..20}; do
    cat "$text"
done >"$work/text"
touch -d 2020-01-01 "$work/text"

# Runs the program $1 with the arguments that follow, in an empty folder, which
# it leaves as $TEST_TMPDIR/plain and .../offloaded with what it wrote.
compare() {
    local way program=$1
    shift
    for way in plain offloaded; do
        rm -rf "${TEST_TMPDIR:?}/$way" "$work/out"
        mkdir "$work/out"
        run_"$way" "$program" "$@"
        expect_status 0
        cp "$out" "$work/out/stdout"
        mv "$work/out" "$TEST_TMPDIR/$way"
    done
    diff -r "$TEST_TMPDIR/plain" "$TEST_TMPDIR/offloaded" ||
        fail "$program: not the same output"
    expect_streams
    echo "$program $*: $streams streams on the host"
}

# Fails unless the host has worked in the last run; leaves $streams.
expect_streams() {
    streams=$(grep -c '^syscall_filter_zlib: \(de\|in\)flate stream: ' "$log" ||
        true)
    ((streams > 0)) || fail "the host did nothing"
}

run_plain() {
    cd "$work/out"
    emulate "${environment[@]}" -L "$programs" "$programs/usr/bin/$1" "${@:2}"
    cd "$OLDPWD"
}

run_offloaded() {
    cd "$work/out"
    offload_libz "${environment[@]}" -L "$programs" \
        "$programs/usr/bin/$1" "${@:2}"
    cd "$OLDPWD"
}

environment=(-E "PYTHONHOME=$programs/usr" -E PYTHONDONTWRITEBYTECODE=1
    -E PYTHONHASHSEED=0)
compare python3.11 "$PWD/tests/programs/python_zlib.py" 100000

environment=()
compare pigz -k -c -p 2 -b 128 "$work/text"
cp "$TEST_TMPDIR/plain/stdout" "$work/text.gz"
compare minizip -9 packed.zip "$work/text"
cp "$TEST_TMPDIR/plain/packed.zip" "$work/packed.zip"
compare miniunzip "$work/packed.zip" -d .

# shellcheck disable=SC2016  # perl's variables
compare perl -MCompress::Raw::Zlib -e '
    open(my $file, "<", $ARGV[0]) or die; local $/; my $text = <$file>;
    my ($d) = Compress::Raw::Zlib::Deflate->new(-Level => 9);
    my ($packed, $more); $d->deflate($text, $packed); $d->flush($more);
    $packed .= $more; print $packed;
    my ($i) = Compress::Raw::Zlib::Inflate->new(); my $back;
    $i->inflate($packed, $back); die if $back ne $text;' "$work/text"

mkdir -p "$work/repository/objects" "$work/repository/refs"
echo 'ref: refs/heads/main' >"$work/repository/HEAD"
environment=(-E GIT_CONFIG_NOSYSTEM=1 -E HOME=/nonexistent
    -E "GIT_DIR=$work/repository" -E GIT_OBJECT_DIRECTORY=.)
compare git hash-object -w "$work/text"

# What Python itself has to test its zlib.
environment=(-E "PYTHONHOME=$programs/usr" -E PYTHONDONTWRITEBYTECODE=1)
mkdir "$work/out"
run_offloaded python3.11 -m test test_zlib test_gzip
expect_status 0
expect_match "$out" '^All 2 tests OK'
expect_streams
