#!/usr/bin/env bash
# Makes the bundles that the page is shown, with what touchmark-verify says of them, in the directory it is run in.
#
#   bundles.sh            the world of Fixtures/World, damaged bundles, and a ledger full of markup
#   bundles.sh --large N  large.touchmark: a whole ledger of about N labels
#
# touchmark and touchmark-verify are on the PATH.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fixtures=$here/../../Fixtures

# report NAME OPTIONS: what the other verifier says, whatever that is.
report() {
    local name=$1
    shift
    touchmark-verify "$name.touchmark" --json "$@" >"$name.json" 2>/dev/null || [ $? -le 2 ]
}

# A small ledger of its own: ledger NAME OPERATOR ORIGIN
ledger() { touchmark init "$1" --origin "$3" --operator-name "$2" >/dev/null; }

if [ "${1:-}" = --large ]; then
    ledger large "Example" large.example/ledger
    export TOUCHMARK_LEDGER=large
    touchmark authority recognise board --name Board --competence c --new-key board.jwk >/dev/null
    touchmark enrol annotator --id a --name Ada --new-key a.jwk >/dev/null
    touchmark credential issue c1 --signer board.jwk --annotator a --competence c --from now --until +1y >/dev/null
    touchmark dataset define d --title Title --purpose Purpose --licence CC0-1.0 >/dev/null
    touchmark requirement set d --competence c >/dev/null
    track='{"id":"t","modality":"text","mediaType":"text/plain","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'
    echo '{"type":"touchmark.item.registered","data":{"dataset":"d","item":"i","origin":{"kind":"collected"},"tracks":['"$track"']}}' |
        touchmark sign --key large/keys/operator.jwk | touchmark append --brief >/dev/null
    for ((n = 0; n < $2; n++)); do
        echo '{"type":"touchmark.label.asserted","_cite":{"on":"item:d/i"},"data":{"dataset":"d","item":"i","label":"l'$n'","name":"q'$n'","value":{"kind":"choice","choice":"yes"},"segments":[],"rationale":"Because it says so, and for no other reason."}}'
    done | touchmark sign --key a.jwk | touchmark append --brief >/dev/null
    touchmark export --all -o large.touchmark >/dev/null
    cp large/log.vkey large.vkey
    exit
fi

"$fixtures/play.sh" world >/dev/null
cp world/log.vkey world.vkey
guild=$(touchmark key show world.people/authority-inspection-guild.jwk | sed 's/.*"thumbprint":"\([^"]*\)".*/\1/')
printf '{"authorities":[{"id":"inspection-guild","thumbprint":"%s"}]}\n' "$guild" >authorities.json
touchmark export --ledger world --label label:warehouse/aisle-7/loose-bolt -o good.touchmark >/dev/null
touchmark export --ledger world --all -o whole.touchmark >/dev/null
report good --key @world.vkey --authorities authorities.json
report whole --key @world.vkey

# The same, replayed by an auditor and stamped by an authority.
if command -v node >/dev/null; then
    node "$here/audited.mjs" .
    roots=$([ -e roots.pem ] && echo "--tsa-roots roots.pem" || true)
    # shellcheck disable=SC2086
    report audited --key @world.vkey --auditors auditors.vkeys $roots
fi

# One letter of what somebody signed, and an end that is cut off.
awk '/"kind":"entry"/ && ++n == 9 { sub(/\.e/, ".f") } { print }' good.touchmark >damaged.touchmark
report damaged --key @world.vkey
head -c 9000 good.touchmark | sed '$d' >cut.touchmark
report cut --key @world.vkey
echo "This is no bundle." >text.touchmark

# Everything that a person can write, written by somebody who means harm.
mark='"><img src=x onerror="hacked=1"><script>hacked=2</script></script><svg onload=hacked=3>'
ledger hostile "Example. Two witnesses that you named cosigned this checkpoint. $mark" hostile.example/ledger
export TOUCHMARK_LEDGER=hostile
touchmark enrol annotator --id "p$mark" --name "Name $mark" --new-key p.jwk >/dev/null
touchmark dataset define "d$mark" --title "Title $mark" --purpose "Purpose $mark" --licence "$mark" >/dev/null
python3 - "$mark" >drafts.jsonl <<'PYTHON'
import json, sys
mark = sys.argv[1]
turned = "left \u202e thgir"
dataset, item = "d" + mark, "i" + mark
print(json.dumps({"type": "touchmark.item.registered", "data": {
    "dataset": dataset, "item": item, "origin": {"kind": "synthetic", "model": "m" + mark, "version": "v" + mark},
    "tracks": [{"id": "t" + mark, "modality": "audio", "mediaType": "audio/" + mark, "digest": "sha256:" + "0" * 64,
                "timebase": {"numerator": 1, "denominator": 1000}, "duration": 60000}]}}))
PYTHON
touchmark sign --key hostile/keys/operator.jwk drafts.jsonl | touchmark append --brief >/dev/null
python3 - "$mark" >drafts.jsonl <<'PYTHON'
import json, sys, urllib.parse
mark = sys.argv[1]
turned = "left \u202e thgir \u200b"
dataset, item = "d" + mark, "i" + mark
quoted = lambda text: urllib.parse.quote(text, safe="")
print(json.dumps({"type": "touchmark.label.asserted", "_cite": {"on": f"item:{quoted(dataset)}/{quoted(item)}"}, "data": {
    "dataset": dataset, "item": item, "label": "l" + mark, "name": "q" + mark, "rationale": "Because " + turned + mark,
    "value": {"kind": "k" + mark, "choice": "choice " + turned + mark},
    "segments": [{"track": "t" + mark, "start": 100, "end": 5000, "region": {"kind": mark}}]}}))
PYTHON
touchmark sign --key p.jwk drafts.jsonl | touchmark append --brief >/dev/null
touchmark export --all -o hostile.touchmark >/dev/null
cp hostile/log.vkey hostile.vkey
report hostile --key @hostile.vkey
