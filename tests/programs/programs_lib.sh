# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs programs of Debian's, unmodified, in two ways: "own", with the libraries
# that they have, and "offloaded", with the host's.  The plugin is loaded in
# both, so that each program is its own negative twin.  Sourced by the tests that
# program_test() makes, which gives ALL_OFF, HOST_LIBRARIES, PROGRAMS and TEXT.
#
# The library assigns emulator, host_zlib and plugin.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

programs=$(runfile "$PROGRAMS")
programs=${programs%/usr}
# Declared libraries; the sysroot has none of them.
host_libraries=$(echo "$(runfile "$HOST_LIBRARIES")"/lib/*-linux-gnu)
guest_files=$(runfile "$GUEST_FILES")
# For what the programs are given.
work=$(realpath "$TEST_TMPDIR")/work
# The tests' own files, there too.
here=$work/given
# Nor do they see how the machine is set up: other languages and time zones are
# further files.
export LC_ALL=C TMPDIR=$work/temporary TZ=UTC0
mkdir -p "$here" "$TMPDIR"
cp -L tests/programs/* "$here"
# What programs may open: Debian's tree, and what they are given or write.
root_options=()
for folder in "$(dirname "$(realpath "$programs/usr")")" \
    "$(realpath "$TEST_TMPDIR")"; do
    root_options+=("allow=$folder")
done
# More options of QEMU's for each program.
program_options=()
# The tree's Python, and such options for it; what it has compiled is kept for
# the next one.
# shellcheck disable=SC2034  # for the tests
python=$(basename "$programs"/usr/bin/python3.*)
# shellcheck disable=SC2034  # for the tests
python_options=(-E "PYTHONHOME=$programs/usr" -E PYTHONHASHSEED=0
    -E "PYTHONPYCACHEPREFIX=$work/compiled")

# Makes $1, a file of some size that compresses.
make_text() {
    local text
    text=$(runfile "$TEXT")
    for _ in {1..20}; do
        cat "$text"
    done >"$1"
    touch -d 2020-01-01 "$1"
}

# Prints the path of the program $1.
program() {
    local folder
    for folder in usr/bin bin; do
        if [[ -e $programs/$folder/$1 ]]; then
            printf '%s\n' "$programs/$folder/$1"
            return
        fi
    done
    fail "no program '$1' among Debian's"
}

# How programs run from here on: $1 is own or offloaded.  Each emulator has a
# log of its own in $logs, so that nothing of it is in what programs say.
choose_way() {
    local options=
    [[ $1 == offloaded ]] || options=$ALL_OFF,
    options+=backend=$host_zlib,libraries=$host_libraries
    logs=$TEST_TMPDIR/logs
    # What each process says at its end that the host has done.
    statistics=$TEST_TMPDIR/statistics.json
    rm -rf "$logs" "$statistics"
    mkdir "$logs"
    way_options=(-plugin
        "$plugin,$options,stats=$statistics"
        -plugin "$(IFS=, && echo "$guest_files,${root_options[*]}")"
        -d plugin -D "$logs/%d" -L "$programs")
}

# Runs the program of the path $1 with the arguments that follow; leaves $out
# and $log.
run_file() {
    emulate "${way_options[@]}" "${program_options[@]}" "$@"
    expect_status 0
}

# The same with Debian's program $1.
run() {
    run_file "$(program "$1")" "${@:2}"
}

# Copies the runfiles that follow to the folder $1.
copy_runfiles() {
    local file
    mkdir -p "$1"
    for file in "${@:2}"; do
        cp -L "$(runfile "$file")" "$1"
    done
}

# Makes $1, a script that runs the program $2 with the arguments that follow
# and with its own: for programs that start others, which would else be run by
# the machine.
make_command() {
    {
        printf '#!/bin/sh\nexec'
        printf ' %q' "${emulator[@]}" "${way_options[@]}" \
            "${program_options[@]}" "$(program "$2")" "${@:3}"
        # shellcheck disable=SC2016  # the script's arguments
        printf ' "$@"\n'
    } >"$1"
    chmod +x "$1"
}

# Calls the function $1 in an empty folder, which is the same in both ways and
# is left as $TEST_TMPDIR/own and .../offloaded.  What it has written there must
# be the same; $logs are those of the offloaded way.
compare() {
    local way
    steps=$1
    for way in own offloaded; do
        choose_way "$way"
        rm -rf "${TEST_TMPDIR:?}/$way" "$work/here"
        mkdir "$work/here"
        cd "$work/here"
        "$steps"
        cd "$OLDPWD"
        mv "$work/here" "$TEST_TMPDIR/$way"
        expect_no_machine_files
        if [[ $way == own ]]; then
            expect_no_host
        fi
    done
    diff -r "$TEST_TMPDIR/own" "$TEST_TMPDIR/offloaded" ||
        fail "$steps: not the same output"
}

# Prints the lines of the logs that match the extended expression $1.
log_lines() {
    grep -rhaE -- "$1" "$logs" || true
}

# Prints a line for each file that programs have opened outside of their root.
machine_files() {
    log_lines '^guest_files: ' | sort -u
}

expect_no_machine_files() {
    local lines
    lines=$(machine_files)
    [[ -z $lines ]] || fail "$steps, the programs' own zlib or the host's:
$lines"
}

# Fails if the host has done anything, or a program has got a library of
# hostlib's.
expect_no_host() {
    local lines
    lines=$(log_lines '^syscall_filter_zlib: (grafted |redirected |.* stream: )')
    lines+=$(grep '"functions":\[{' "$statistics" || true)
    [[ -z $lines ]] || fail "$steps: with all switched off there is: $lines"
}

# Fails unless the host's function $1 has written (bytes_out) or read (bytes_in,
# $2) $3 bytes of the guest's or more.
expect_host_calls() {
    local total=0 bytes
    while read -r bytes; do
        total=$((total + bytes))
    done < <(grep -o '"functions":\[[^]]*' "$statistics" |
        grep -o "{\"name\":\"$1\",[^}]*" | sed "s/.*\"$2\":\([0-9]*\).*/\1/")
    ((total >= $3)) || fail "$steps: the host's $1: $2 is $total, not $3"
    echo "$steps: $2 of the host's $1 is $total"
}

# Prints the size of the file $1.
size_of() {
    stat -c %s "$1"
}
