// Makes Fixtures/Vectors/times.jsonl: time tokens (RFC 3161) for those who write a verifier of their own, on standard output.
//
//   node makeTimeVectors.mjs >times.jsonl
//
// openssl is on the PATH, and makes what it can; what it would not make is made here. Keys, serial numbers, times and signatures are
// new in every run, so that the file is made once and kept.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { der, identifier, integer, octets, sequence, tagged, truth } from "./derWriter.mjs";
import { TimeAuthority } from "./timeAuthority.mjs";
import { accuracy, attributes, authorityExtensions, certificate, extensions, keyPair, nameOf, signerExtensions, timeInfo, token } from "./timeForger.mjs";

const text = "example.org/ledger\n7\nHffok+hNzBndPQbEmu0TFPgzP77ZCDlHYg5qKVBl32c=\n";
const scratch = mkdtempSync(join(tmpdir(), "touchmark-vectors-"));
let folders = 0;

function authorityOf(settings) {
  folders += 1;
  return new TimeAuthority(join(scratch, String(folders)), settings);
}

/** `expected`: what holds of a token that is good, or `{code}`. */
function say(name, bytes, roots, expected, stamped = text) {
  console.log(JSON.stringify({ name, text: stamped, token: bytes.toString("base64"), roots, expected }));
}

const refused = (reason) => ({ code: `time-token-${reason}` });
const moment = (milliseconds) => new Date(milliseconds).toISOString().replace(".000Z", "Z");

/** Of a token whose time has whole seconds. */
function goodAt(time, seconds, authority) {
  const at = Date.parse(time);
  return { time: moment(at), earliest: moment(at - 1000 * seconds), latest: moment(at + 1000 * (seconds + 1)), authority, policy: "1.2.3.4.1" };
}

/** The GeneralizedTime of a token of openssl, which says it in clear. */
function timeIn(bytes) {
  const [, year, month, day, hour, minute, second] = /\x18\x0f(....)(..)(..)(..)(..)(..)Z/.exec(bytes.toString("latin1"));
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function sayStamp(name, settings, expected) {
  const authority = authorityOf(settings);
  const stamp = authority.stamp(text);
  say(name, stamp, authority.rootPem, expected ?? goodAt(timeIn(stamp), 1, "CN=Test Time Authority"));
}

function sayOfOpenssl() {
  sayStamp("EC P-256 and SHA-256", {});
  sayStamp("EC P-384 and SHA-384", { key: "ec:P-384", digest: "sha384" });
  sayStamp("EC P-521 and SHA-512", { key: "ec:P-521", digest: "sha512" });
  sayStamp("RSA and SHA-256, the certificate named by SHA-1", { key: "rsa:2048", rootKey: "rsa:2048", nameDigest: "sha1" });
  sayStamp("an authority between signer and root", { between: [{ extensions: "short-path" }] });
  sayStamp("a root of version 1", { rootVersion: 1 });
  sayStamp("a signer that had expired at the token's time", { from: "20200101000000Z", until: "20210101000000Z" }, refused("untrusted"));
  sayStamp("a signer that was not yet valid at the token's time", { from: "20900101000000Z", until: "20910101000000Z" }, refused("untrusted"));
  sayStamp("a path longer than its constraint", { between: [{ extensions: "short-path" }, {}] }, refused("untrusted"));
  sayStamp("an issuer that is no authority", { between: [{ extensions: "no-authority" }] }, refused("untrusted"));
  sayStamp("an issuer that may not sign certificates", { between: [{ extensions: "no-issuing" }] }, refused("untrusted"));
  sayStamp("an issuer for other purposes", { between: [{ extensions: "other-authority" }] }, refused("untrusted"));
  sayStamp("an issuer with a critical extension that is unknown", { between: [{ extensions: "unknown-critical" }] }, refused("untrusted"));
  sayStamp("an issuer that constrains directory names", { between: [{ extensions: "constrained-directory" }] }, refused("untrusted"));
  sayStamp("a certificate signed over SHA-1", { key: "rsa:2048", rootKey: "rsa:2048", signedWith: "sha1" }, refused("untrusted"));
  const [authority, stranger] = [authorityOf({ key: "rsa:2048" }), authorityOf({})];
  const stamp = authority.stamp(text);
  say("under another root of the same name", stamp, stranger.rootPem, refused("untrusted"));
  say("over another text", stamp, authority.rootPem, refused("imprint"), text.replace("7", "8"));
  say("an imprint of SHA-1", authority.stamp(text, "sha1"), authority.rootPem, refused("algorithm"));
  say("the last byte of the signature changed", Buffer.concat([stamp.subarray(0, -1), Buffer.of(stamp[stamp.length - 1] ^ 1)]), authority.rootPem, refused("signature"));
  say("a byte less", stamp.subarray(0, -1), authority.rootPem, refused("malformed"));
  say("a byte more", Buffer.concat([stamp, Buffer.of(0)]), authority.rootPem, refused("malformed"));
  const info = timeInfo({ text, time: timeIn(stamp).replace(/[-:T]/g, "") });
  say("signed over SHA-1", authority.sign(info, { digest: "sha1" }), authority.rootPem, refused("algorithm"));
  say("signed by RSA-PSS", authority.sign(info, { words: ["-cades", "-keyopt", "rsa_padding_mode:pss"] }), authority.rootPem, refused("algorithm"));
  say("without signed attributes", authority.sign(info, { words: ["-noattr"] }), authority.rootPem, refused("malformed"));
  say("without the signer's certificate", authority.sign(info, { words: ["-cades", "-nocerts"] }), authority.rootPem, refused("signer"));
  say("without naming the certificate", authority.sign(info, { words: [] }), authority.rootPem, refused("signature"));
  for (const [name, purpose] of [["without a purpose", "no-purpose"], ["with a purpose that is not critical", "loose-purpose"], ["with two purposes", "two-purposes"], ["that may not sign", "no-signing"]]) {
    const other = authorityOf({ extensions: purpose });
    say(`a signer ${name}`, other.sign(info), other.rootPem, refused("signer"));
  }
}

function sayForged() {
  const time = "20260601000000Z";
  const root = certificate({ subject: "Root", key: keyPair("ec:P-256"), own: authorityExtensions });
  const key = keyPair("ec:P-256");
  const signer = certificate({ subject: "Signer", key, issuer: root, own: signerExtensions });
  const good = goodAt("2026-06-01T00:00:00Z", 0, "CN=Signer");
  const of = (given, options) => token(timeInfo({ text, time, ...given }), signer, options);
  const line = (name, bytes, expected) => say(name, bytes, root.pem, typeof expected === "string" ? refused(expected) : { ...good, ...expected });
  line("no accuracy", of({}), {});
  line("an accuracy of all three parts", of({ rest: [accuracy(1, der(0x80, Buffer.of(2)), der(0x81, Buffer.of(3)))] }), { earliest: "2026-05-31T23:59:58.997997Z", latest: "2026-06-01T00:00:02.002003Z" });
  line("a time in tenths of a second", of({ time: "20260601000000.5Z" }), { time: "2026-06-01T00:00:00.500000Z", earliest: "2026-06-01T00:00:00.500000Z", latest: "2026-06-01T00:00:00.600000Z" });
  line("a time in billionths of a second", of({ time: "20260601000000.123456789Z" }), { time: "2026-06-01T00:00:00.123456Z", earliest: "2026-06-01T00:00:00.123456Z", latest: "2026-06-01T00:00:00.123457Z" });
  line("a policy under 2.999", of({ policy: "2.999.1" }), { policy: "2.999.1" });
  line("an extension that is not critical", of({ rest: [tagged(1, sequence(identifier("1.2.3"), octets(Buffer.of(5, 0))))] }), {});
  line("an extension that is critical", of({ rest: [tagged(1, sequence(identifier("1.2.3"), truth(), octets(Buffer.of(5, 0))))] }), "algorithm");
  line("version 2 of TSTInfo", of({ version: 2 }), "malformed");
  line("second 60", of({ time: "20260601000060Z" }), "malformed");
  line("a zero at the end of a fraction", of({ time: "20260601000000.50Z" }), "malformed");
  line("an accuracy of 1000 milliseconds", of({ rest: [accuracy(1, der(0x80, Buffer.of(3, 232)))] }), "malformed");
  line("a length that is not the shortest", withLongLength(of({})), "malformed");
  line("two signers", of({}, { signers: 2 }), "malformed");
  const info = timeInfo({ text, time });
  const { contentType, messageDigest, named, namedBySha1 } = attributes;
  line("a message digest twice", of({}, { own: [contentType(), messageDigest(info), messageDigest(info), named(signer.der)] }), "malformed");
  line("named twice, once otherwise", of({}, { own: [contentType(), messageDigest(info), named(signer.der), namedBySha1(root.der)] }), "signer");
  line("identified by another serial number", of({}, { identity: sequence(nameOf("Root"), integer(8)) }), "signer");
  line("six certificates", of({}, { held: [root, root, root, root, root, signer] }), {});
  line("seven certificates", of({}, { held: [root, root, root, root, root, root, signer] }), "malformed");
  const edwards = certificate({ subject: "Signer", key: keyPair("ed25519"), issuer: root, own: signerExtensions });
  line("a signer of Ed25519", token(info, edwards), "algorithm");
  const old = certificate({ subject: "Between", key: keyPair("ec:P-256"), issuer: root, version: 1 });
  const under = certificate({ subject: "Signer", key, issuer: old, own: signerExtensions });
  line("an issuer of version 1 that is no root", token(info, under, { held: [under, old] }), "untrusted");
  const alone = certificate({ subject: "Alone", key, own: [extensions.authority(), extensions.purposes()] });
  say("a root that signs times itself", token(info, alone), alone.pem, { ...good, authority: "CN=Alone" });
}

/** The outermost length in three bytes where two do. */
function withLongLength(bytes) {
  return Buffer.concat([Buffer.of(bytes[0], 0x83, 0), bytes.subarray(2)]);
}

try {
  sayOfOpenssl();
  sayForged();
} finally {
  rmSync(scratch, { recursive: true });
}
