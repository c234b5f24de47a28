#!/usr/bin/env bash
# Plays the world of Fixtures/World into a new ledger, through the command line alone.
#
#   Fixtures/play.sh LEDGER
#
# LEDGER is a new directory; the private keys of the people go beside it, to LEDGER.people, as they would never be with the
# operator. The command is $TOUCHMARK, else `touchmark` on the PATH. Prints what happens, one line for each act.
# Ids are always the same; keys, times and event ids are new each time.
set -euo pipefail

ledger=${1:?usage: Fixtures/play.sh LEDGER}
touchmark=${TOUCHMARK:-touchmark}
world=$(cd "$(dirname "${BASH_SOURCE[0]}")/World" && pwd)
people=$ledger.people
# Seconds that the credential of p-kestrel lasts: enough for a slow machine to reach his labels, and soon over.
term=5

# Runs touchmark; what it says is shown only if it fails.
run() {
    local output
    output=$("$touchmark" "$@" 2>&1) || {
        printf 'play.sh: touchmark %s failed:\n%s\n' "$*" "$output" >&2
        exit 1
    }
}
say() { printf '  %s\n' "$1"; }
key() { printf '%s/%s.jwk' "$people" "$1"; }
# The digest that the checked table gives for a file of the world.
digest() { awk -v file="$1" '$2 == file { print "sha256:" $1 }' "$world/SHA256SUMS"; }
# Signs the drafts of an act with what follows, and appends them, all or none.
act() {
    local drafts=$1
    shift
    "$touchmark" sign --ledger "$ledger" "$@" "$world/$drafts" | "$touchmark" append --ledger "$ledger" --atomic >/dev/null
}
operator_act() { act "$1" --key "$ledger/keys/operator.jwk"; }
people_act() { act "$1" --keys "$people"; }
enrol() { run enrol annotator --ledger "$ledger" --id "$1" --name "$2" --language "$3" --new-key "$(key "annotator-$1")"; }
# issue AUTHORITY ID ANNOTATOR COMPETENCE UNTIL
issue() {
    run credential issue "$2" --ledger "$ledger" --signer "$(key "authority-$1")" --annotator "$3" --competence "$4" \
        --from now --until "$5"
}

(cd "$world" && sha256sum --check --quiet SHA256SUMS) || {
    echo "play.sh: a file of Fixtures/World is not the one that SHA256SUMS and the drafts speak of." >&2
    exit 1
}

say "A ledger is opened."
run init "$ledger" --origin touchmark.example/demo --operator-name "Example Labels (invented)"
(umask 077 && mkdir "$people")
export TOUCHMARK_LEDGER=$ledger

say "Two authorities are recognised, each for what it may certify."
run authority recognise inspection-guild --name "Guild of Inspectors (invented)" --competence inspection \
    --new-key "$(key authority-inspection-guild)"
run authority recognise practice-board --name "Board of Practice (invented)" --competence medicine/consultation \
    --competence language/preference --new-key "$(key authority-practice-board)"

say "Eight people and a model are enrolled; the names of the people are sealed."
enrol p-heron "Ines Adler" en
enrol p-kestrel "Tom Falk" en
enrol p-wren "Mira Zaun" en
enrol p-plover "Paul Regen" en
enrol p-stork "Vera Storch" en
enrol p-finch "Lea Fink" en
enrol p-rook "Karl Rabe" en
enrol p-crow "Noor Kraai" en
run enrol model --id bolt-finder --model bolt-finder --version 2.1 --digest "$(digest content/models/bolt-finder-2.1.txt)" \
    --new-key "$(key model-bolt-finder)"

say "Three datasets are defined, with what they require and their instructions."
run dataset define warehouse --title "Rack inspection" --purpose "finding loose fastenings" --licence CC0-1.0
run dataset define consultation --title "Understanding in consultations" --purpose "noticing that a patient is lost" \
    --licence CC0-1.0
run dataset define preference --title "Ranked answers" --purpose "training a reward model" --licence CC0-1.0
operator_act 10-requirements.jsonl
for name in warehouse consultation preference; do
    run guideline publish "g-$name" --version 1 --file "$world/guidelines/$name-1.md" --dataset "$name"
done
operator_act 20-items.jsonl

say "Certificates are issued; that of p-kestrel lasts $term seconds. The crowd worker p-crow has none."
issue inspection-guild g-1 p-heron inspection/mechanical +2y
issue practice-board b-1 p-wren medicine/consultation +1y
issue practice-board b-2 p-plover medicine/consultation +1y
issue practice-board b-3 p-stork medicine/consultation +1y
issue practice-board b-4 p-finch language/preference +1y
issue practice-board b-5 p-rook language/preference +1y
issue inspection-guild g-2 p-kestrel inspection "+${term}s"
lapse=$((SECONDS + term + 1))

say "The warehouse: a scratch, a clank and an entry in a log are together a loose bolt."
people_act 30-warehouse.jsonl
say "The consultation: the patient said yes and looked confused; two physicians disagree, a third decides."
people_act 40-consultation.jsonl
say "The ranking of answers: an expert, another expert, and a crowd worker."
people_act 50-preference.jsonl
settled=$((SECONDS + 2))

say "p-finch goes over to a new key; the instructions for ranking get a second version."
run annotator rotate-key --signer "$(key annotator-p-finch)" --new-key "$(key next)" --reason yearly
mv "$(key annotator-p-finch)" "$(key retired-p-finch)"
mv "$(key next)" "$(key annotator-p-finch)"
run guideline publish g-preference --version 2 --file "$world/guidelines/preference-2.md" --dataset preference

# Past the end of p-kestrel's credential, and so far past the labels that even this moment without its fraction of a second
# lies after them.
while [ "$SECONDS" -lt "$lapse" ] || [ "$SECONDS" -lt "$settled" ]; do sleep 0.1; done
from=$(date -u +%Y-%m-%dT%H:%M:%SZ)

say "p-kestrel labels again, after his certificate has lapsed; the rankers rank a second prompt."
people_act 31-warehouse-after-lapse.jsonl
people_act 51-preference-after-rotation.jsonl

say "The certificate of p-rook is revoked, with effect back in time: before his second ranking, after his first."
run credential revoke b-5 --signer "$(key authority-practice-board)" --authority practice-board --annotator p-rook \
    --reason "examination taken by somebody else" --effective "$from"
