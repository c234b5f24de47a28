"""issue.py JWKS HOLDER: writes an Open Badge in JWT form to standard output, and the key set that it can be checked with to JWKS.

It is signed by joserfc with a new P-256 test key, for the public half of the Ed25519 JWK in the file HOLDER.
"""

import base64, json, sys, time

from joserfc import jwt
from joserfc.jwk import ECKey

with open(sys.argv[2]) as file:
    holder = {name: value for name, value in json.load(file).items() if name in ("kty", "crv", "x")}
subject = "did:jwk:" + base64.urlsafe_b64encode(json.dumps(holder).encode()).rstrip(b"=").decode()
key = ECKey.generate_key("P-256", {"kid": "test-key-1"})
with open(sys.argv[1], "w") as file:
    json.dump({"keys": [key.as_dict(private=False)]}, file)
now = int(time.time())
badge = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"], "id": "urn:example:badge-1", "jti": "urn:example:badge-1",
    "iss": "https://fresh.example", "issuer": {"id": "https://fresh.example", "type": ["Profile"]}, "sub": subject,
    "nbf": now - 60, "exp": now + 86400,
    "credentialSubject": {
        "id": subject, "type": ["AchievementSubject"],
        "achievement": {"id": "https://fresh.example/a", "type": ["Achievement"], "name": "Reader"}}}
print(jwt.encode({"alg": "ES256", "kid": "test-key-1"}, badge, key))
