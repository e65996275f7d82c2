#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bazelw_test.sh BAZELW: tests bazelw without network. Every case has its own
# workspace, caches and PATH: the tools that bazelw needs, and fakes of Bazel,
# apt-get and the like. The fake packages unpack to a tree that is just enough
# for bazelw to make a private "Bazel" of it.

set -euo pipefail

readonly TOOLS=(
    awk base64 bash cat chmod cp cut dirname env find flock grep id ln mkdir
    mktemp mv readlink rm sed sh sleep tail timeout touch xargs
)
readonly TRIPLET=x86_64-linux-gnu

# --- Fakes ------------------------------------------------------------------

# fake NAME: an executable on the case's PATH; its script comes from stdin.
fake() {
    { echo '#!/bin/bash' && cat; } >"$FAKES/$1"
    chmod +x "$FAKES/$1"
}

# fake_bazel NAME TEXT: answers --version with TEXT, else shows its arguments.
fake_bazel() {
    fake "$1" <<EOF
if [[ \$1 == --version ]]; then
    echo '$2'
else
    echo "$1 in \$PWD, LC_ALL=\$LC_ALL:" "\${@@Q}"
    exit 7
fi
EOF
}

# A Debian machine whose apt knows two mirrors, of which the second answers.
fake_debian() {
    fake dpkg <<<'echo amd64'
    fake df <<<'printf "Avail\n 9999\n"'
    fake dpkg-deb <<<"cp -a '$DIR/tree/.' \"\$3\""
    fake apt-get <<EOF
echo "\$*" >>'$DIR/calls'
case "\$*" in
    indextargets*) printf 'http://one/\nhttp://two/x//\nhttp://one/\n' ;;
    *' update') grep http://two sources.list || { echo E: nobody; false; } ;;
    *' install '*)
        for name in bazel-bootstrap_7.7.1+ds-8 bazel-skylib_1 perl_5 \
            libc6_2.43-7 libc6-dev_2.43-7 libgrpc++1.51t64_1; do
            echo "'http://two/\$name' \${name}_all.deb 3000000 SHA256:0"
        done
        ;;
    *' download '*) shift 3 && touch "\${@/%/_1_all.deb}" ;;
esac
EOF
    fake_tree
}

# What the fake packages unpack to. The fake loader notes what it is to run.
fake_tree() {
    local usr=$DIR/tree/usr etc=$DIR/tree/etc/java-21-openjdk
    local jre=$usr/lib/jvm/java-21-openjdk-amd64
    mkdir -p "$etc" "$usr"/{bin,"lib/$TRIPLET","libexec/$TRIPLET/bazel"} \
        "$usr"/share/{bazel,java} "$jre"/{conf,lib/security}
    touch "$etc/net.properties" "$usr/libexec/$TRIPLET/bazel/linux-sandbox" \
        "$usr"/share/java/{grpc-core,gson,perfmark-api}.jar
    ln -s /etc/java-21-openjdk/net.properties "$jre/conf/"
    ln -s "$DIR/no-key-store" "$jre/lib/security/cacerts"
    printf '/usr/share/java/%s.jar\n' gson guava grpc-core \
        >"$usr/share/bazel/bazel_classpath_debian_depends.txt"
    FAKES=$usr/lib/$TRIPLET fake ld-linux-x86-64.so.2 \
        <<<"echo \"\$*\" >>'$DIR/loaded'"
    FAKES=$usr/bin fake bazel <<'EOF'
[[ ! -e /proc/self/fd/9 ]] || echo "holds the lock"
printf '%s\n' private "$@" "$USER, ${XDG_CACHE_HOME-unset}"
EOF
}

# --- Running and checking ---------------------------------------------------

# bazelw ARGUMENT...: runs it with the variables of ENV and nothing else. Sets
# OUT, ERR, LAST (the last line of ERR) and STATUS.
bazelw() {
    STATUS=0
    "$DIR/tools/timeout" 60 env -i PATH="$FAKES:$DIR/tools" HOME="$DIR/home" \
        "${ENV[@]}" "$COMMAND" "$@" >"$DIR/out" 2>"$DIR/err" </dev/null ||
        STATUS=$?
    OUT=$(<"$DIR/out")
    ERR=$(<"$DIR/err")
    LAST=${ERR##*$'\n'}
}

wrong() {
    OK=false
    printf '%s:%s: %s\n' "${BASH_SOURCE[0]}" "${BASH_LINENO[1]}" "$*"
}

# expect TEXT PATTERN: the text matches the pattern.
expect() {
    # shellcheck disable=SC2053 # it is a pattern
    [[ $1 == $2 ]] || wrong "got ${1@Q}, not ${2@Q}"
}

# What bazelw, called before, printed and exited with: from the private Bazel,
# or no Bazel at all and PATTERN as the last line on stderr.
expect_private() {
    expect "$OUT" "private"$'\n'"*"
    expect "$STATUS" 0
}

expect_refusal() {
    expect "$LAST" "bazelw: $1"
    expect "$OUT" ''
    expect "$STATUS" 1
}

# expect_cache NAME...: the cache holds these, and nothing that was left over.
expect_cache() {
    expect "$(find "$CACHE" -mindepth 1 -maxdepth 1 -printf '%f\n' |
        sort | xargs)" "$*"
}

# --- Cases: what is on PATH -------------------------------------------------

test_pinned_bazel_runs() {
    fake_bazel bazel 'bazel 7.7.1'
    bazelw build --x 'a b' ''
    expect "$OUT" "bazel in $DIR/work, LC_ALL=C.UTF-8: 'build' '--x' 'a b' ''"
    expect "$ERR" ''
    expect "$STATUS" 7
}

test_called_from_elsewhere() {
    # Like bazelisk, this Bazel goes by the directory that it is called in.
    fake bazel <<'EOF'
if [[ $1 == --version ]]; then
    echo "bazel $(<.bazelversion)"
else
    echo "in $PWD"
fi
EOF
    mkdir sub
    cd sub
    COMMAND=../bazelw
    bazelw info
    expect "$OUT" "in $DIR/work/sub"
}

test_locale_of_the_user_stays() {
    fake_bazel bazel 'bazel 7.7.1'
    ENV+=(LC_ALL=de_DE.UTF-8)
    bazelw info
    expect "$OUT" "*LC_ALL=de_DE.UTF-8*"
}

test_other_versions_are_skipped() {
    local version
    fake_bazel bazelisk 'bazel 7.7.1'
    for version in 'bazel 7.7.10' 'bazel 7.7.1-pre' 'Bazel 7.7.1' '' \
        $'bazel 4.2.3\nbazel 7.7.1'; do
        fake_bazel bazel "$version"
        bazelw info
        expect "$OUT" 'bazelisk in *'
        expect "$ERR" "bazelw: skipped */bazel: it is '${version%%$'\n'*}'"
    done
}

test_failing_bazelisk_is_skipped() {
    fake_debian
    fake bazelisk <<<'echo bazel 7.7.1; exit 3'
    bazelw info
    expect "$ERR" 'bazelw: skipped */bazelisk: --version failed (exit 3)*'
    expect_private
}

test_hanging_bazelisk_is_skipped() {
    fake_debian
    fake bazelisk <<<'sleep 1000 & wait'
    # The real one, but out of patience at once.
    fake timeout <<<"exec '$DIR/tools/timeout' \"\$1\" 0.1 \"\${@:3}\""
    bazelw info
    expect "$ERR" 'bazelw: skipped */bazelisk: no --version after 60 s*'
    expect_private
    bazelw info
    expect "$ERR" 'bazelw: skipped */bazelisk: no --version after 5 s'
    expect_private
}

test_bazelw_on_path_is_no_bazel() {
    fake_debian
    ln -s ../work/bazelw "$FAKES/bazel"
    # Once, as this would go on for ever if bazelw let it.
    fake bazelisk <<<"mv '$DIR/once' '$DIR/twice' && '$DIR/work/bazelw' \"\$@\""
    touch "$DIR/once"
    bazelw --version
    expect "$ERR" "bazelw: skipped $FAKES/bazelisk: --version failed (exit 1)*"
    expect_private
}

test_hostlib_bazel_runs_unasked() {
    fake_bazel mine 'bazel 8.0.0'
    fake_bazel bazel 'bazel 7.7.1'
    ENV+=(HOSTLIB_BAZEL="$FAKES/mine")
    bazelw info
    expect "$OUT" "mine in * 'info'"
    expect "$ERR" ''
}

test_hostlib_bazel_must_be_one() {
    local path
    fake_bazel bazel 'bazel 7.7.1'
    for path in "$DIR/none" "$DIR/work/bazelw"; do
        ENV+=(HOSTLIB_BAZEL="$path")
        bazelw info
        expect_refusal "HOSTLIB_BAZEL=$path is no Bazel: *unset it"
    done
}

# --- Cases: refusals --------------------------------------------------------

test_no_apt() {
    bazelw info
    expect_refusal 'no Bazel 7.7.1 here, and no apt-get *: install bazelisk *'
}

test_other_architecture() {
    fake_debian
    fake dpkg <<<'echo arm64'
    bazelw info
    expect_refusal '* none to bring for arm64: install bazelisk or *'
}

test_no_keyring() {
    fake_debian
    rm "$DIR/keyring"
    bazelw info
    expect_refusal "$DIR/keyring is missing: install debian-archive-keyring"
}

test_no_space() {
    fake_debian
    fake df <<<'printf "Avail\n 599\n"'
    bazelw info
    expect_refusal "$CACHE has 599 MB free and needs 600: make room or *"
}

test_no_mirror_answers() {
    fake_debian
    ENV+=(DEBIAN_MIRROR=http://three)
    bazelw info
    expect_refusal 'no package list *: set DEBIAN_MIRROR to the base URL *'
    expect "$ERR" $'*\nE: nobody\n*'
    expect_cache lock
}

test_version_no_longer_offered() {
    fake_debian
    echo 7.7.2 >.bazelversion
    bazelw info
    expect_refusal 'bazel-bootstrap 7.7.2 is not offered by http://two/x *:*'
    expect_cache lock
}

test_failed_download() {
    fake_debian
    mv "$FAKES/apt-get" "$FAKES/good"
    fake apt-get <<<"[[ \$* != *' download '* ]] || {
        echo 'E: no route' && exit 100; } && good \"\$@\""
    bazelw info
    expect_refusal 'the download failed: try again, or set DEBIAN_MIRROR'
    expect "$ERR" $'*\nE: no route\n*'
    expect_cache lock
}

test_broken_package() {
    fake_debian
    fake dpkg-deb <<<'exit 2'
    bazelw info
    expect_refusal "cannot unpack */bazel-bootstrap_*.deb: is $CACHE full?"
    expect_cache lock
}

test_cache_that_runs_nothing() {
    fake_debian
    chmod -x "$DIR/tree/usr/lib/$TRIPLET/ld-linux-x86-64.so.2"
    bazelw info
    expect_refusal "$CACHE may not hold programs: set XDG_CACHE_HOME *"
    expect_cache lock
}

# --- Cases: the private Bazel -----------------------------------------------

test_bootstrap() {
    local names='bazel-bootstrap bazel-skylib libc6 libgrpc++1.51t64'
    fake_debian
    mkdir -p "$CACHE/.partial.dead/debs" # by one that was killed
    bazelw info --x
    expect_private
    expect "$OUT" "*--install_base=$ROOT/usr/share/bazel*$ROOT/usr/lib/jvm/jre*"
    expect "$OUT" $'*\ninfo\n--x\n*'
    expect "$ERR" '*downloading 4 packages, 12 MB*Bazel 7.7.1 is ready*'
    expect_cache 7.7.1-1 lock
    expect "$(<"$DIR/calls")" "* download $names"
    rm "$DIR/calls"
    bazelw info
    expect_private
    expect "$ERR" ''
    [[ ! -e $DIR/calls ]] || wrong "apt-get was called"
}

test_relocation() {
    local loaded jars lib=$ROOT/usr/lib/$TRIPLET
    fake_debian
    bazelw info
    loaded=$(grep 'usr/bin/bazel$' "$DIR/loaded")
    expect "$loaded" "*-interpreter $lib/ld-linux-x86-64.so.2 *"
    expect "$loaded" "*-rpath *:$lib usr/bin/bazel"
    expect "$(readlink "$ROOT/usr/lib/jvm/jre/conf/net.properties")" \
        "$ROOT/etc/java-21-openjdk/net.properties"
    jars=$(<"$ROOT/usr/share/bazel/bazel_classpath_debian_depends.txt")
    jars=${jars//"$ROOT/usr/share/java/"/}
    expect "$jars" $'perfmark-api.jar\ngson.jar\ngrpc-core.jar'
}

test_key_store() {
    local jks=$ROOT/usr/lib/jvm/jre/lib/security/cacerts
    local entry='\0\0\0\2\0\4%04d\0\0\0\0\0\0\0\0\0\5X.509\0\0\0'
    fake_debian
    # A line of a certificate may well spell a word of the frame.
    printf -- '-----%s CERTIFICATE-----\n%s\n' BEGIN BEGINEND END '' \
        BEGIN $'Zm91\ncg==' END '' | sed '/^$/d' >"$DIR/pem"
    bazelw info
    {
        printf '\xfe\xed\xfe\xed\0\0\0\2\0\0\0\2'
        # shellcheck disable=SC2059 # it is the format
        printf "$entry\\6" 0 && base64 -d <<<BEGINEND
        # shellcheck disable=SC2059
        printf "$entry\\4four" 1
    } >"$DIR/jks"
    cmp "$jks" "$DIR/jks" || wrong "not that key store"
}

test_key_store_of_the_machine() {
    local jks=$ROOT/usr/lib/jvm/jre/lib/security/cacerts
    fake_debian
    touch "$DIR/no-key-store" "$DIR/pem"
    bazelw info
    [[ -L $jks ]] || wrong "$jks was replaced"
}

test_debian_mirror() {
    fake_debian
    ENV+=(DEBIAN_MIRROR=http://two/own/)
    bazelw info
    expect "$ERR" '*from http://two/own'$'\n''*downloading*'
    expect "${ERR/http:/}" '!(*http:*)'
    expect_private
}

test_two_at_once() {
    local first second line
    fake_debian
    mkfifo "$DIR/entered" "$DIR/go" "$DIR/said"
    # Open for both directions, so that nobody blocks on opening them.
    exec {entered}<>"$DIR/entered" {go}<>"$DIR/go" {said}<>"$DIR/said"
    mv "$FAKES/apt-get" "$FAKES/good"
    fake apt-get <<<"[[ \$* != indextargets* ]] || {
        echo >'$DIR/entered' && read -r _ <'$DIR/go'; } && good \"\$@\""
    (bazelw info && expect_private && $OK) &
    first=$!
    read -r -u "$entered" _
    env -i PATH="$FAKES:$DIR/tools" HOME="$DIR/home" "$COMMAND" info \
        >"$DIR/second" 2>"$DIR/said" &
    second=$!
    read -r -t 60 -u "$said" line || true
    expect "$line" 'bazelw: waiting for another bazelw'
    printf '\n\n' >&"$go"
    wait "$first" || wrong "the first failed"
    wait "$second" || wrong "the second failed"
    expect "$(<"$DIR/second")" $'private\n*'
    expect "$(grep -c ' download ' "$DIR/calls")" 1
    expect_cache 7.7.1-1 lock
}

test_copied_root() {
    fake_debian
    bazelw info
    cp -a "$DIR/home/.cache" "$DIR/copy"
    ln -s "$DIR/home/.cache" "$DIR/link"
    ENV+=(XDG_CACHE_HOME="$DIR/link")
    bazelw info
    expect_private
    ENV+=(XDG_CACHE_HOME="$DIR/copy")
    bazelw info
    expect_refusal "$DIR/copy/hostlib/bazel/7.7.1-1 was copied *: remove it"
}

test_no_home_and_no_name() {
    fake_debian
    fake id <<<'exit 1'
    ENV+=(HOME=/dev/null/home XDG_CACHE_HOME=/dev/null/cache TMPDIR="$DIR")
    bazelw info
    expect_private
    expect "$OUT" $'*\n'"--output_user_root=$DIR/hostlib-$EUID/output"$'\n*'
    expect "$OUT" "*"$'\n'"$EUID, unset"
    expect "$ERR" '*neither XDG_CACHE_HOME nor ~/.cache can be written*'
    rm -r "$DIR/hostlib-$EUID"
    mkdir "$DIR/elsewhere"
    ln -s elsewhere "$DIR/hostlib-$EUID"
    bazelw info
    expect_refusal "$DIR/hostlib-$EUID is no directory of yours: *"
}

# --- Main -------------------------------------------------------------------

# Makes the directory DIR of a case, with nothing on its PATH but TOOLS.
prepare() {
    local tool
    DIR=$TOP/$1
    FAKES=$DIR/fakes
    CACHE=$DIR/home/.cache/hostlib/bazel
    ROOT=$CACHE/7.7.1-1
    ENV=()
    COMMAND=$DIR/work/bazelw
    OK=true
    mkdir -p "$DIR"/{fakes,home,tools,work}
    for tool in "${TOOLS[@]}"; do
        ln -s "$(type -P "$tool")" "$DIR/tools/"
    done
    sed -e "s,^readonly KEYRING=.*,readonly KEYRING=$DIR/keyring," \
        -e "s,^readonly CERTIFICATES=.*,readonly CERTIFICATES=$DIR/pem," \
        "$BAZELW" >"$DIR/work/bazelw"
    chmod +x "$DIR/work/bazelw"
    touch "$DIR/keyring"
    echo 7.7.1 >"$DIR/work/.bazelversion"
    cd "$DIR/work"
}

main() {
    local name passed=0 failed=0 status
    BAZELW=$(readlink -f "$1")
    TOP=$(mktemp -d "${TEST_TMPDIR:-/tmp}/bazelw_test.XXXXXX")
    trap 'rm -rf "$TOP"' EXIT
    for name in $(compgen -A function test_); do
        # Not as a condition: that would switch `set -e` off inside.
        set +e
        (
            set -e
            prepare "$name"
            "$name"
            $OK
        )
        status=$?
        set -e
        if [[ $status == 0 ]]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED: $name"
        fi
    done
    echo "$passed passed, $failed failed"
    [[ $failed == 0 && $passed != 0 ]]
}

main "$@"
