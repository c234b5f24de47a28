#!/usr/bin/env bash
# Makes the evidence that the differential tests hold both verifiers against, in a new directory.
#
#   evidence.sh DIRECTORY
#
# DIRECTORY/ledger is the world of Fixtures/World with its people beside it; bundles/ has its bundles of each scope, with seals and
# without; rotated/ what came of it after the log's key was rotated, values were erased and a key was compromised. touchmark is on
# the PATH.
set -euo pipefail
directory=${1:?usage: evidence.sh DIRECTORY}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$directory/bundles" "$directory/rotated"
"$here/../../Fixtures/play.sh" "$directory/ledger" >/dev/null
export TOUCHMARK_LEDGER="$directory/ledger"

# bundle FILE OPTIONS
bundle() { touchmark export "${@:2}" -o "$directory/$1.touchmark" >/dev/null 2>&1; }

bundle bundles/unsealed-all --no-seal --all
bundle bundles/unsealed-label --no-seal --label label:consultation/visit-1/understood
bundle bundles/unsealed-dataset --no-seal --dataset preference
bundle bundles/label --label label:consultation/visit-1/understood
bundle bundles/relation --label label:warehouse/aisle-7/scratch-overlaps-clank
bundle bundles/item --item item:warehouse/aisle-7
bundle bundles/withheld --item item:consultation/visit-1 --withhold all
bundle bundles/dataset --dataset warehouse
bundle bundles/annotator --annotator annotator:p-plover
bundle bundles/model --annotator model:bolt-finder
bundle bundles/all --all
cp "$directory/ledger/log.vkey" "$directory/first.vkey"

# What happens later: to a copy, whose people are where they were.
cp -a "$directory/ledger" "$directory/later"
ln -s ledger.people "$directory/later.people"
export TOUCHMARK_LEDGER="$directory/later"
touchmark seal >/dev/null
rook=$(touchmark key show "$directory/ledger.people/annotator-p-rook.jwk" | sed 's/.*"thumbprint":"\([^"]*\)".*/\1/')
touchmark annotator revoke-key annotator:p-rook "$rook" --reason compromised --effective 2020-01-01T00:00:00Z >/dev/null
bundle rotated/past-seal --no-seal --label label:preference/prompt-1/ranking-rook
bundle rotated/past-seal-dataset --no-seal --dataset preference
touchmark erase --person annotator:p-wren --basis "GDPR Art. 17(1)(b)" >/dev/null
touchmark key rotate log >/dev/null
touchmark annotator suspend annotator:p-finch --reason "Under review" >/dev/null
bundle rotated/label --label label:preference/prompt-1/ranking-rook
bundle rotated/dataset --dataset consultation
bundle rotated/all --all
cp "$directory/later/log.vkey" "$directory/second.vkey"
