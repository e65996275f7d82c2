#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A repository of git's, from init to clone: the same objects and packs.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"
export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_EXEC_PATH=$work/git-core
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.org
export GIT_AUTHOR_DATE='1577836800 +0000' GIT_COMMITTER_DATE='1577836801 +0000'
mkdir "$GIT_EXEC_PATH"

# With one thread packs are the same each time.
git() {
    run git -c pack.threads=1 -c gc.auto=0 -c maintenance.auto=false "$@"
}

in_repository() {
    git -C repository "$@"
}

# Two commits: packs have deltas.
commit_twice() {
    git init -q --template= -b main repository
    cp "$work/text" repository/text
    cp "$here"/*.sh repository
    in_repository add .
    in_repository commit -q -m first
    sed '100,200d' "$work/text" >repository/text
    in_repository commit -q -a -m second
}

# shellcheck disable=SC2317  # called by compare
use_repository() {
    local name
    make_command "$GIT_EXEC_PATH/git" git
    for name in upload-pack index-pack pack-objects; do
        make_command "$GIT_EXEC_PATH/git-$name" git "$name"
    done
    commit_twice
    cp -r repository/.git/objects loose
    in_repository repack -q -a -d -f
    in_repository fsck --full --strict
    in_repository verify-pack -v \
        "$(cd repository && echo .git/objects/pack/*.idx)"
    cp "$out" packed
    expect_match packed '^chain length = 1: [1-9]'
    git clone -q --template= --no-local repository clone
    cmp clone/text repository/text || fail "the clone has another text"
    in_repository bundle create -q ../bundle main
    in_repository archive -o ../archive.tar.gz main
    # The index has times and numbers of inodes.
    rm repository/.git/index clone/.git/index
}
compare use_repository
# The text is committed, cloned, bundled and archived.
expect_host_calls deflate bytes_in $((2 * $(size_of "$work/text")))
expect_host_calls inflate bytes_out $((2 * $(size_of "$work/text")))
