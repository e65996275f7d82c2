#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# hostlib run: programs of Debian's have their zlib on the host, and are
# otherwise what they are without.
#
# The library assigns out, log and status.
# shellcheck disable=SC2154
set -euo pipefail
source tests/launcher/launcher_lib.sh

text=$(runfile "$TEXT")
options=("${host_options[@]}" -L "$programs")
export PATH=$programs/usr/bin:$PATH

# How many streams the host has worked on in the last run.
streams() {
    grep -c '^syscall_filter_zlib: \(de\|in\)flate stream: ' "$log" || true
}

# By the PATH, with the text on stdin: the same bytes with the host and without.
launch run --log "${options[@]}" pigz -9 -c -p 1 <"$text"
expect_status 0
[[ $(streams) -gt 0 ]] || fail "the host did nothing: $(cat "$log")"
cp "$out" "$TEST_TMPDIR/offloaded.gz"
expect_match "$log" " functions of $host_zlib onto .*/libz\.so\.1$"
launch run --log --no-libz "${options[@]}" -- pigz -9 -c -p 1 <"$text"
expect_status 0
[[ $(streams) == 0 ]] || fail "--no-libz, but: $(cat "$log")"
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the bytes of plain zlib"
launch run --log --skip cat:pigz "${options[@]}" pigz -c -p 1 <"$text"
[[ $(streams) == 0 ]] || fail "--skip, but: $(cat "$log")"
launch run --log="$TEST_TMPDIR/a log" "${options[@]}" pigz -9 -c -p 1 <"$text"
expect_status 0
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the same bytes"
[[ ! -s $log ]] || fail "it said: $(cat "$log")"
expect_match "$TEST_TMPDIR/a log" ': deflate stream: '

# Without a word when nobody asks for one.
launch run "${options[@]}" pigz -9 -c -p 1 <"$text"
expect_status 0
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the same bytes"
[[ ! -s $log ]] || fail "it said: $(cat "$log")"

# What it has had the host do, by the launcher's option.
launch run --stats "${options[@]}" pigz -9 -c -p 1 <"$text"
expect_status 0
expect_match "$log" '^hostlib statistics: .*/pigz, pid [0-9]+$'
expect_match "$log" '^deflate  .*  on the host$'
launch run --stats="$TEST_TMPDIR/a,b.json" "${options[@]}" pigz -9 -c -p 1 \
    <"$text"
expect_status 0
[[ ! -s $log ]] || fail "it said: $(cat "$log")"
expect_match "$TEST_TMPDIR/a,b.json" '"functions":\[.*{"name":"deflate","calls":'
# What the program gets: its name, arguments, environment.
# shellcheck disable=SC2016  # perl's variables
launch run "${options[@]}" -E A=1 -- perl -e \
    'print join("|", $ENV{A}, @ARGV)' -- --help 'a b' ''
expect_status 0
[[ $(<"$out") == '1|--help|a b|' ]] || fail "perl got: $(cat "$out" "$log")"
cat >"$TEST_TMPDIR/script" <<EOF
#!$programs/usr/bin/perl -l
print "\$0 @ARGV";
EOF
chmod +x "$TEST_TMPDIR/script"
launch run "${options[@]}" "$TEST_TMPDIR/script" x y
expect_status 0
expect_line "$out" "$TEST_TMPDIR/script x y"

# What would act upon the emulator reaches the program only. Its loader, and no
# other, says that there is no such library.
# shellcheck disable=SC2016  # perl's variables
LD_PRELOAD=$TEST_TMPDIR/none.so MALLOC_CHECK_=1 launch run "${options[@]}" \
    -- perl -e 'print join("|", $ENV{LD_PRELOAD}, $ENV{MALLOC_CHECK_})'
expect_status 0
[[ $(<"$out") == "$TEST_TMPDIR/none.so|1" ]] || fail "perl got: $(cat "$out")"
[[ $(grep -c "object '$TEST_TMPDIR/none.so' from LD_PRELOAD" "$log") == 1 ]] ||
    fail "LD_PRELOAD reached others: $(cat "$log")"
# So does the path of a library that comes with the program.
mkdir "$TEST_TMPDIR/bundle"
cp -L "$host_zlib" "$TEST_TMPDIR/bundle/libz.so.1"
LD_LIBRARY_PATH=$TEST_TMPDIR/bundle launch run --log "${options[@]}" \
    pigz -9 -c -p 1 <"$text"
expect_status 0
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the same bytes"
expect_match "$log" " functions of $host_zlib onto $TEST_TMPDIR/bundle/libz\.so\.1$"

# How it ends: by itself, by a signal of its own, by one from outside.
launch run "${options[@]}" perl -e 'exit 42'
expect_status 42
# shellcheck disable=SC2016  # perl's variables
launch run "${options[@]}" perl -e 'kill "TERM", $$; sleep' 2>/dev/null
expect_status 143
mkfifo "$TEST_TMPDIR/fifo"
# shellcheck disable=SC2016
"$hostlib" run "${options[@]}" perl -e '$| = 1; print "$$\n"; sleep' \
    >"$TEST_TMPDIR/fifo" &
read -r pid <"$TEST_TMPDIR/fifo"
[[ $pid == "$!" ]] || fail "the program is process $pid, the launcher $!"
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
expect_status 143

# What "bazel run" runs.
status=0
"$(runfile "$RUNNABLE")" run --log "${options[@]}" pigz -9 -c -p 1 \
    <"$text" >"$out" 2>"$log" || status=$?
expect_status 0
[[ $(streams) -gt 0 ]] || fail "the host did nothing: $(cat "$log")"
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the same bytes"

# Fails unless $2 and so on are refused with status $1 and one line, on stderr.
refused() {
    launch run "${@:2}"
    expect_status "$1"
    expect_match "$log" '^hostlib: '
    [[ $(wc -l <"$log") == 1 && ! -s $out ]] ||
        fail "not one line: $(cat "$out" "$log")"
}

touch "$TEST_TMPDIR/empty"
refused 127 no-such-program
refused 127 "$TEST_TMPDIR/none/x"
refused 126 "$TEST_TMPDIR"
refused 126 "$TEST_TMPDIR/empty"
chmod +x "$TEST_TMPDIR/empty"
refused 126 "$TEST_TMPDIR/empty"
refused 125
refused 125 --colour perl
# What QEMU or the plugin would end for, with QEMU's status.
refused 125 "${options[@]}" --backend= perl -e 1
refused 125 "${options[@]}" --stats="$TEST_TMPDIR/none/x" perl -e 1
refused 125 "${options[@]}" --log="$TEST_TMPDIR/none/x" perl -e 1
refused 125 "${options[@]}" --log="$TEST_TMPDIR/%s" perl -e 1
refused 125 "${options[@]}" --skip=a/b perl -e 1
refused 125 "${options[@]}" -E A=1,2 perl -e 1
refused 125 "${options[@]}" -L "$TEST_TMPDIR/none" perl -e 1
# A machine without the program's loader.
mkdir "$TEST_TMPDIR/no-system"
LC_ALL=C sed 's/ld-linux-x86-64/ld-other-x86-64/' "$programs/usr/bin/pigz" \
    >"$TEST_TMPDIR/other"
chmod +x "$TEST_TMPDIR/other"
refused 126 "${options[@]}" -L "$TEST_TMPDIR/no-system" "$TEST_TMPDIR/other"
expect_match "$log" "its loader '/lib64/ld-other-.*' is not there; .* by -L$"
# Programs of other CPUs: class, byte order, and machine as it lies in the file.
foreign() {
    printf '%b' "\\0177ELF$1$2\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0$3$4" \
        >"$TEST_TMPDIR/foreign"
    head -c 64 /dev/zero >>"$TEST_TMPDIR/foreign"
    chmod +x "$TEST_TMPDIR/foreign"
    refused 126 "$TEST_TMPDIR/foreign"
    expect_match "$log" "/foreign': it is for $5, and hostlib serves 64-bit $(
    )little-endian programs for [a-z0-9_, ]+$"
}
foreign '\1' '\1' '\2\0' '\050\0' '32-bit little-endian arm'
foreign '\1' '\1' '\3\0' '\076\0' '32-bit little-endian x86_64'
foreign '\2' '\2' '\0\2' '\0\026' '64-bit big-endian s390'
foreign '\2' '\2' '\0\2' '\0\0267' '64-bit big-endian aarch64'
foreign '\2' '\1' '\2\0' '\2\1' '64-bit little-endian loongarch'
# Scripts that the kernel does not run.
printf '#!%s/usr/bin/perl\r\n' "$programs" >"$TEST_TMPDIR/script"
refused 126 "${options[@]}" "$TEST_TMPDIR/script"
refused 125 --qemu "$TEST_TMPDIR/none" "${options[@]}" perl -e 1
refused 125 --plugin "$TEST_TMPDIR/none" "${options[@]}" perl -e 1

launch
expect_status 125
expect_match "$log" '^hostlib: no command; say run or doctor, see '
launch walk
expect_status 125
expect_match "$log" "^hostlib: no command 'walk'; say run or doctor, see "

# What QEMU is told.
cat >"$TEST_TMPDIR/qemu" <<'EOF'
#!/bin/sh
printf '%s\n' "$@"
EOF
chmod +x "$TEST_TMPDIR/qemu"
launch run --qemu "$TEST_TMPDIR/qemu" --stats -- perl
expect_status 0
plugin=${unpacked//,/,,}/lib/hostlib/libsyscall_filter_zlib.so
expect_line "$out" "file=$plugin,stats=on"
launch run --qemu "$TEST_TMPDIR/qemu" --stats=a,b -- perl
expect_line "$out" "file=$plugin,stats=a,,b"
launch run --qemu "$TEST_TMPDIR/qemu" --stats=off -- perl
expect_line "$out" "file=$plugin,stats=./off"
