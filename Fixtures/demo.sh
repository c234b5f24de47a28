#!/usr/bin/env bash
# Plays the world of Fixtures/World into a new ledger and shows what can be proved about it, to somebody who need not know how.
#
#   Fixtures/demo.sh DIRECTORY
#
# DIRECTORY is made, or made anew if an earlier demonstration left it. touchmark and touchmark-verify are on the PATH.
# Exit status: 0 if everything came out as announced, 1 at the first thing that did not.
set -euo pipefail

directory=${1:?usage: Fixtures/demo.sh DIRECTORY}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bolt=label:warehouse/aisle-7/loose-bolt

step=0
# One sentence before each step.
say() {
    step=$((step + 1))
    printf '\n%s%d. %s%s\n\n' "$bold" "$step" "$1" "$plain"
}
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi
fail() {
    printf '\nThe demonstration failed: %s\n' "$1" >&2
    exit 1
}
show() {
    printf '    $'
    printf ' %s' "$@"
    printf '\n\n'
}
indented() { sed 's/^/    /'; }

if [ -e "$directory" ] && [ ! -e "$directory/ledger/touchmark.yaml" ]; then
    fail "$directory is there and holds no earlier demonstration; name another directory."
fi
rm -rf "$directory"
mkdir -p "$directory"
cd "$directory"

say "Three stories are played into a new ledger: each line is signed by whoever does it, with a key that is theirs."
"$here/play.sh" ledger
# What a regulator got long before, from the ledger's operator and from the guild.
cp ledger/log.vkey regulator.vkey
thumbprint=$(touchmark key show ledger.people/authority-inspection-guild.jwk | sed 's/.*"thumbprint":"\([^"]*\)".*/\1/')
printf '{"authorities":[{"id":"inspection-guild","thumbprint":"%s"}]}\n' "$thumbprint" >regulator.json

say "This is the birth certificate of one label, in short: an inspector concluded from a film, a sound and a log that a bolt is loose."
show touchmark certificate $bolt
touchmark certificate $bolt --ledger ledger >certificate.txt || fail "there is no certificate."
touchmark certificate $bolt --ledger ledger --format html >certificate.html
# The sections that tell the story; the others are for checking it.
awk '/^[0-9]+\. /{ shown = /^[13568]\. / } shown' certificate.txt | indented
echo "    … the rest is in $directory/certificate.txt, and as a page in $directory/certificate.html"
grep -q '^Entitlement now  *certified' certificate.txt || fail "the certificate does not say that the label is certified."

say "The evidence for that label is written to one file, which can be sent to anybody: names and free text stay sealed in it."
show touchmark export --label $bolt --withhold all -o loose-bolt.touchmark
touchmark export --ledger ledger --label $bolt --withhold all -o loose-bolt.touchmark | indented

say "Somebody else checks the file with a separate program: no ledger, no network, only the ledger's public key, had by another way."
echo "    (The export sealed the ledger first: so the file proves too that nothing was left out of the histories that the verdict"
echo "    rests on, up to the seal. Whose certificates count is the regulator's to know: she has the guild's key from the guild,"
echo "    so that she need not take the operator's word for it.)"
echo
show touchmark-verify loose-bolt.touchmark --key @regulator.vkey --authorities regulator.json
verify() { touchmark-verify "$1" --key @regulator.vkey --authorities regulator.json; }
verify loose-bolt.touchmark >verified.txt 2>&1 || fail "the evidence does not verify: $(cat verified.txt)"
indented <verified.txt
grep -q "complete as sealed by the operator" verified.txt || fail "the verifier does not say that nothing was left out."
grep -q "$bolt  certified  by" verified.txt || fail "the verifier does not find the label certified by the guild."

say "A whole ledger needs no seal: nothing can be missing. Here is what its evidence says of everybody, then and now."
touchmark export --ledger ledger --all --withhold all -o all.touchmark >/dev/null || fail "the whole ledger cannot be exported."
show touchmark-verify all.touchmark --key @regulator.vkey
touchmark-verify all.touchmark --key @regulator.vkey --json >all.json 2>/dev/null || fail "the whole ledger does not verify."

# row LABEL THEN NOW WHY: what the verifier must have found.
row() {
    local found
    found=$(tr '{' '\n' <all.json | grep -F "\"subject\":\"label:$1\"" || true)
    case $found in
    *"\"verdict\":\"$2\",\"verdictNow\":\"$3\""*) ;;
    *) fail "the verdicts on $1 are not $2 then and $3 now: $found" ;;
    esac
    printf '    %-36s %-12s %-12s %s\n' "$1" "$2" "$3" "$4"
}
printf '    %-36s %-12s %-12s %s\n' "label" "then" "now" "because"
row warehouse/aisle-7/loose-bolt certified certified "an inspector with a certificate in force"
row warehouse/aisle-7/clank certified certified "made in the last seconds of a certificate"
row warehouse/aisle-7/clank-again expired expired "by the same person, after it had lapsed"
row warehouse/aisle-7-rendered/scuff machine machine "a model's suggestion that nobody has accepted"
row consultation/visit-1/understood certified certified "decided by a third physician"
row preference/prompt-2/ranking-finch certified certified "with a new key, which the old one vouches for"
row preference/prompt-1/ranking-rook certified certified "made before the moment from which the revocation counts"
row preference/prompt-2/ranking-rook certified revoked "revoked later, with effect from before it was made"
row preference/prompt-1/ranking-crow uncertified uncertified "a crowd worker without certificate"

say "Now somebody changes a single bit in the evidence, inside what the inspector signed."
# Some way into the signed text of her conclusion: a letter whose lowest bit makes it another letter of the same alphabet.
index=$(touchmark log --ledger ledger --subject $bolt --type label.revised | cut -d ' ' -f 1)
place=$(grep -abo "\"index\":$index,\"entry\":\"" loose-bolt.touchmark | cut -d : -f 1)
[ -n "$place" ] || fail "the evidence does not hold entry $index."
place=$((place + 600))
while true; do
    letter=$(dd if=loose-bolt.touchmark bs=1 skip="$place" count=1 status=none)
    case $letter in [bdfhjlnprtvxBDFHJLNPRTVX]) break ;; esac
    place=$((place + 1))
done
flipped=$(printf "\\$(printf '%o' $(($(printf '%d' "'$letter") ^ 1)))")
cp loose-bolt.touchmark forged.touchmark
printf '%s' "$flipped" | dd of=forged.touchmark bs=1 seek="$place" conv=notrunc status=none
echo "    In entry $index, at byte $place of the file, \"$letter\" becomes \"$flipped\"."
cmp -s loose-bolt.touchmark forged.touchmark && fail "the forgery is no forgery."

say "The same check again. It must fail, and say where."
show touchmark-verify forged.touchmark --key @regulator.vkey --authorities regulator.json
status=0
verify forged.touchmark >forged.txt 2>&1 || status=$?
indented <forged.txt
[ "$status" -eq 1 ] || fail "the forged evidence ended with status $status instead of 1."
grep -q "bad-signature (entry $index)" forged.txt || fail "the verifier did not say that the signature of entry $index is bad."

printf '\n%sEverything came out as announced.%s Where to look next:\n\n' "$bold" "$plain"
cat <<EOF
    $directory/                      the ledger, the evidence and the forgery; try them yourself
    Fixtures/World/README.md   the stories, and what in them stands for what
    Docs/ThreatModel.md        what Touchmark does not protect against
    Docs/Protocol.md           how to write a verifier of your own
EOF
