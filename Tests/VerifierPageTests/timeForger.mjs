import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { bits, bytesOfTree, der, generalizedTime, identifier, integer, nothing, octets, sequence, setOf, tagged, treeOf, truth, utf8String } from "./derWriter.mjs";

/** Certificates and time tokens, made here byte by byte, so that anything can be said in them, and signed. */

const hashes = { sha1: "1.3.14.3.2.26", sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2", sha512: "2.16.840.1.101.3.4.2.3" };
const ecdsa = { sha256: "1.2.840.10045.4.3.2", sha384: "1.2.840.10045.4.3.3", sha512: "1.2.840.10045.4.3.4" };
const rsa = { sha1: "1.2.840.113549.1.1.5", sha256: "1.2.840.113549.1.1.11", sha384: "1.2.840.113549.1.1.12", sha512: "1.2.840.113549.1.1.13" };
export const digestOf = (hash, bytes) => createHash(hash).update(bytes).digest();
export const nameOf = (text) => sequence(setOf(sequence(identifier("2.5.4.3"), utf8String(text))));
export const timeStamping = "1.3.6.1.5.5.7.3.8";

/** A key pair: `rsa:2048`, `ec:P-256` or `ed25519`. */
export function keyPair(kind) {
  const [algorithm, size] = kind.split(":");
  const options = { rsa: { modulusLength: Number(size) }, ec: { namedCurve: size }, ed25519: {} }[algorithm];
  const { publicKey, privateKey } = generateKeyPairSync(algorithm, options);
  return { algorithm, privateKey, spki: publicKey.export({ type: "spki", format: "der" }) };
}

/** An AlgorithmIdentifier and a signature by a key of keyPair. */
export function signedBy({ algorithm, privateKey }, bytes, hash = "sha256") {
  if (algorithm === "ed25519") return { name: sequence(identifier("1.3.101.112")), signature: sign(null, bytes, privateKey) };
  const name = algorithm === "rsa" ? sequence(identifier(rsa[hash]), nothing()) : sequence(identifier(ecdsa[hash]));
  return { name, signature: sign(hash, bytes, privateKey) };
}

export const extension = (name, value, isCritical = false) => sequence(identifier(name), ...(isCritical ? [truth()] : []), octets(value));
export const extensions = {
  authority: (isAuthority = true, length) => extension("2.5.29.19", sequence(...(isAuthority ? [truth()] : []), ...(length === undefined ? [] : [integer(length)])), true),
  usage: (byte, unused = 0) => extension("2.5.29.15", bits(Buffer.of(byte), unused), true),
  purposes: (purposes = [timeStamping], isCritical = true) => extension("2.5.29.37", sequence(...purposes.map(identifier)), isCritical),
  keyIdentifier: (bytes) => extension("2.5.29.14", octets(bytes)),
  alternatives: (...names) => extension("2.5.29.17", sequence(...names)),
  constraints: (...parts) => extension("2.5.29.30", sequence(...parts), true),
  unknown: (isCritical) => extension("1.2.3.4.5", nothing(), isCritical),
};
export const signerExtensions = [extensions.authority(false), extensions.usage(0x80, 7), extensions.purposes()];
export const authorityExtensions = [extensions.authority(), extensions.usage(0x06, 1)];

/**
 * A certificate. `issuer` is {subject, key}; null for one that signs itself. `alter` may change the tree of what is signed.
 *
 * @returns {subject, key, der, pem}
 */
export function certificate(given) {
  const { subject, key, issuer = null, version = 3, serial = 7, from = "20200101000000Z", until = "20991231235959Z", own = [], hash = "sha256", alter = null } = given;
  const by = issuer ?? { subject, key };
  const algorithm = signedBy(by.key, Buffer.alloc(0), hash).name;
  let body = sequence(
    ...(version > 1 ? [tagged(0, integer(version - 1))] : []), integer(serial), algorithm, nameOf(by.subject),
    sequence(generalizedTime(from), generalizedTime(until)), nameOf(subject), key.spki, ...(own.length > 0 ? [tagged(3, sequence(...own))] : []),
  );
  if (alter !== null) {
    const tree = treeOf(body);
    alter(tree);
    body = bytesOfTree(tree);
  }
  const { signature } = signedBy(by.key, body, hash);
  const whole = sequence(body, algorithm, bits(signature));
  return { subject, key, serial, issuer: by.subject, der: whole, pem: pemOf(whole) };
}

export function pemOf(bytes, name = "CERTIFICATE") {
  return `-----BEGIN ${name}-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n").replace(/\n?$/, "\n")}-----END ${name}-----\n`;
}

/** A TSTInfo; `rest` are the members after the time. */
export function timeInfo({ text, time, hash = "sha256", policy = "1.2.3.4.1", serial = 1, version = 1, rest = [], imprint }) {
  const own = imprint ?? sequence(sequence(identifier(hashes[hash]), nothing()), octets(digestOf(hash, text)));
  return sequence(integer(version), identifier(policy), own, integer(serial), generalizedTime(time), ...rest);
}

export const accuracy = (seconds, ...parts) => sequence(...(seconds === null ? [] : [integer(seconds)]), ...parts);

export const attribute = (name, ...values) => sequence(identifier(name), setOf(...values));
export const attributes = {
  contentType: (type = "1.2.840.113549.1.9.16.1.4") => attribute("1.2.840.113549.1.9.3", identifier(type)),
  messageDigest: (content, hash = "sha256") => attribute("1.2.840.113549.1.9.4", octets(digestOf(hash, content))),
  named: (der) => attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(sequence(octets(digestOf("sha256", der)))))),
  namedBy: (hash, der) => attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(sequence(sequence(identifier(hashes[hash])), octets(digestOf(hash, der)))))),
  namedBySha1: (der) => attribute("1.2.840.113549.1.9.16.2.12", sequence(sequence(sequence(octets(digestOf("sha1", der)))))),
};

/** A token over a TSTInfo by {certificate}, with what differs from the usual. `alter` may change the tree of the attributes. */
export function token(info, signer, given = {}) {
  const { hash = "sha256", held = [signer], own, identity, alter = null, algorithm, type = "1.2.840.113549.1.9.16.1.4", signers = 1 } = given;
  const set = setOf(...(own ?? [attributes.contentType(), attributes.messageDigest(info, hash), attributes.named(signer.der)]));
  const tree = treeOf(set);
  if (alter !== null) alter(tree);
  const signed = bytesOfTree(tree);
  const { name, signature } = signedBy(signer.key, signed, hash);
  const tag = Buffer.from(signed);
  tag[0] = 0xa0;
  const who = identity ?? sequence(nameOf(signer.issuer), integer(signer.serial));
  const one = sequence(integer(1), who, sequence(identifier(hashes[hash])), tag, algorithm ?? name, octets(signature));
  const certificates = held.length > 0 ? [tagged(0, ...held.map(({ der: bytes }) => bytes))] : [];
  const data = sequence(
    integer(3), der(0x31, sequence(identifier(hashes[hash]))), sequence(identifier(type), tagged(0, octets(info))), ...certificates,
    der(0x31, ...Array.from({ length: signers }, () => one)),
  );
  return sequence(identifier("1.2.840.113549.1.7.2"), tagged(0, data));
}
