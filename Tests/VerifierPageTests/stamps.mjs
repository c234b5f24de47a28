// Both verifiers on time tokens (RFC 3161) that openssl made, and on those that it would not make: any difference is a bug in one
// of the two. What each token comes to is also said here.
//
//   node stamps.mjs VERIFY
//
// VERIFY is touchmark-verify; openssl is on the PATH.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks } from "./checks.mjs";
import { der, identifier, integer, octets, sequence, tagged, truth } from "./derWriter.mjs";
import { StampPair } from "./stampPair.mjs";
import { TimeAuthority } from "./timeAuthority.mjs";
import {
  accuracy, attribute, attributes, authorityExtensions, certificate, digestOf, extensions, keyPair, nameOf, pemOf, signerExtensions, timeInfo, timeStamping, token,
} from "./timeForger.mjs";

const [command] = process.argv.slice(2);
const checks = new Checks("stamps");
const scratch = mkdtempSync(join(tmpdir(), "touchmark-stamps-"));
const stamps = new StampPair(command, scratch);
const { text } = stamps;
const code = { ok: "anchor", bad: "time-token-malformed", other: "time-token-imprint", broken: "time-token-signature", weak: "time-token-algorithm", who: "time-token-signer", chain: "time-token-untrusted" };

/** `wanted`: what each token comes to, in the order of a report: errors, warnings, anchors. */
async function compare(name, wanted, list, roots, about = {}) {
  const differences = await stamps.differences({ ...stamps.tokens(...list), ...about }, { roots });
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  checks.equal(stamps.found, wanted, name);
}

/** Authorities of openssl: what it is, what its tokens come to, settings. */
const authorities = [
  ["EC P-256", code.ok, {}],
  ["EC P-384 and SHA-384", code.ok, { key: "ec:P-384", digest: "sha384", nameDigest: "sha384" }],
  ["EC P-521 and SHA-512", code.ok, { key: "ec:P-521", digest: "sha512", nameDigest: "sha512", rootKey: "ec:P-521" }],
  ["EC P-256 with SHA-512", code.ok, { digest: "sha512", nameDigest: "sha1" }],
  ["RSA", code.ok, { key: "rsa:2048", rootKey: "rsa:2048" }],
  ["RSA 3072, SHA-384, named by SHA-1", code.ok, { key: "rsa:3072", rootKey: "rsa:3072", digest: "sha384", nameDigest: "sha1" }],
  ["a time in fractions", code.ok, { precision: 6, accuracy: "secs:1, millisecs:500, microsecs:100" }],
  ["accuracy in thousandths", code.ok, { accuracy: "millisecs:20" }],
  ["an authority in between", code.ok, { between: [{}] }],
  ["three in between", code.ok, { between: [{}, { key: "rsa:2048" }, { key: "ec:P-384" }] }],
  ["one in between for stamping and more", code.ok, { between: [{ extensions: "stamping-authority" }] }],
  ["a path that is short enough", code.ok, { between: [{ extensions: "short-path" }] }],
  ["a root of the first version", code.ok, { rootVersion: 1 }],
  ["a signer without key usage", code.ok, { extensions: "stamping-bare" }],
  ["a signer that cannot repudiate", code.ok, { extensions: "stamping-repudiable" }],
  ["a path that is too long", code.chain, { between: [{ extensions: "short-path" }, {}] }],
  ["one in between that is no authority", code.chain, { between: [{ extensions: "no-authority" }] }],
  ["one in between without basic constraints", code.chain, { between: [{ extensions: "no-constraints" }] }],
  ["one in between that may not issue", code.chain, { between: [{ extensions: "no-issuing" }] }],
  ["one in between for other purposes", code.chain, { between: [{ extensions: "other-authority" }] }],
  ["one in between with an unknown extension", code.chain, { between: [{ extensions: "unknown-critical" }] }],
  ["one in between that has expired", code.chain, { between: [{ from: "20200101000000Z", until: "20210101000000Z" }] }],
  ["one in between signed over SHA-1", code.chain, { rootKey: "rsa:2048", between: [{ signedWith: "sha1" }] }],
  ["directory names constrained", code.chain, { between: [{ extensions: "constrained-directory" }] }],
  ["mail constrained", code.chain, { between: [{ extensions: "constrained-mail" }] }],
  ["names constrained, and none there", code.ok, { between: [{ extensions: "constrained-names" }] }],
  ["names constrained, and another there", code.chain, { between: [{ extensions: "constrained-names" }], extensions: "stamping-named" }],
  ["a signer that has expired", code.chain, { from: "20200101000000Z", until: "20210101000000Z" }],
  ["a signer that is not valid yet", code.chain, { from: "20900101000000Z", until: "20910101000000Z" }],
  ["a signer with an unknown extension", code.chain, { extensions: "stamping-unknown" }],
  ["a signer signed over SHA-1", code.chain, { rootKey: "rsa:2048", key: "rsa:2048", signedWith: "sha1" }],
  ["a root of Ed25519", code.chain, { rootKey: "ed25519" }],
  ["a root that is no authority", code.chain, { rootExtensions: "no-constraints" }],
];

/** Signers that `openssl ts` would not sign for. */
const signers = [
  ["no purpose", code.who, { extensions: "no-purpose" }],
  ["a purpose that may be overlooked", code.who, { extensions: "loose-purpose" }],
  ["two purposes", code.who, { extensions: "two-purposes" }],
  ["no signing", code.who, { extensions: "no-signing" }],
  ["RSA of 1024 bits", code.who, { key: "rsa:1024" }],
];

async function checkAuthorities() {
  const stranger = new TimeAuthority(join(scratch, "stranger"));
  for (const [number, [name, wanted, settings]] of authorities.entries()) {
    const authority = new TimeAuthority(join(scratch, `authority${number}`), settings);
    const stamp = authority.stamp(text);
    await compare(name, [wanted], [stamp], authority.rootPem);
    await compare(`${name}, under another root`, [code.chain], [stamp], stranger.rootPem);
    if (number > 2) continue;
    await compare(`${name}, without roots`, [], [stamp], undefined);
    await compare(`${name}, under both roots`, [wanted, wanted], [stamp, stranger.stamp(text)], stranger.rootPem + authority.rootPem);
    await compare(`${name}, imprint of SHA-1`, [code.weak], [authority.stamp(text, "sha1")], authority.rootPem);
    await compare(`${name}, imprint of SHA-512`, [wanted], [authority.stamp(text, "sha512")], authority.rootPem);
    await compare(`${name}, over another text`, [code.other], [authority.stamp(`${text}\n`)], authority.rootPem);
    await compare(`${name}, twice`, [wanted, wanted], [stamp, stamp], authority.rootPem);
    const signer = authority.read("signer.pem").toString();
    await compare(`${name}, its signer given as root`, [code.chain], [stamp], signer);
  }
}

async function checkSigners() {
  // Roots of openssl are valid from when they are made: some seconds from now on a busy machine.
  const time = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19).replace(/[-T:]/g, "")}Z`;
  const info = timeInfo({ text, time });
  for (const [number, [name, wanted, settings]] of signers.entries()) {
    const authority = new TimeAuthority(join(scratch, `signer${number}`), settings);
    await compare(name, [wanted], [authority.sign(info)], authority.rootPem);
  }
  const good = new TimeAuthority(join(scratch, "good"), { between: [{}], extensions: "stamping-named", key: "rsa:2048" });
  const cases = [
    ["by openssl cms", code.ok, {}],
    ["with the key's identifier", code.ok, { words: ["-cades", "-keyid"] }],
    ["signed over SHA-1", code.weak, { digest: "sha1" }],
    ["signed by RSA-PSS", code.weak, { words: ["-cades", "-keyopt", "rsa_padding_mode:pss"] }],
    ["without naming the certificate", code.broken, { words: [] }],
    ["without certificates", code.who, { words: ["-cades", "-nocerts"] }],
    ["without signed attributes", code.bad, { words: ["-noattr"] }],
    ["of plain data", code.bad, { type: "1.2.840.113549.1.7.1" }],
  ];
  for (const [name, wanted, words] of cases) {
    // Without certificates there is nothing to lead to the root, either.
    await compare(name, [wanted], [good.sign(info, words)], good.rootPem);
  }
}

/** Where a token's or a certificate's content is not what openssl writes. */
async function checkForgeries() {
  const key = keyPair("ec:P-256");
  const root = certificate({ subject: "root", key: keyPair("ec:P-256"), own: authorityExtensions });
  const under = (given) => certificate({ subject: "signer", key, issuer: root, own: signerExtensions, ...given });
  const signer = under({});
  const time = "20260601000000Z";
  const of = (given, options) => token(timeInfo({ text, time, ...given }), signer, options);
  const infos = [
    ["the second version", code.bad, { version: 2 }],
    ["accuracy, ordering, nonce, name and extension", code.ok, { rest: [accuracy(1), truth(), integer(77), tagged(0, tagged(4, nameOf("x"))), tagged(1, sequence(identifier("1.2.3"), octets(Buffer.of(5, 0))))] }],
    ["a critical extension", code.weak, { rest: [tagged(1, sequence(identifier("1.2.3"), truth(), octets(Buffer.of(5, 0))))] }],
    ["nonce before accuracy", code.bad, { rest: [integer(77), accuracy(1)] }],
    ["accuracy twice", code.bad, { rest: [accuracy(1), accuracy(1)] }],
    ["an accuracy of 31 years", code.ok, { rest: [accuracy(1_000_000_000)] }],
    ["an accuracy that is too large", code.bad, { rest: [accuracy(1_000_000_001)] }],
    ["an accuracy of a thousand thousandths", code.bad, { rest: [accuracy(1, der(0x80, Buffer.of(3, 232)))] }],
    ["a negative accuracy", code.bad, { rest: [accuracy(Buffer.of(255))] }],
    ["an accuracy without seconds", code.ok, { rest: [accuracy(null, der(0x80, Buffer.of(9)), der(0x81, Buffer.of(9)))] }],
    ["an imprint of another hash", code.other, { imprint: sequence(sequence(identifier("2.16.840.1.101.3.4.2.1")), octets(digestOf("sha512", text))) }],
    ["an imprint with parameters", code.weak, { imprint: sequence(sequence(identifier("2.16.840.1.101.3.4.2.1"), integer(1)), octets(digestOf("sha256", text))) }],
    ["a policy under 2.999", code.ok, { policy: "2.999.1" }],
    ["a policy with a number of 64 bits", code.bad, { policy: "1.2.18446744073709551616" }],
    ["a negative serial", code.ok, { serial: Buffer.of(255) }],
    ["a serial that is padded", code.bad, { serial: Buffer.of(0, 1) }],
  ];
  for (const [name, wanted, given] of infos) await compare(name, [wanted], [of(given)], root.pem);
  const moments = {
    "20260601000000.5Z": code.ok, "20260601000000.123456789Z": code.ok, "20260601000000.50Z": code.bad, "20260601000000.Z": code.bad,
    "20260601000000.99999999999999999999Z": code.bad, "20260601000060Z": code.bad, "20260631000000Z": code.bad, "202606010000Z": code.bad,
    "20260601000000+0000": code.bad, "20260601000000": code.bad, "00000101000000Z": code.chain, "19691231235959.5Z": code.chain,
    "99991231235959Z": code.chain, "20991231235959Z": code.ok, "20991231235959.9Z": code.ok, "21000101000000Z": code.chain,
    "20200101000000Z": code.ok, "20191231235959.9Z": code.chain,
  };
  for (const [moment, wanted] of Object.entries(moments)) await compare(`time ${moment}`, [wanted], [of({ time: moment })], root.pem);
  await checkTokenForms(signer, root, of);
  await checkChains(root, under, key);
}

async function checkTokenForms(signer, root, of) {
  const { contentType, messageDigest, named, namedBy, namedBySha1 } = attributes;
  const info = timeInfo({ text, time: "20260601000000Z" });
  const stranger = certificate({ subject: "signer", key: keyPair("ec:P-256"), own: signerExtensions });
  const own = (...list) => of({}, { own: list });
  const forms = [
    ["named by SHA-1 alone", code.ok, own(contentType(), messageDigest(info), namedBySha1(signer.der))],
    ["named twice, alike", code.ok, own(contentType(), messageDigest(info), namedBySha1(signer.der), namedBy("sha512", signer.der))],
    ["named twice, differently", code.who, own(contentType(), messageDigest(info), namedBySha1(signer.der), named(root.der))],
    ["named by SHA-1 in the newer form", code.who, own(contentType(), messageDigest(info), namedBy("sha1", signer.der))],
    ["not named", code.broken, own(contentType(), messageDigest(info))],
    ["without a digest", code.broken, own(contentType(), named(signer.der))],
    ["with another digest", code.broken, own(contentType(), messageDigest(Buffer.of(1)), named(signer.der))],
    ["without a content type", code.broken, own(messageDigest(info), named(signer.der))],
    ["with another content type", code.broken, own(contentType("1.2.840.113549.1.7.1"), messageDigest(info), named(signer.der))],
    ["with a digest twice", code.bad, own(contentType(), messageDigest(info), messageDigest(info), named(signer.der))],
    ["with two values of an attribute", code.bad, own(contentType(), messageDigest(info), named(signer.der), attribute("1.2.3", integer(1), integer(2)))],
    ["with an attribute more", code.ok, own(contentType(), messageDigest(info), named(signer.der), attribute("1.2.3", integer(1)))],
    ["with two signers", code.bad, of({}, { signers: 2 })],
    ["with no signer", code.bad, of({}, { signers: 0 })],
    ["with another algorithm's name", code.broken, of({}, { algorithm: sequence(identifier("1.2.840.113549.1.1.11")) })],
    ["with an algorithm of another hash", code.weak, of({}, { algorithm: sequence(identifier("1.2.840.10045.4.3.3")) })],
    ["with parameters of NULL", code.ok, of({}, { algorithm: sequence(identifier("1.2.840.10045.4.3.2"), der(5)) })],
    ["with parameters", code.weak, of({}, { algorithm: sequence(identifier("1.2.840.10045.4.3.2"), integer(1)) })],
    ["with a stranger's certificates", code.ok, of({}, { held: [stranger, stranger, signer, root] })],
    ["with six certificates", code.ok, of({}, { held: [stranger, stranger, stranger, stranger, stranger, signer] })],
    ["with seven certificates", code.bad, of({}, { held: [stranger, stranger, stranger, stranger, stranger, stranger, signer] })],
    ["with what is no certificate", code.ok, of({}, { held: [{ der: integer(5) }, signer, { der: sequence() }] })],
    ["by the wrong serial", code.who, of({}, { identity: sequence(nameOf("root"), integer(8)) })],
    ["by the wrong issuer", code.who, of({}, { identity: sequence(nameOf("other"), integer(7)) })],
    ["by a key identifier that the certificate lacks", code.who, of({}, { identity: der(0x80, Buffer.of(1, 2)) })],
    ["deep", code.bad, Array.from({ length: 200 }).reduce((inner) => sequence(inner), octets(Buffer.of(1)))],
    ["a length of gigabytes", code.bad, Buffer.from("3084ffffffff0201", "hex")],
    ["a length without end", code.bad, Buffer.from("3080020101", "hex")],
    ["nothing", code.bad, Buffer.alloc(0)],
    ["thousands of certificates", code.bad, of({}, { held: Array.from({ length: 5000 }, () => ({ der: sequence() })) })],
    ["64 KiB of open brackets", code.bad, Buffer.alloc(65_536, 0x30)],
    ["64 KiB of empty values", code.bad, der(0x30, Buffer.alloc(65_000, Buffer.of(0x30, 0)))],
    ["as large as it may be", code.ok, filled(of, signer, 65_536)],
    ["a byte too large", code.bad, filled(of, signer, 65_537)],
  ];
  for (const [name, wanted, bytes] of forms) await compare(name, [wanted], [bytes], root.pem);
}

/** A token of so many bytes, by what is no certificate in it. */
function filled(of, signer, wanted) {
  const made = (count) => of({}, { held: [signer, { der: octets(Buffer.alloc(count)) }] });
  // Signatures of a curve differ in length.
  for (;;) {
    const bytes = made(60_000 + wanted - made(60_000).length);
    if (bytes.length === wanted) return bytes;
  }
}

async function checkChains(root, under, key) {
  const info = timeInfo({ text, time: "20260601000000Z" });
  const chains = [
    ["a signer of the second version", code.ok, [under({ version: 2 })]],
    ["a signer that is no time stamper by its own words", code.who, [under({ own: [extensions.purposes([timeStamping, timeStamping])] })]],
    ["a key usage that is not trimmed", code.who, [under({ own: [extensions.usage(0x80), extensions.purposes()] })]],
    ["33 extensions", code.who, [under({ own: [...signerExtensions, ...Array.from({ length: 30 }, (_, number) => sequence(identifier(`1.2.9.${number}`), octets(Buffer.alloc(0))))] })]],
    ["an extension twice", code.who, [under({ own: [...signerExtensions, extensions.unknown(false), extensions.unknown(false)] })]],
    ["an unknown extension that is not critical", code.ok, [under({ own: [...signerExtensions, extensions.unknown(false)] })]],
    ["a validity that ends before it begins", code.chain, [under({ from: "20300101000000Z", until: "20200101000000Z" })]],
  ];
  const middle = (given) => certificate({ subject: "middle", key: keyPair("ec:P-384"), issuer: root, own: authorityExtensions, ...given });
  const middles = [
    ["in between", code.ok, middle({})],
    ["in between, of the first version", code.chain, middle({ version: 1, own: [] })],
    ["in between, with any purpose", code.ok, middle({ own: [extensions.authority(), extensions.purposes(["2.5.29.37.0"])] })],
    ["in between, under its own name", code.chain, middle({ issuer: null })],
    ["in between, by RSA of 1024 bits", code.chain, middle({ key: keyPair("rsa:1024") })],
    ["in between, by Ed25519", code.chain, middle({ key: keyPair("ed25519") })],
    ["in between, a negative path", code.chain, middle({ own: [extensions.authority(true, Buffer.of(255))] })],
    ["in between, constraints of nothing", code.chain, middle({ own: [extensions.authority(), extensions.constraints()] })],
    ["in between, constraints without names", code.ok, middle({ own: [extensions.authority(), extensions.constraints(tagged(0))] })],
    ["in between, an address excluded", code.ok, middle({ own: [extensions.authority(), extensions.constraints(tagged(1, sequence(der(0x87, Buffer.alloc(8)))))] })],
  ];
  for (const [name, wanted, one] of middles) {
    const signer = certificate({ subject: "signer", key, issuer: one, own: signerExtensions });
    chains.push([name, wanted, [signer, one]], [`${name}, turned`, wanted, [signer, one, root].reverse()], [`${name}, not there`, code.chain, [signer]]);
  }
  for (const [name, wanted, held] of chains) {
    const signer = held.find(({ subject }) => subject === "signer");
    await compare(name, [wanted], [token(info, signer, { held })], root.pem);
  }
  const edwards = certificate({ subject: "signer", key: keyPair("ed25519"), issuer: root, own: signerExtensions });
  await compare("a signer of Ed25519", [code.weak], [token(info, edwards)], root.pem);
  await compare("a signer of Ed25519 by another name", [code.weak], [token(info, edwards, { algorithm: sequence(identifier("1.2.840.10045.4.3.2")) })], root.pem);
  const alone = certificate({ subject: "alone", key, own: [extensions.authority(), extensions.purposes()] });
  await compare("a root that signs times", [code.ok], [token(info, alone)], alone.pem);
  const humble = certificate({ subject: "alone", key, own: signerExtensions });
  await compare("a root that signs times and issues nothing", [code.chain], [token(info, humble)], humble.pem);
  // All issue each other: every way is tried, and none leads to the root.
  const ring = keyPair("ec:P-256");
  const rings = Array.from({ length: 5 }, (_, serial) => certificate({ subject: "ring", key: keyPair("ec:P-256"), issuer: { subject: "ring", key: ring }, serial: serial + 1, own: authorityExtensions }));
  const ringed = certificate({ subject: "signer", key, issuer: { subject: "ring", key: ring }, own: signerExtensions });
  await compare("certificates in a ring", Array.from({ length: 40 }, () => code.chain), Array.from({ length: 40 }, () => token(info, ringed, { held: [ringed, ...rings] })), root.pem);
}

async function checkBundles() {
  const authority = new TimeAuthority(join(scratch, "bundles"));
  const stamp = authority.stamp(text);
  const { size } = stamps.anchored;
  const earlier = authority.stamp(stamps.anchored.textOf(size - 2));
  const further = [{ size: size - 2, cosigned: [] }];
  const at = (...list) => list.map(([place, bytes]) => ({ size: place, token: bytes }));
  const cases = [
    ["for a size that is not here", ["time-token-checkpoint"], { tokens: at([size - 2, earlier]) }],
    ["of an earlier checkpoint", ["anchor"], { further, tokens: at([size - 2, earlier]) }],
    ["of both", ["anchor", "anchor"], { further, tokens: at([size, stamp], [size - 2, earlier]) }],
    ["of another size", ["time-token-imprint"], { further, tokens: at([size, earlier]) }],
    ["of size 0", ["time-token-imprint"], { further: [{ size: 0, cosigned: [] }], tokens: at([0, stamp]) }],
    ["128", Array.from({ length: 128 }, () => "anchor"), { tokens: at(...Array.from({ length: 128 }, () => [size, stamp])) }],
    ["129", ["limit-exceeded", ...Array.from({ length: 128 }, () => "anchor")], { tokens: at(...Array.from({ length: 129 }, () => [size, stamp])) }],
    ["larger than is kept", ["time-token-malformed"], { tokens: at([size, Buffer.alloc(1_000_000)]) }],
  ];
  for (const [name, wanted, about] of cases) await compare(name, wanted, [], authority.rootPem, about);
  await compare("two, without roots", [], [stamp, stamp], undefined);
}

/** Texts that are given for roots. */
async function checkRoots() {
  const authority = new TimeAuthority(join(scratch, "roots"));
  const stamp = authority.stamp(text);
  const pem = authority.rootPem;
  const bytes = Buffer.from(pem.replace(/-----[^-]*-----|\n/g, ""), "base64");
  const short = certificate({ subject: "short", key: keyPair("rsa:1024"), own: authorityExtensions }).pem;
  const texts = {
    "as it is": pem, twice: pem + pem, "words around": `Root:\n${pem}\nThat was it.`, "carriage returns": pem.replaceAll("\n", "\r\n"),
    "without a last newline": pem.trimEnd(), empty: "", words: "no certificates", "cut off": pem.slice(0, -40), "no end": pem.slice(0, 200),
    "another kind": pemOf(bytes, "TRUSTED CERTIFICATE"), "a key beside it": pem + pemOf(Buffer.of(1), "PRIVATE KEY"), "spaces in it": pem.replace(/\n(.)/, "\n $1"),
    "no certificate": pemOf(sequence(integer(1))), "a byte more": pemOf(Buffer.concat([bytes, Buffer.of(0)])), "a byte less": pemOf(bytes.subarray(0, -1)),
    "one long line": `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64")}\n-----END CERTIFICATE-----\n`, nothing: pemOf(Buffer.alloc(0)),
    "a short key among them": pem + short, "ends otherwise": pem.replace("END CERTIFICATE", "END CERTIFICATES"), "a space behind the beginning": pem.replace("-----\n", "----- \n"),
    "a beginning without newline behind": `${pem}-----BEGIN CERTIFICATE-----`, "the signer's": authority.read("signer.pem").toString() + pem, "by RSA-PSS": pssRoot(),
    "with what is between": authority.read("signer.pem").toString(), "a mark of byte order": `\ufeff${pem}`, "an empty line in it": pem.replace(/\n(.)/, "\n\n$1"),
  };
  for (const [name, roots] of Object.entries(texts)) {
    const differences = await stamps.differences(stamps.tokens(stamp), { roots });
    checks.that(differences.length === 0, `roots ${name}: ${differences.join(" | ")}`);
  }
}

function pssRoot() {
  const authority = new TimeAuthority(join(scratch, "pss"), { rootKey: "rsa:2048" });
  authority.run("req", "-new", "-x509", "-key", "root.key", "-subj", "/CN=PSS", "-config", "openssl.cnf", "-sigopt", "rsa_padding_mode:pss", "-out", "pss.pem", "-extensions", "authority");
  return authority.read("pss.pem").toString();
}

try {
  await checkAuthorities();
  await checkSigners();
  await checkForgeries();
  await checkBundles();
  await checkRoots();
} finally {
  rmSync(scratch, { recursive: true });
}
for (const [found, [ours, theirs]] of stamps.pair.sentences) console.log(`note: ${found} says "${ours}", there "${theirs}"`);
checks.finish();
