#!/usr/bin/env python3
"""Makes the example of Docs/Protocol.md, section 8, from nothing but that page.

An independent implementation in another language than the product: it shares no code with it. Needs `cryptography`.
`make.py` writes bundle.touchmark and log.vkey beside itself and prints the figures that the page quotes.
"""

import base64, hashlib, json, pathlib
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "example.org/ledger"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def std(data: bytes) -> str:
    return base64.b64encode(data).decode()


def canonical(value) -> bytes:
    """RFC 8785 for what stands here: ASCII names, whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Key:
    def __init__(self, byte: int):
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([byte]) * 32)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.jwk = {"crv": "Ed25519", "kty": "OKP", "x": url(self.public)}
        self.kid = url(sha(canonical(self.jwk)))

    def jws(self, typ: str, payload: dict) -> str:
        header = {"alg": "Ed25519", "kid": self.kid, "typ": typ}
        signed = url(canonical(header)) + "." + url(canonical(payload))
        return signed + "." + url(self.private.sign(signed.encode()))

    def proof(self, source: str) -> str:
        return self.jws("touchmark-key-proof+jwt", {"ledger": ORIGIN, "source": source, "kid": self.kid})


OPERATOR, SERVICE, LOG, ANNOTATOR = Key(1), Key(2), Key(3), Key(4)
LOG_KEY_ID = sha(ORIGIN.encode() + b"\n\x01" + LOG.public)[:4]
VKEY = f"{ORIGIN}+{LOG_KEY_ID.hex()}+{std(bytes([1]) + LOG.public)}"
START = 1_790_000_000_000_000  # 2026-09-21T14:13:20Z


class Log:
    def __init__(self):
        self.entries, self.payloads, self.subjects, self.disclosures = [], [], [], []

    def append(self, key, source, type, subjects, data, disclosures=()):
        n = len(self.entries)
        payload = {
            "specversion": "1.0", "id": f"0199a0c0-0000-7000-8000-{n:012x}", "source": source, "type": "touchmark." + type,
            "subject": subjects[0], "time": f"2026-09-21T14:13:{20 + n}Z", "ledger": ORIGIN, "data": data,
        }
        if disclosures:
            payload["_sd_alg"] = "sha-256"
        jws = key.jws("touchmark-event+sd-jwt", payload)
        work = "work:" + source.replace(":", "/")
        self.payloads.append(payload)
        self.subjects.append(subjects + [work])
        self.disclosures.append(list(disclosures))
        self.entries.append(f"{START + n * 1_000_000 + 250_000} {jws}".encode())
        return {"id": payload["id"], "digest": "sha256:" + sha(jws.encode()).hex()}

    def leaves(self, size=None):
        return [sha(b"\x00" + entry) for entry in self.entries[:size]]


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def root(leaves):
    """RFC 9162, 2.1.1."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha(b"\x01" + root(leaves[:k]) + root(leaves[k:]))


def inclusion(index, leaves):
    """RFC 9162, 2.1.3.1: the leaf's sibling first."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return inclusion(index, leaves[:k]) + [root(leaves[k:])]
    return inclusion(index - k, leaves[k:]) + [root(leaves[:k])]


def consistency(size, leaves, whole=True):
    """RFC 9162, 2.1.4.1."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return consistency(size, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(size - k, leaves[k:], False) + [root(leaves[:k])]


def note(size, leaves):
    text = f"{ORIGIN}\n{size}\n{std(root(leaves[:size]))}\n"
    signature = std(LOG_KEY_ID + LOG.private.sign(text.encode()))
    return f"{text}\n— {ORIGIN} {signature}\n"


def head(hashes):
    value = bytes(32)
    for h in hashes:
        value = sha(b"\x12" + value + h)
    return value


def bit(key: bytes, place: int) -> int:
    return key[place // 8] >> (7 - place % 8) & 1


def prefix_root(leaves, depth=0):
    """leaves: [(key, hash)]"""
    if not leaves:
        return bytes(32)
    if len(leaves) == 1:
        return leaves[0][1]
    halves = [[leaf for leaf in leaves if bit(leaf[0], depth) == side] for side in (0, 1)]
    return sha(b"\x11" + prefix_root(halves[0], depth + 1) + prefix_root(halves[1], depth + 1))


def prefix_path(key, leaves, depth=0):
    """Siblings from the root down, and the key that the way ends at."""
    if len(leaves) <= 1:
        return [], leaves[0][0] if leaves else None
    mine = [leaf for leaf in leaves if bit(leaf[0], depth) == bit(key, depth)]
    other = [leaf for leaf in leaves if bit(leaf[0], depth) != bit(key, depth)]
    siblings, end = prefix_path(key, mine, depth + 1)
    return [prefix_root(other, depth + 1)] + siblings, end


def build():
    log = Log()
    root_actor, a7 = "operator:root", "annotator:a-7"
    log.append(OPERATOR, root_actor, "ledger.opened", ["ledger:"], {
        "vkey": VKEY,
        "operator": {"id": "root", "jwk": OPERATOR.jwk, "proof": OPERATOR.proof(root_actor), "name": "Example Lab"},
        "policy": {"enforcement": "record", "clockToleranceSeconds": 300},
    })
    log.append(OPERATOR, root_actor, "ledger.key-added", ["ledger:"], {
        "role": "service", "id": "main", "jwk": SERVICE.jwk, "proof": SERVICE.proof("service:main")})
    log.append(OPERATOR, root_actor, "annotator.enrolled", [a7], {
        "kind": "annotator", "id": "a-7", "jwk": ANNOTATOR.jwk, "proof": ANNOTATOR.proof(a7), "custody": "holder"})
    log.append(OPERATOR, root_actor, "dataset.defined", ["dataset:chest", "policy:chest"], {
        "dataset": "chest", "title": "Chest films", "purpose": "triage", "licence": "CC-BY-4.0"})
    registration = log.append(OPERATOR, root_actor, "item.registered", ["item:chest/film%201", "dataset:chest"], {
        "dataset": "chest", "item": "film 1", "origin": {"kind": "collected"},
        "tracks": [{"id": "t", "modality": "image", "digest": "sha256:" + sha(b"film 1").hex(), "mediaType": "image/png"}]})
    disclosure = url(canonical([url(bytes(range(16))), "rationale", "Air under the diaphragm."]))
    log.append(ANNOTATOR, a7, "label.asserted",
        ["label:chest/film%201/l1", "question:chest/film%201/finding", "labels:chest/film%201", "dataset:chest"], {
            "dataset": "chest", "item": "film 1", "label": "l1", "name": "finding", "on": registration,
            "value": {"kind": "choice", "choice": "free air"}, "segments": [], "_sd": [url(sha(disclosure.encode()))]},
        [disclosure])
    leaves = log.leaves()
    index = {}
    for n, subjects in enumerate(log.subjects):
        for subject in subjects:
            index.setdefault(subject, []).append(n)
    prefix = {}
    for subject, places in index.items():
        key, h = sha(subject.encode()), head([leaves[n] for n in places])
        prefix[subject] = (key, len(places), h, sha(b"\x10" + key + len(places).to_bytes(8, "big") + h))
    flat = [(key, h) for key, _, _, h in prefix.values()]
    size = len(leaves)
    log.append(SERVICE, "service:main", "ledger.sealed", ["seal:"], {
        "size": size, "root": url(root(leaves)), "indexRoot": url(prefix_root(flat)), "subjects": len(flat)})
    return log, index, prefix, flat


def bundle(log, index, prefix, flat):
    leaves, sealed = log.leaves(), len(log.entries) - 1
    size = len(leaves)
    lines = [
        {"kind": "bundle", "version": 1, "ledger": ORIGIN, "created": START + 60_000_000, "generator": "make.py",
            "scope": {"kind": "label", "subject": "label:chest/film%201/l1", "options": {}}},
        {"kind": "checkpoint", "note": note(size, leaves)},
        {"kind": "checkpoint", "note": note(sealed, leaves)},
        {"kind": "consistency", "from": sealed, "to": size, "hashes": [std(h) for h in consistency(sealed, leaves)]},
    ]
    for n, entry in enumerate(log.entries):
        lines.append({"kind": "entry", "index": n, "entry": entry.decode(), "disclosures": log.disclosures[n],
            "inclusion": [std(h) for h in inclusion(n, leaves)]})
    closure = ["ledger:", "label:chest/film%201/l1", "item:chest/film%201", "policy:chest",
        "question:chest/film%201/finding", "annotator:a-7"]
    for subject in closure:
        siblings, end = prefix_path(sha(subject.encode()), flat)
        key, count, h, _ = next(leaf for leaf in prefix.values() if leaf[0] == end)
        runs = []
        for n in index[subject]:
            if runs and runs[-1][0] + runs[-1][1] == n:
                runs[-1][1] += 1
            else:
                runs.append([n, 1])
        lines.append({"kind": "history", "subject": subject, "part": 0, "indices": runs, "proof": {
            "seal": sealed, "siblings": [std(s) for s in siblings], "leaf": {"key": std(key), "count": count, "head": std(h)}}})
    lines.append({"kind": "claim", "subject": "label:chest/film%201/l1", "verdict": "not-required", "verdictNow": "not-required"})
    text = b"".join(canonical(line) + b"\n" for line in lines)
    end = canonical({"kind": "end", "lines": len(lines), "sha256": std(sha(text))})
    return text + end + b"\n"


def main():
    log, index, prefix, flat = build()
    here = pathlib.Path(__file__).parent
    (here / "bundle.touchmark").write_bytes(bundle(log, index, prefix, flat))
    (here / "log.vkey").write_text(VKEY + "\n")
    leaves = log.leaves()
    for name, key in [("operator", OPERATOR), ("service", SERVICE), ("log", LOG), ("annotator", ANNOTATOR)]:
        print(name, key.jwk["x"], key.kid)
    print("vkey", VKEY)
    for n, entry in enumerate(log.entries):
        print(n, "payload", canonical(log.payloads[n]).decode())
        print(n, "leaf", leaves[n].hex(), "bytes", len(entry), "subjects", log.subjects[n])
    print("entry 5", log.entries[5].decode())
    print("digest 5", sha(log.entries[5].split(b" ")[1]).hex())
    print("disclosure", log.disclosures[5][0], base64.urlsafe_b64decode(log.disclosures[5][0] + "=="))
    print("roots", {n: std(root(leaves[:n])) for n in range(len(leaves) + 1)})
    print("inclusion 5", [std(h) for h in inclusion(5, leaves)])
    print(note(7, leaves))
    for subject, (key, count, h, leaf) in sorted(prefix.items(), key=lambda p: p[1][0]):
        print(f"{subject:35} {bin(key[0])[2:]:0>8} {count} {key.hex()} head {h.hex()} leaf {leaf.hex()}")
    print("indexRoot", url(prefix_root(flat)))
    print((here / "bundle.touchmark").read_text())


if __name__ == "__main__":
    main()
