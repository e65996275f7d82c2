#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes packages.lock.bzl from packages.txt, and tells what it changes:
#
#   ./bazelw run //toolchains/debian:lock             write it
#   ./bazelw run //toolchains/debian:lock -- --check  only tell; exit 1 if stale
#
# apt does the work on private state, so any user can run this and the
# signature of every index is checked.
set -euo pipefail

die() {
    printf 'lock: %s\n' "$1" >&2
    exit 1
}

mirror() {
    if [[ -n ${DEBIAN_MIRROR:-} ]]; then
        printf '%s\n' "${DEBIAN_MIRROR%/}"
        return
    fi
    command -v apt-get >/dev/null || die "apt-get is needed; run on Debian"
    # shellcheck disable=SC2016  # apt expands $(REPO_URI)
    apt-get indextargets --no-release-info --format '$(REPO_URI)' \
        'Created-By: Packages' | sed 's,/$,,' | grep -m 1 '^http.*/debian$' ||
        die "apt names no Debian mirror; set DEBIAN_MIRROR to one's base URL"
}

# Prints the architectures that trees take from the suite $1, with commas.
architectures() {
    sed -n "s/^\[.* \(.*\) $1\]$/\1/p" "$list" | sed 's/^all$/amd64/' |
        sort -u | paste -s -d ,
}

# Gives apt a state of its own below $state.
make_apt() {
    local base suite keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -r $keyring ]] || die "$keyring is missing: install debian-archive-keyring"
    base=$(mirror)
    mkdir -p "$state"/{lists/partial,cache/archives/partial}
    : >"$state/status"
    # The index of any architecture has the packages for all.
    sed -n 's/^\[.* \(.*\) \(.*\)\]$/\2/p' "$list" | sort -u |
        while read -r suite; do
            printf 'deb [signed-by=%s arch=%s] %s %s main\n' "$keyring" \
                "$(architectures "$suite")" "$base" "$suite"
        done >"$state/sources.list"
    apt=(-o "Dir::Etc::SourceList=$state/sources.list"
        -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null
        -o Dir::Etc::PreferencesParts=/dev/null
        -o "Dir::State=$state" -o "Dir::State::Lists=$state/lists"
        -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o APT::Sandbox::User= -o APT::Architecture=amd64
        -o APT::Architectures::=amd64 -o APT::Architectures::=arm64
        -o APT::Architectures::=riscv64
        -o Acquire::Languages=none)
    apt-get "${apt[@]}" -qq update || die "apt-get update failed"
}

# Prints the index of the packages of the architecture $1 in the suite $2.
index() {
    local file
    # shellcheck disable=SC2016  # apt expands $(FILENAME)
    apt-get "${apt[@]}" indextargets --format '$(FILENAME)' \
        'Created-By: Packages' "Release: $2" "Architecture: $1" |
        while read -r file; do
            /usr/lib/apt/apt-helper "${apt[@]}" cat-file "$file"
        done
}

# Prints the lock of the packages that are named, in that order, of the index
# that comes in.  A suite may have several versions of one.
newest() {
    awk -v wanted="$*" '
        BEGIN {
            count = split(wanted, names, " ")
            for (i = 1; i <= count; ++i) {
                place[names[i]] = i
            }
        }
        $1 == "Package:" { name = $2 }
        $1 == "Version:" { version = $2 }
        $1 == "Filename:" { path = $2 }
        $1 == "SHA256:" && name in place {
            print place[name], version, path, $2
            found[name] = 1
        }
        END {
            for (i = 1; i <= count; ++i) {
                if (!(names[i] in found)) {
                    print "lock: no package " names[i] >"/dev/stderr"
                    status = 1
                }
            }
            exit status
        }' | sort -k 1,1n -k 2,2Vr | sort -s -u -k 1,1n |
        while read -r _ _ path sha256; do
            printf '        "%s":\n            "%s",\n' "$path" "$sha256"
        done
}

# Prints the lock of one tree; $1 its name, $2 architecture, $3 suite, then the
# packages.
tree() {
    local tree=$1 arch=$2 suite=$3
    shift 3
    # The index of any architecture has the packages for all.
    [[ $arch != all ]] || arch=amd64
    printf '    "%s": {\n' "$tree"
    index "$arch" "$suite" | newest "$@" ||
        die "$tree: not all packages are in $suite for $arch"
    printf '    },\n'
}

# Prints the locks of the trees in $trees, of the packages in $packages.
trees() {
    local header
    local -a fields
    for header in "${trees[@]}"; do
        read -r -a fields <<<"$header"
        tree "${fields[@]}" "${packages[@]}"
    done
}

# Prints the whole lock.
lock() {
    local line
    local -a trees=() packages=()
    printf '# Made from packages.txt by //toolchains/debian:lock; not to be'
    printf ' edited.\n# SPDX-License-Identifier: GPL-2.0-or-later\n'
    printf '"""By tree: the pool path of each package and its sha256."""\n\n'
    printf 'PACKAGES = {\n'
    while read -r line; do
        case $line in
        '' | '#'*) ;;
        '['*']')
            if [[ ${#packages[@]} -ne 0 ]]; then
                trees
                trees=() packages=()
            fi
            trees+=("${line:1:-1}")
            ;;
        *) packages+=("$line") ;;
        esac
    done <"$list"
    trees
    printf '}\n'
}

[[ -n ${BUILD_WORKSPACE_DIRECTORY:-} ]] ||
    die "run it as: ./bazelw run //toolchains/debian:lock"
[[ $# -eq 0 || "$*" == --check ]] || die "unknown argument '$1'; only --check"
list=$BUILD_WORKSPACE_DIRECTORY/toolchains/debian/packages.txt
locked=$BUILD_WORKSPACE_DIRECTORY/toolchains/debian/packages.lock.bzl
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
declare -a apt
make_apt
lock >"$state/lock"
if [[ -e $locked ]] && diff -U0 --label locked --label archive \
    "$locked" "$state/lock"; then
    printf 'lock: up to date\n'
elif [[ "$*" == --check ]]; then
    die "out of date: the lines above; run it without --check to write them"
else
    cp "$state/lock" "$locked"
    printf 'lock: wrote %s\n' "$locked"
fi
