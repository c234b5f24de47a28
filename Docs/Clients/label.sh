#!/usr/bin/env bash
# label.sh URL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE: signs one label, appends it, prints the receipt.
# Needs openssl 3 and curl. Names and ids go into JSON as they are: letters, digits, "-", ".", "_" and "~" only.
set -euo pipefail
url=$1 ledger=$2 signer=$3 key=$4 dataset=$5 item=$6 on=$7 question=$8 choice=$9
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
member() { sed -n "s/.*\"$1\" *: *\"\([A-Za-z0-9_-]*\)\".*/\1/p" "$key"; }

# RFC 8410: the key's 32 bytes behind the head that says "Ed25519".
{
    printf '\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20'
    printf '%s=' "$(member d)" | tr '_-' '/+' | openssl base64 -d -A
} > "$work/key.der"
# RFC 7638: the hash of the key's public members, in this order, without spaces.
kid=$(printf '{"crv":"Ed25519","kty":"OKP","x":"%s"}' "$(member x)" | openssl dgst -sha256 -binary | base64url)

id=$(cat /proc/sys/kernel/random/uuid)
time=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
header='{"alg":"Ed25519","kid":"'$kid'","typ":"touchmark-event+sd-jwt"}'
payload='{"specversion":"1.0","id":"'$id'","source":"'$signer'","type":"touchmark.label.asserted","ledger":"'$ledger'",
"subject":"label:'$dataset/$item/$id'","time":"'$time'","data":{"dataset":"'$dataset'","item":"'$item'","label":"'$id'",
"name":"'$question'","on":'$on',"value":{"kind":"choice","choice":"'$choice'"},"segments":[]}}'
printf '%s.%s' "$(printf %s "$header" | base64url)" "$(printf %s "$payload" | base64url)" > "$work/signed"
openssl pkeyutl -sign -rawin -inkey "$work/key.der" -keyform DER -in "$work/signed" -out "$work/signature"
printf '%s.%s' "$(cat "$work/signed")" "$(base64url < "$work/signature")" > "$id.token"

# --retry waits as Retry-After says, and repeats what is worth repeating: no connection, 408, 429 and 5xx.
: > "$work/answer"
curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused --max-time 60 --output "$work/answer" \
    --header 'Content-Type: application/jwt' --data-binary "@$id.token" "$url/v1/events" || failed=yes
printf '%s\n' "$(cat "$work/answer")"
if [[ ${failed-} ]] || ! grep -q "\"id\":\"$id\"" "$work/answer"; then
    echo "There is no receipt: $id.token stays, and may be sent again at any time." >&2
    exit 1
fi
rm "$id.token"
