"""cose.py X < lines of `receipt-file entry-hex`: opens COSE receipts with libraries that are not Touchmark's.

X is the log's public key, base64url. cbor2 makes the bytes anew, scitt-cose checks the whole receipt (RFC 9942, RFC 9943), pycose
the signature over the root that scitt-cose's tree leads to. Prints a line for each.
"""

import base64
import sys

import cbor2
import scitt_cose
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

raw = base64.urlsafe_b64decode(sys.argv[1] + "=")
pem = Ed25519PublicKey.from_public_bytes(raw).public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
for line in sys.stdin:
    path, entry = line.split()
    with open(path, "rb") as file:
        receipt = file.read()
    if cbor2.dumps(cbor2.loads(receipt), canonical=True) != receipt:
        sys.exit(f"{path} is not canonical")
    result = scitt_cose.verify_receipt(receipt, leaf_entry_hex=entry, log_public_key_pem=pem)
    if not result.ok:
        print("does not hold")
        continue
    message = Sign1Message.decode(receipt)
    message.key = OKPKey(crv=Ed25519, x=raw)
    if not message.verify_signature(detached_payload=bytes.fromhex(result.root)):
        sys.exit(f"{path}: pycose and scitt-cose differ")
    print("holds", result.leaf_index, result.issuer, result.subject)
