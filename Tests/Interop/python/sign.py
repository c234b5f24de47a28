#!/usr/bin/env python3
"""Signs events with somebody else's JOSE library: payloads on standard input, one a line; tokens on standard output.

sign.py (joserfc | pyjwt) ALGORITHM KEY.jwk
"""

import base64, hashlib, json, sys

library, algorithm, key_file = sys.argv[1:]
with open(key_file) as file:
    jwk = json.load(file)


def thumbprint():
    """RFC 7638."""
    members = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()


header = {"alg": algorithm, "kid": thumbprint(), "typ": "touchmark-event+sd-jwt"}

if library == "joserfc":
    from joserfc import jws
    from joserfc.jwk import OKPKey

    key = OKPKey.import_key(jwk)

    def sign(payload):
        return jws.serialize_compact(header, payload, key, algorithms=[algorithm])
else:
    from jwt.algorithms import OKPAlgorithm
    from jwt.api_jws import PyJWS

    key = OKPAlgorithm.from_jwk(json.dumps(jwk))

    def sign(payload):
        return PyJWS().encode(payload, key, algorithm=algorithm, headers=header)


for line in sys.stdin.buffer:
    # As Python would write it: its own spaces, its own order, escapes for what is not ASCII.
    print(sign(json.dumps(json.loads(line)).encode()))
