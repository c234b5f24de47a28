"""Makes tokens.json: credentials as others issue them, signed by libraries that share no code with Touchmark.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install joserfc PyJWT sd-jwt cryptography
    /tmp/venv/bin/python make.py > tokens.json

It also writes the samples that Docs/Credentials.md shows, in Fixtures/Credentials.

Each run makes new test keys and forgets the private halves. The holder is the Ed25519 key whose seed is 32 bytes of 0x51: a test
key that protects nothing.
"""

import base64, hashlib, hmac, json, pathlib
from importlib.metadata import version

import jwt as pyjwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives import hashes
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

BEGIN, END = 1767225600, 2082758400  # 2026-01-01, 2036-01-01
ISSUER = "https://board.example"


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).rstrip(b"=").decode()


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


test_ed25519 = ed25519.Ed25519PrivateKey.generate()
test_p256 = ec.generate_private_key(ec.SECP256R1())
test_rsa = rsa.generate_private_key(65537, 2048)
test_rsa_1024 = rsa.generate_private_key(65537, 1024)
test_attacker = ec.generate_private_key(ec.SECP256R1())
holder = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x51" * 32)


def public(key, kid=None):
    kind = {ed25519.Ed25519PrivateKey: OKPKey, ec.EllipticCurvePrivateKey: ECKey, rsa.RSAPrivateKey: RSAKey}
    cls = next(c for t, c in kind.items() if isinstance(key, t))
    jwk = cls.import_key(pem(key)).as_dict(private=False)
    jwk = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y", "n", "e")}
    return {**jwk, "kid": kid} if kid else jwk


def holder_did_key():
    raw = b"\xed\x01" + holder.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    number, text = int.from_bytes(raw, "big"), ""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return "did:key:z" + text


HOLDER_JWK = public(holder)
HOLDER_DID_JWK = "did:jwk:" + b64(json.dumps(HOLDER_JWK))
tokens = {}


def add(name, library, token):
    tokens[name] = {"library": library, "token": token}


# SD-JWT VC, by the sd-jwt reference library.
def sd_jwt(claims, key, alg, kid, typ="dc+sd-jwt", decoys=False):
    return SDJWTIssuer(
        claims, JWK.from_pem(pem(key)), sign_alg=alg, add_decoy_claims=decoys,
        extra_header_parameters={"typ": typ, "kid": kid}).sd_jwt_issuance


def vc_claims(**more):
    return {
        "iss": ISSUER, "iat": BEGIN, "nbf": BEGIN, "exp": END, "vct": "https://board.example/types/radiologist",
        "jti": "urn:uuid:0d2c4c5e-7a0e-4f0c-9a55-1c1f5a3f9b01", "cnf": {"jwk": HOLDER_JWK},
        "status": {"status_list": {"idx": 7, "uri": "https://board.example/status/1"}},
        SDObj("competence"): "medicine/radiology", SDObj("given_name"): "Ada",
        "place": {SDObj("country"): "AT", "planet": "Earth"}, "languages": [SDObj("de"), "en"], **more}


add("sd-jwt-vc-es256", "sd-jwt", sd_jwt(vc_claims(), test_p256, "ES256", "test-p256", decoys=True))
add("sd-jwt-vc-eddsa", "sd-jwt", sd_jwt(vc_claims(), test_ed25519, "EdDSA", "test-ed25519"))
add("sd-jwt-vc-rs256", "sd-jwt", sd_jwt(vc_claims(), test_rsa, "RS256", "test-rsa", typ="vc+sd-jwt"))
add("sd-jwt-vc-nested", "sd-jwt", sd_jwt(
    {**vc_claims(), SDObj("proof_of"): {SDObj("school"): {SDObj("town"): "Graz"}, "grades": [SDObj([SDObj(1), 2])]}},
    test_p256, "ES256", "test-p256"))
add("sd-jwt-vc-unbound", "sd-jwt", sd_jwt(
    {"iss": ISSUER, "iat": BEGIN, "vct": "radiologist", "sub": "user_42"}, test_p256, "ES256", "test-p256"))
add("sd-jwt-vc-expired", "sd-jwt", sd_jwt(vc_claims(nbf=1577836800, exp=1609459200), test_p256, "ES256", "test-p256"))
add("sd-jwt-vc-other-competence", "sd-jwt", sd_jwt(
    {**{k: v for k, v in vc_claims().items() if not isinstance(k, SDObj)}, "competence": ["medicine/surgery", "cooking"]},
    test_p256, "ES256", "test-p256"))
add("sd-jwt-vc-other-issuer", "sd-jwt", sd_jwt(vc_claims(iss="https://elsewhere.example"), test_p256, "ES256", "test-p256"))
add("sd-jwt-vc-hidden-exp", "sd-jwt", sd_jwt(
    {"iss": ISSUER, "vct": "radiologist", SDObj("exp"): END}, test_p256, "ES256", "test-p256"))
add("sd-jwt-other-type", "sd-jwt", sd_jwt(vc_claims(), test_p256, "ES256", "test-p256", typ="kb+jwt"))

# W3C VC in JWT form: of version 1.1 by PyJWT, of version 2.0 by joserfc.
VC_1 = {
    "iss": ISSUER, "sub": holder_did_key(), "nbf": BEGIN, "exp": END, "jti": "urn:uuid:5c9f3b0a-2f5d-4a4e-9f0b-000000000001",
    "vc": {
        "@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential", "RadiologistCredential"],
        "issuer": {"id": ISSUER, "name": "Board"}, "issuanceDate": "2026-01-01T01:00:00+01:00",
        "credentialSubject": {"id": holder_did_key(), "competence": "medicine/radiology"}}}
VC_2 = {
    "@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:5c9f3b0a-2f5d-4a4e-9f0b-000000000002",
    "type": ["VerifiableCredential", "RadiologistCredential"], "issuer": ISSUER, "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2036-01-01T00:00:00.123456789Z",
    "credentialSubject": {"id": HOLDER_DID_JWK, "competence": ["medicine/radiology", "medicine/surgery"]}}


def py_jwt(claims, key, alg, headers):
    return pyjwt.encode(claims, pem(key), algorithm=alg, headers=headers)


def joserfc(claims, key, header):
    payload = claims if isinstance(claims, (bytes, str)) else json.dumps(claims)
    cls = {"E": ECKey, "R": RSAKey}.get(header["alg"][0] if header["alg"] not in ("EdDSA", "Ed25519") else "O", OKPKey)
    return jws.serialize_compact(header, payload, cls.import_key(pem(key)), algorithms=[header["alg"]])


add("vc-jwt-rs256", "PyJWT", py_jwt(VC_1, test_rsa, "RS256", {"kid": "test-rsa"}))
add("vc-jwt-es256", "joserfc", joserfc(VC_2, test_p256, {"alg": "ES256", "typ": "vc+jwt", "kid": "test-p256"}))
add("vc-jwt-eddsa", "PyJWT", py_jwt(VC_1, test_ed25519, "EdDSA", {}))

# Open Badges 3.0 in JWT form: the payload is the credential, with the registered claims beside its members.
BADGE = {
    "iss": ISSUER, "jti": "urn:uuid:5c9f3b0a-2f5d-4a4e-9f0b-000000000003", "nbf": BEGIN, "exp": END, "sub": HOLDER_DID_JWK,
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:5c9f3b0a-2f5d-4a4e-9f0b-000000000003", "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Board"}, "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2036-01-01T00:00:00Z",
    "credentialStatus": {"id": "https://board.example/status/2#9", "type": "BitstringStatusListEntry"},
    "credentialSubject": {
        "id": HOLDER_DID_JWK, "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://board.example/achievements/chest", "type": ["Achievement"], "name": "Chest radiographs, level 2",
            "criteria": {"narrative": "500 studies under supervision"}, "description": "Reads chest radiographs."}}}
add("open-badge-rs256", "PyJWT", py_jwt(BADGE, test_rsa, "RS256", {"jwk": public(test_rsa)}))
add("open-badge-ed25519", "joserfc", joserfc(BADGE, test_ed25519, {"alg": "Ed25519", "typ": "JWT", "kid": "test-ed25519"}))
add("open-badge-other-subject", "joserfc", joserfc(
    {**BADGE, "sub": "annotator:b-2", "credentialSubject": {**BADGE["credentialSubject"], "id": "annotator:b-2"}}, test_p256,
    {"alg": "ES256", "kid": "test-p256"}))

# What an attacker tries, or a careless issuer does.
CLAIMS = json.dumps(VC_2)


def signed_es256(header, payload, key=test_p256, tail=""):
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    text = b64(json.dumps(header)) + "." + b64(payload)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return text + "." + b64(r.to_bytes(32, "big") + s.to_bytes(32, "big")) + tail


def disclosure(*parts):
    encoded = b64(json.dumps(list(parts)))
    return encoded, b64(hashlib.sha256(encoded.encode()).digest())


ES = {"alg": "ES256", "kid": "test-p256"}
add("none", "by hand", b64('{"alg":"none"}') + "." + b64(CLAIMS) + ".")
text = b64('{"alg":"HS256","kid":"test-p256"}') + "." + b64(CLAIMS)
secret = test_p256.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
add("hs256-with-public-key", "by hand", text + "." + b64(hmac.new(secret, text.encode(), "sha256").digest()))
add("alg-swapped", "by hand", signed_es256({"alg": "RS256", "kid": "test-p256"}, CLAIMS))
add("crit", "by hand", signed_es256({**ES, "crit": ["exp"]}, CLAIMS))
add("b64-false", "by hand", signed_es256({**ES, "b64": False}, CLAIMS))
add("embedded-jwk", "by hand", signed_es256({"alg": "ES256", "jwk": public(test_attacker)}, CLAIMS, test_attacker))
add("embedded-jwk-named-as-ours", "by hand", signed_es256({**ES, "jwk": public(test_attacker)}, CLAIMS, test_attacker))
add("embedded-x5c", "by hand", signed_es256(
    {"alg": "ES256", "x5c": [base64.b64encode(b"no certificate").decode()]}, CLAIMS, test_attacker))
add("other-key", "by hand", signed_es256(ES, CLAIMS, test_attacker))
add("unknown-kid", "by hand", signed_es256({"alg": "ES256", "kid": "another"}, CLAIMS))
add("duplicate-member", "by hand", signed_es256(ES, '{"iss":"a","iss":"b"}'))
add("duplicate-header", "by hand", ".".join(
    [b64('{"alg":"none","alg":"ES256"}')] + signed_es256(ES, CLAIMS).split(".")[1:]))
text = b64('{"alg":"RS256","kid":"test-rsa-1024"}') + "." + b64(CLAIMS)
add("rsa-1024", "by hand", text + "." + b64(test_rsa_1024.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())))

SD = {"alg": "ES256", "kid": "test-p256", "typ": "dc+sd-jwt"}
(one, one_digest), (two, two_digest) = disclosure("salt-one-salt-one", "competence", "a"), disclosure(
    "salt-two-salt-two", "competence", "b")
element, element_digest = disclosure("salt-salt-salt-sal", "an element")
base = {"iss": ISSUER, "vct": "radiologist", "exp": END}


def sd(payload, *disclosures):
    return signed_es256(SD, json.dumps(payload), tail="~" + "".join(d + "~" for d in disclosures))


add("two-disclosures-of-one-claim", "by hand", sd({**base, "_sd": [one_digest, two_digest]}, one, two))
add("disclosure-beside-clear-claim", "by hand", sd({**base, "competence": "c", "_sd": [one_digest]}, one))
add("foreign-disclosure", "by hand", sd({**base, "_sd": [one_digest]}, one, two))
add("digest-twice", "by hand", sd({**base, "_sd": [one_digest], "more": {"_sd": [one_digest]}}, one))
add("element-as-member", "by hand", sd({**base, "_sd": [element_digest]}, element))
add("member-as-element", "by hand", sd({**base, "list": [{"...": one_digest}]}, one))
add("sd-not-array", "by hand", sd({**base, "_sd": one_digest}, one))
add("dots-outside-array", "by hand", sd({**base, "...": one_digest}, one))
add("sha-512-digests", "by hand", sd({**base, "_sd_alg": "sha-512"}))
add("same-disclosure-twice", "by hand", sd({**base, "_sd": [one_digest]}, one, one))
add("key-binding", "by hand", sd(base) + signed_es256({"alg": "ES256", "typ": "kb+jwt"}, "{}"))
deep, digest = disclosure("salt", "x", 1)
chain = [deep]
for _ in range(40):
    deep, digest = disclosure("salt", "x", {"_sd": [digest]})
    chain.append(deep)
add("nested-too-deep", "by hand", sd({**base, "_sd": [digest]}, *chain))

samples = pathlib.Path(__file__).resolve().parents[2] / "Fixtures" / "Credentials"
jwks = {"keys": [public(test_ed25519, "test-ed25519"), public(test_p256, "test-p256"), public(test_rsa, "test-rsa")]}
(samples / "jwks.json").write_text(json.dumps(jwks, indent=1) + "\n")
(samples / "radiologist.sd-jwt").write_text(tokens["sd-jwt-vc-es256"]["token"] + "\n")

print(json.dumps({
    "made": {name: version(name) for name in ("joserfc", "PyJWT", "sd-jwt", "cryptography")},
    "jwks": jwks,
    "weak": {
        "rsa-1024": public(test_rsa_1024, "test-rsa-1024"),
        "small-order": {"kty": "OKP", "crv": "Ed25519", "x": b64(b"\x01" + b"\x00" * 31)},
        "off-curve": {**public(test_p256), "y": b64(b"\x01" * 32)},
        "exponent-3": {**public(test_rsa), "e": "Aw"},
        "other-curve": {"kty": "EC", "crv": "P-384", "x": b64(b"\x01" * 48), "y": b64(b"\x01" * 48)},
        "for-encryption": {**public(test_p256), "use": "enc"},
        "other-algorithm": {**public(test_rsa), "alg": "ES256"}},
    "holder": HOLDER_JWK, "tokens": tokens}, indent=1))
