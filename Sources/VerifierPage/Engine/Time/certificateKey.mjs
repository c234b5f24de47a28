import { encodeBase64url } from "../base64.mjs";
import { hexOf, joinBytes } from "../bytes.mjs";
import { DerError, derTags, parseDer, readMembers } from "./der.mjs";
import { algorithmOf, bitStringOf, identifierText, unsignedBytes } from "./derValues.mjs";

/** RSA and ECDSA by WebCrypto, narrowed to what section 3 of the protocol takes. */

const rsaBits = { least: 2048, most: 8192 };
const rsaExponentBits = 33;
/** Curves by identifier, with the bytes of a coordinate. */
const curves = {
  "1.2.840.10045.3.1.7": { curve: "P-256", size: 32 },
  "1.3.132.0.34": { curve: "P-384", size: 48 },
  "1.3.132.0.35": { curve: "P-521", size: 66 },
};

/** Signature algorithms by identifier. SHA-1 and Ed25519 are known, so that a certificate can be read, and trusted by nobody. */
const signatureAlgorithms = {
  "1.2.840.113549.1.1.5": { kind: "rsa", hash: null },
  "1.2.840.113549.1.1.11": { kind: "rsa", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { kind: "rsa", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { kind: "rsa", hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { kind: "ecdsa", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { kind: "ecdsa", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { kind: "ecdsa", hash: "SHA-512" },
  "1.3.101.112": { kind: "ed25519", hash: null },
};

/** What a certificate says that it is signed with, {kind, hash}; a `hash` of null is none that is trusted. Throws DerError. */
export function signatureAlgorithmOf(node) {
  const { algorithm, parameters } = algorithmOf(node);
  const found = Object.hasOwn(signatureAlgorithms, algorithm) ? signatureAlgorithms[algorithm] : undefined;
  const isPlain = parameters === null || (found?.kind === "rsa" && isNull(parameters));
  if (found === undefined || !isPlain) throw new DerError("a signature is of an unknown kind");
  return found;
}

function isNull(node) {
  return node.tag === derTags.null && node.members === null && node.content.length === 0;
}

/**
 * The key of a SubjectPublicKeyInfo, `{kind, identity: a text that is the same for the same key, …}`; of kind `ed25519` it checks
 * nothing. Throws DerError where it is of another kind, or no key.
 */
export async function publicKeyOf(node) {
  const { algorithm, parameters, key } = readMembers(node, (members) => ({
    ...algorithmOf(members.required()),
    key: bitStringOf(members.required()).bytes,
  }));
  if (algorithm === "1.2.840.113549.1.1.1" && parameters !== null && isNull(parameters)) return rsaKeyOf(key);
  if (algorithm === "1.2.840.10045.2.1" && parameters !== null) return curveKeyOf(identifierText(parameters), key);
  if (algorithm === "1.3.101.112" && parameters === null && key.length === 32) {
    return { kind: "ed25519", identity: `ed25519 ${hexOf(key)}` };
  }
  throw new DerError("a key is of an unknown kind");
}

function rsaKeyOf(bytes) {
  const [modulus, exponent] = readMembers(parseDer(bytes), (members) => [
    unsignedBytes(members.required()),
    unsignedBytes(members.required()),
  ]);
  const bits = bitCount(modulus);
  const isSized = bits >= rsaBits.least && bits <= rsaBits.most && bitCount(exponent) >= 2 && bitCount(exponent) <= rsaExponentBits;
  if (!isSized || !isOdd(modulus) || !isOdd(exponent)) throw new DerError("an RSA key is none that is taken");
  const jwk = { kty: "RSA", n: encodeBase64url(modulus), e: encodeBase64url(exponent), ext: true };
  return { kind: "rsa", identity: `rsa ${jwk.n} ${jwk.e}`, jwk };
}

/** Of a number without leading zeros. */
function bitCount(bytes) {
  return bytes.length === 0 ? 0 : 8 * bytes.length - Math.clz32(bytes[0]) + 24;
}

function isOdd(bytes) {
  return bytes.length > 0 && (bytes[bytes.length - 1] & 1) === 1;
}

async function curveKeyOf(identifier, point) {
  const found = Object.hasOwn(curves, identifier) ? curves[identifier] : undefined;
  // A point in full, and nothing that would have to be computed.
  if (found === undefined || point.length !== 2 * found.size + 1 || point[0] !== 4) throw new DerError("a key is no point of a known curve");
  const { curve, size } = found;
  try {
    const key = await globalThis.crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: curve }, true, ["verify"]);
    return { kind: "ecdsa", identity: `${curve} ${hexOf(point)}`, key, size };
  } catch {
    throw new DerError("a key is no point of its curve");
  }
}

/** Whether keys of this kind are trusted; how long they are was looked at when they were read. */
export function isStrongKey({ kind }) {
  return kind === "rsa" || kind === "ecdsa";
}

/** Whether `signature` is that of a key of publicKeyOf over `message`, by an algorithm {kind, hash}. */
export async function isSignatureOfKey(key, { kind, hash }, signature, message) {
  if (hash === null || kind !== key.kind) return false;
  const { subtle } = globalThis.crypto;
  if (kind === "rsa") {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
    return subtle.verify(algorithm, await subtle.importKey("jwk", key.jwk, algorithm, true, ["verify"]), signature, message);
  }
  const raw = rawSignature(signature, key.size);
  return raw !== null && subtle.verify({ name: "ECDSA", hash }, key.key, raw, message);
}

/** The two numbers of an ECDSA signature in DER. Throws DerError. */
export function readCurveSignature(bytes) {
  return readMembers(parseDer(bytes), (members) => [unsignedBytes(members.required()), unsignedBytes(members.required())]);
}

/** As WebCrypto wants them: the two numbers, each in as many bytes as a coordinate. Null where they are none or too large. */
function rawSignature(bytes, size) {
  let numbers;
  try {
    numbers = readCurveSignature(bytes);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
  if (numbers.some((number) => number.length > size)) return null;
  return joinBytes(...numbers.flatMap((number) => [new Uint8Array(size - number.length), number]));
}
