#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds user-mode emulators from QEMU's source tree. The rule in defs.bzl runs it
# with busybox's shell in the execution root. All input comes from the
# environment, and all paths are relative to the working directory:
#
#   GUESTS          CPUs of the programs to be emulated, in QEMU's terms
#   HOST            CPU that the emulators run on, likewise
#   VERSION_NOTE    what -version shows in parentheses after QEMU's version
#   SOURCE          root of the source tree
#   LLVM            folder of clang, llvm-ar, llvm-nm and llvm-strip
#   HOST_SYSROOT    C library and GLib of the emulators' platform
#   BUILD_SYSROOT   the same of the platform that this script runs on
#   TOOLS           folder of python3, ninja and pkgconf
#   MESON           folder that has Meson's modules
#   BUSYBOX         the program that runs this script
#   KIND            "emulators", or "objects" that static emulators are linked from
#   OUT             folder to write qemu-<guest> to, or qemu-<guest>.o
#
# Prints nothing unless it fails.
set -eu

absolute() {
    case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
    esac
}

llvm=$(absolute "${LLVM:?}")
host_sysroot=$(absolute "${HOST_SYSROOT:?}")
build_sysroot=$(absolute "${BUILD_SYSROOT:?}")
tools=$(absolute "${TOOLS:?}")
busybox=$(absolute "${BUSYBOX:?}")
PYTHONPATH=$(absolute "${MESON:?}")
out=$(absolute "${OUT:?}")
work=$out/work
log=$work/log

"$busybox" rm -rf "$work"
"$busybox" mkdir -p "$work/applets" "$work/build" "$work/tmp"
"$busybox" --install -s "$work/applets"
# From here on nothing of the machine is found by name.
export PATH="$tools:$work/applets"
export HOME="$work" TMPDIR="$work/tmp" LC_ALL=C PYTHONUTF8=1
# Python's hashes are seeded at random otherwise; the order of what QEMU's
# generators write must not hang on it. The tools' tree is not to be written.
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONNOUSERSITE=1 PYTHONPATH

finish() {
    status=$?
    if [ "$status" -ne 0 ]; then
        printf 'QEMU (%s on %s) was not built. The last lines:\n' \
            "$GUESTS" "$HOST"
        tail -n 60 "$log"
    fi >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

# Prints the compiler for one CPU and sysroot, as a list in Meson's syntax.
compiler() {
    printf "['%s/clang', '--target=%s-linux-gnu', '--sysroot=%s'," \
        "$llvm" "$1" "$2"
    printf " '--gcc-install-dir=%s/usr/lib/gcc/%s-linux-gnu/12']" "$2" "$1"
}

# Static: what runs during the build shall not need the machine's C library.
write_native_file() {
    cat <<END
[binaries]
c = $(compiler x86_64 "$build_sysroot")
c_ld = 'lld'
ar = '$llvm/llvm-ar'
[built-in options]
c_link_args = ['-static']
END
}

# The prefix maps keep the tree's place out of the binary: relative paths are
# seen from the build folder, absolute ones come from Meson.
#
# RPATH, not RUNPATH: the folder beside the emulator is then also searched for
# what the GLib in it needs. The other linker options are those that clang
# chooses by the distribution it finds itself on.
write_cross_file() {
    link_args="'-Wl,--build-id=none,--hash-style=gnu,-z,relro'"
    [ "$KIND" = objects ] ||
        link_args="'-Wl,--disable-new-dtags,-rpath,\$ORIGIN/lib', $link_args"
    cat <<END
[binaries]
c = $(compiler "$HOST" "$host_sysroot")
c_ld = 'lld'
ar = '$llvm/llvm-ar'
nm = '$llvm/llvm-nm'
strip = '$llvm/llvm-strip'
pkg-config = '$tools/pkgconf'
[properties]
sys_root = '$host_sysroot'
pkg_config_libdir = '$host_sysroot/usr/lib/$HOST-linux-gnu/pkgconfig'
[built-in options]
c_args = ['-ffile-prefix-map=../source/=', '-ffile-prefix-map=$work/source/=']
c_link_args = [$link_args]
[host_machine]
system = 'linux'
cpu_family = '$HOST'
cpu = '$HOST'
endian = 'little'
END
}

# The copy has a fixed place relative to the build folder, and real files where
# a sandbox has links to elsewhere.
cp -RL "$SOURCE" "$work/source"
chmod -R u+w "$work/source"
write_native_file >"$work/native.ini"
write_cross_file >"$work/cross.ini"

# Ninja's targets, and folders of the build: qemu-<guest>, <guest>-linux-user.
targets=
folders=
for guest in $GUESTS; do
    targets="$targets qemu-$guest"
    folders="$folders $guest-linux-user"
done

# In place of QEMU's configure, whose only other task is to fetch Meson.
printf 'TARGET_DIRS=%s\nGENISOIMAGE=\n' "${folders# }" \
    >"$work/build/config-host.mak"

is_static=false
[ "$KIND" = emulators ] || is_static=true

cd "$work/build"
# Run by this name, Meson calls itself with this Python; run as the script it
# would call itself with the machine's.
python3 -m mesonbuild.mesonmain setup . ../source \
    --native-file "$work/native.ini" --cross-file "$work/cross.ini" \
    --prefix=/usr --libdir=lib --sysconfdir=/etc --localstatedir=/var \
    --wrap-mode=nodownload --auto-features=disabled \
    -Dtcg=enabled -Dplugins=true -Dattr=enabled -Dmembarrier=enabled \
    -Dinstall_blobs=false -Ddebug=false -Doptimization=2 \
    -Dpkgversion="$VERSION_NOTE" -Dprefer_static="$is_static" \
    >"$log" 2>&1 || {
    # Meson's own log has all that and also why a check failed.
    [ ! -e meson-logs/meson-log.txt ] || log=meson-logs/meson-log.txt
    exit 1
}

# shellcheck disable=SC2086  # a list of words
ninja -j "$(nproc)" $targets >"$log" 2>&1

# Joins the object files that Ninja has linked $1 from into one. Libraries of the
# sysroot are left to the last link, which adds the plugin.
join_objects() {
    inputs=$(ninja -t query "$1" | awk '
        /^  input:/ { is_input = 1; next }
        /^  outputs:/ { is_input = 0 }
        is_input && !/^    \|\|/ {
            sub(/^    (\| )?/, "")
            if (/\.(o|a)$/ && !/^\//) { print }
        }')
    # shellcheck disable=SC2086  # a list of words
    "$llvm/ld.lld" -r --strip-debug -o "$out/$1.o" \
        --start-group $inputs --end-group
}

for target in $targets; do
    if [ "$KIND" = objects ]; then
        join_objects "$target" >"$log" 2>&1
    else
        "$llvm/llvm-strip" -o "$out/$target" "$target" >"$log" 2>&1
    fi
done
