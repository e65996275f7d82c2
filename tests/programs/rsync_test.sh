#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rsync -z between two rsyncs in the emulator, of a file of which the receiver
# has an older state: the same bytes on the wire.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"
# Something new every hundred lines.
sed '0~100s/.*/new: &, &/' "$work/text" >"$work/new"
touch -d 2020-01-02 "$work/new"

# shellcheck disable=SC2317  # called by compare
update() {
    make_command "$work/rsync" rsync
    # What rsync takes for a remote shell: without the host's name, and with a
    # server of its own in the place of the name of rsync.
    {
        printf '#!/bin/sh\nshift 2\nexec %q "$@"\n' "$work/rsync"
    } >"$work/remote"
    chmod +x "$work/remote"
    cp -p "$work/text" updated
    # A batch has the stream that was sent; at its end how long it took.
    run rsync -e "$work/remote" -t --checksum-seed=1 --stats -z \
        --compress-choice="$choice" --write-batch=batch \
        "$work/new" "host:$PWD/updated"
    cmp "$work/new" updated || fail "the file has not become the new one"
    truncate -s -20 batch
    # What else is told are times.
    grep -E '^(Literal|Matched) data' "$out" >stats
    expect_no_match stats ' 0 bytes'
}

# Fails unless a process has had the host $1 (deflate or inflate) $2 times or
# more.  rsync does not end its streams, and so there is nothing of them in the
# log.
expect_calls() {
    local calls
    calls=$(sed -n "s/.*{\"name\":\"$1\",\"calls\":\([0-9]*\),.*/\1/p" \
        "$statistics" | sort -n | tail -n 1)
    echo "$choice: $1 $calls times"
    ((calls >= $2)) || fail "$choice: $1 only $calls times"
}

# zlibx sends what is new, and zlib lets both sides know what is not.
for choice in zlib zlibx; do
    compare update
    # Sender and receiver.
    expect_calls deflate 50
    expect_calls inflate 50
done
