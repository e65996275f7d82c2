#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# hostlib doctor: what it says of machines and programs.
#
# The library assigns out, log and status.
# shellcheck disable=SC2154
set -euo pipefail
source tests/launcher/launcher_lib.sh

needing=$(runfile "$NEEDING")
parts=$unpacked/lib/hostlib
options=("${host_options[@]}" -L "$programs")
work=$TEST_TMPDIR/work
mkdir "$work"

# Runs the doctor with the arguments given: all must be well.
well() {
    launch doctor "${options[@]}" "$@"
    expect_status 0
    expect_no_match "$out" '^(no|--) '
}

# The same, where a line like $1 must say that it is not.
ill() {
    launch doctor "${options[@]}" "${@:2}"
    expect_status 1
    expect_match "$out" "$1"
}

# Makes a script $work/$1 of the lines on stdin.
script() {
    cat >"$work/$1"
    chmod +x "$work/$1"
}

# The machine.
well "$programs/usr/bin/pigz"
expect_match "$out" "^ok  QEMU: $parts/qemu-x86_64, version [0-9.]+"
expect_match "$out" "^ok  plugin: $parts/libsyscall_filter_zlib.so, plugin API \
[0-9]+; QEMU has [0-9]+ to [0-9]+$"
expect_line "$out" "ok  host's libz.so.1: $host_zlib"
# Nothing is written anywhere.
TMPDIR=$work/none well "$programs/usr/bin/pigz"

# All that may be run: what is said of each is said once.
well
for file in "$parts"/qemu-*; do
    expect_match "$out" "^ok  QEMU: $file, version [0-9.]+"
done
[[ $(grep -c '^ok  plugin: ' "$out") == 1 ]] || fail "said again: $(cat "$out")"
[[ $(grep -c "^ok  host's libz.so.1: " "$out") == 1 ]] ||
    fail "said again: $(cat "$out")"
well --qemu "$parts/qemu-x86_64"
[[ $(grep -c '^ok  QEMU: ' "$out") == 1 ]] || fail "of others: $(cat "$out")"

# Programs that use libz.so.1, themselves and by their libraries.
well "$programs/usr/bin/pigz"
expect_match "$out" '^ok  libz\.so\.1: used, and the host will do its work '
well "$programs/usr/bin/minizip"
# It is not run: it would take what it is given for a file.
well "$programs/usr/bin/pigz" "$work/none"
script s <<EOF
#!$programs/usr/bin/pigz
EOF
well "$work/s"
expect_line "$out" "ok  program: $work/s, a script for \
$programs/usr/bin/pigz (/lib64/ld-linux-x86-64.so.2)"

# Programs that do not.
ill '^--  libraries: the program loads none at its start .* --stats' \
    "$programs/usr/bin/perl"
ill '^no  libraries: a static program ' "$parts/guest/x86_64/probe"
ill "^no  program: cannot run '$work/none': No such file" "$work/none"
ill "^no  program: 'no-such-program' is not found on the PATH" no-such-program
# It only has to be called so.
ln -s "$programs/usr/bin/perl" "$work/env"
script by-env <<EOF
#!$work/env perl
EOF
ill '^no  libraries: env starts the interpreter' "$work/by-env"
ill '^no  libz\.so\.1: switched off; leave --no-libz out' \
    --no-libz "$programs/usr/bin/pigz"
ill '^no  libz\.so\.1: left alone because of --skip ' \
    --skip pigz "$programs/usr/bin/pigz"

# Another zlib.
mkdir "$work/ng"
cp -L "$(runfile "$ZLIB_NG")" "$work/ng/libz-ng.so.2"
ill '^no  libz\.so\.1: not used; .*/libz-ng\.so\.2 is, which ' \
    -E "LD_LIBRARY_PATH=$work/ng" "$(runfile "$NEEDING_ZLIB_NG")"

# Whatever a program has for its loader, it is not run: this one lists nothing.
mkdir -p "$work/prefix/lib64"
cp "$parts/guest/x86_64/probe" "$work/prefix/lib64/ld-linux-x86-64.so.2"
well -L "$work/prefix" \
    -E "LD_LIBRARY_PATH=$programs/usr/lib/x86_64-linux-gnu" \
    "$programs/usr/bin/pigz"
LC_ALL=C sed 's/ld-linux-x86-64/ld-other-x86-64/' "$programs/usr/bin/pigz" |
    script other
ill "^no  libraries: .* its loader '/lib64/ld-other-.*' is not there; " \
    "$work/other"

# What the plugin leaves alone, and why.
cp -L "$(runfile "$NO_ZLIB")" "$work/libz.so.1"
left="^no  libz\.so\.1: $work/libz.so.1 is left alone:"
ill "$left its soname is [^ ]*; " -E "LD_LIBRARY_PATH=$work" "$needing"
# By the environment, which is the program's.
LD_LIBRARY_PATH=$work ill "$left its soname is " "$needing"
# The symbol is found no more: its hash is that of the other name.
LC_ALL=C sed 's/deflateGetDictionary/deflateGotDictionary/' \
    "$guest_root/lib/x86_64-linux-gnu/libz.so.1" >"$work/libz.so.1"
ill "$left its function deflateGetDictionary is not one that can be served; " \
    -E "LD_LIBRARY_PATH=$work" "$needing"
well -L "$guest_root" "$needing"

# A library that nobody has: away from where the thunk may be.
cp -L "$(runfile "$DEMO")" "$work/demo"
ill '^no  libraries: libdemo-zlib\.so is not found; -L names a folder' \
    "$work/demo"
rm "$work/libz.so.1"

# The host's zlib.
ill "^no  host's libz\.so\.1: it could not be loaded; install it, or " \
    --backend "$work/other" "$programs/usr/bin/pigz"
expect_match "$out" "^no  plugin: no host zlib in '$work/other': "
expect_match "$out" \
    '^no  libz\.so\.1: used (.*), but this machine has none; see above$'

# Options that 'run' refuses.
ill "^no  options: --backend '$work/none': No such file" \
    --backend "$work/none" "$programs/usr/bin/pigz"
ill "^no  options: --skip '/x': " --skip /x

# QEMU: not there, of no use, without plugins, too old.
ill '^no  QEMU: .*none.*; unpack hostlib anew' --qemu "$work/none"
script no-qemu <<'EOF'
#!/bin/sh
echo 'this is none' >&2
exit 1
EOF
ill "^no  QEMU: .* says this is none; use " --qemu "$work/no-qemu"
script static-qemu <<'EOF'
#!/bin/sh
[ "$1" != --version ] || { echo 'qemu-x86_64 version 7.2.0 (Debian)'; exit; }
echo "qemu: unknown option 'plugin'" >&2
exit 1
EOF
ill '^no  plugin: this QEMU loads none; use ' --qemu "$work/static-qemu"
expect_match "$out" '^ok  QEMU: .*, version 7\.2\.0$'
script old-qemu <<'EOF'
#!/bin/sh
[ "$1" != --version ] || { echo 'qemu-x86_64 version 9.0.0'; exit; }
echo 'TCG plugin requires API version 5, but this QEMU supports ...' >&2
exit 1
EOF
ill '^no  plugin: TCG plugin requires API version 5, .*; use ' \
    --qemu "$work/old-qemu" "$programs/usr/bin/pigz"
expect_match "$out" '^--  libz\.so\.1: used (.*); see above$'
ill '^no  libz\.so\.1: switched off; leave --no-libz out' \
    --qemu "$work/old-qemu" --no-libz "$programs/usr/bin/pigz"

# One for other programs.
script other-qemu <<'EOF'
#!/bin/sh
echo 'qemu-m68k version 11.1.1'
EOF
ill '^no  QEMU: .*/other-qemu emulates m68k; give one for x86_64 by --qemu' \
    --qemu "$work/other-qemu" "$programs/usr/bin/pigz"

# A QEMU that runs guests and forgets the plugin.
script forgetful-qemu <<EOF
#!/bin/sh
[ "\$1" != --version ] || { echo 'qemu-x86_64 version 9.0.0'; exit; }
for last do :; done
exec '$parts/qemu-x86_64' "\$last"
EOF
ill '^no  plugin: .* is loaded, but does not serve; ' \
    --qemu "$work/forgetful-qemu"

# The plugin: refuses an option, is of another time, is not there.
script other-plugin-qemu <<'EOF'
#!/bin/sh
[ "$1" != --version ] || { echo 'qemu-x86_64 version 11.1.1'; exit; }
printf 'description\t1\nproblem\tbackend=x is no good; use another\n'
exit 1
EOF
ill '^no  plugin: backend=x is no good; use another$' \
    --qemu "$work/other-plugin-qemu"
script silent-plugin-qemu <<'EOF'
#!/bin/sh
[ "$1" != --version ] || { echo 'qemu-x86_64 version 11.1.1'; exit; }
EOF
ill '^no  plugin: .* does not describe itself; use ' \
    --qemu "$work/silent-plugin-qemu"
ill "^no  plugin: $work/none: No such file" --plugin "$work/none"
