#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Perl's Compress::Raw::Zlib.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# shellcheck disable=SC2016,SC2317  # perl's variables; called by compare
pack_and_unpack() {
    run perl -MCompress::Raw::Zlib -e '
        open(my $file, "<", $ARGV[0]) or die; local $/; my $text = <$file>;
        my ($d) = Compress::Raw::Zlib::Deflate->new(-Level => 9);
        my ($packed, $more); $d->deflate($text, $packed); $d->flush($more);
        $packed .= $more; print $packed;
        my ($i) = Compress::Raw::Zlib::Inflate->new(); my $back;
        $i->inflate($packed, $back); die if $back ne $text;' "$work/text"
    cp "$out" packed.z
}
compare pack_and_unpack
expect_host_calls deflate bytes_in "$(size_of "$work/text")"
expect_host_calls inflate bytes_out "$(size_of "$work/text")"
