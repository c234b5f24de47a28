#!/usr/bin/env python3
"""label.py URL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE: signs one label, appends it, prints the receipt."""
import http.client, json, sys, time, urllib.error, urllib.request, uuid
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

from joserfc import jws
from joserfc.jwk import OKPKey

url, ledger, signer, key_file, dataset, item, on, question, choice = sys.argv[1:]
key = OKPKey.import_key(json.loads(Path(key_file).read_text()))
label = str(uuid.uuid4())
event = {
    "specversion": "1.0", "id": label, "source": signer, "type": "touchmark.label.asserted", "ledger": ledger,
    "subject": "label:" + "/".join(quote(part, safe="") for part in (dataset, item, label)),
    "time": datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    "data": {"dataset": dataset, "item": item, "label": label, "name": question, "on": json.loads(on), "segments": [],
             "value": {"kind": "choice", "choice": choice}},
}
header = {"alg": "Ed25519", "kid": key.thumbprint(), "typ": "touchmark-event+sd-jwt"}
token = jws.serialize_compact(header, json.dumps(event).encode(), key, algorithms=["Ed25519"])
(kept := Path(label + ".token")).write_text(token)  # Until there is a receipt: it may be sent again at any time.
request = urllib.request.Request(url + "/v1/events", token.encode(), {"Content-Type": "application/jwt"})
for wait in (1, 2, 4, 8, None):
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        if wait is None or error.code not in (408, 429, 500, 502, 503, 504):
            sys.exit(error.read().decode())  # Refused: the problem says why.
        wait = int(after) if (after := error.headers.get("Retry-After", "")).isdecimal() else wait
    except (OSError, http.client.HTTPException):
        if wait is None:
            raise  # Not known what became of it.
    else:
        if f'"id":"{label}"' in text:
            sys.exit(print(text) or kept.unlink())
        sys.exit("This is no receipt, the token stays: " + text)
    time.sleep(wait)
